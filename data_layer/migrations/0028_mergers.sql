-- Classes in which both records of a merger sat on the day of it: they stay charged to both. No foreign keys, as in 0016.
create table merged_charge (
    institution_id integer not null,
    session_id integer not null,
    primary key (institution_id, session_id)
);
