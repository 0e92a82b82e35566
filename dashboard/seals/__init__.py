"""Seals of papers (PAdES): who holds the key, how a PDF is sealed, and what a sealed PDF is worth."""
