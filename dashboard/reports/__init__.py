"""Papers of the programme: typst sets them from templates beside this file, with values as JSON only."""
