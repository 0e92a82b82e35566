"""What the programme knows: its store, its rules and its numbers; no web library.

store, sql, errors       reading and writing, one class for one engine
migrate, migrations/     the shape of the store, numbered; views/ holds the official numbers
audit                    who changed what, when: written with the change itself
programme, programmes/   the letter's numbers as data
rules/                   the letter's sentences as pure functions
importing, exporting     lists in, tables out
bookings                 applications for seats: who gets them, who waits
coverage, hours, fill …  the analyses, one module a page
check, replay            the invariants, proved on a live store
"""
