"""Campaigns: many processes and threads against one store, judged from outside."""
