"""The programme's rules: plain values in, a plain value or a RuleError out. No database, no tables, no clock.

Numbers that management may change come in as arguments, from the rows of the programme and its tiers. `docs/rules.md`
leads from each sentence of the letter to its function and its test.

- tiers         how many users make which tier, and whether the ladder holds
- calendar      working days, half days and holidays of Türkiye
- timetable     blocks of a training, days it may be on, the planner's days
- notice        how early a session is announced
- seats         who gets which seat now, and what is refused
- waiting_list  who comes next when a seat is free
- offers        which session is proposed first
- demand        whether enough institutions want a technical course
- hours         what a session charges, and what is left of a right
- attendance    who was there, and who earns a certificate
- certificates  what one needs, its number, when it is owed again
- overlap       one person, trainer or room in two places
- twins         whether two records look like one person
- reach         people in class, by broadcast and by CD as a range
- plan          where the programme should be, and how fast it must go
- training_plan whether the plan of an institution still holds
- forecast      where it will end
- status        the one word for it
- text          Turkish letters: compare, find, sort
- masks         how a name is shown to those who need not know it
- changes       a form's changes against the record
- lockout       how long a sign-in waits after wrong passwords
- changes       what a form really changes, and whether somebody else was faster
- identity      numbers of T.C. identity cards, which are never kept
"""
