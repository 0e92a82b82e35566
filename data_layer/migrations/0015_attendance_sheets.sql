-- A sheet while it is worked on: whether it was sent for checking, the signatures counted on paper. A row of it that says
-- more than its marks: a person who was not on the list, a note. No foreign keys: DuckDB would refuse changes of the parents.
create table attendance_sheet (
    session_id integer primary key,
    state varchar not null check (state in ('draft', 'sent')),
    paper_signatures integer check (paper_signatures >= 0)
);

create table attendance_row (
    session_id integer not null,
    participant_id integer not null,
    walk_in varchar check (walk_in in ('seated', 'above', 'approved')),
    note varchar,
    primary key (session_id, participant_id)
);
