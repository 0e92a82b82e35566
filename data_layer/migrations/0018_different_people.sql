-- Two records that look like one person and were found to be two: they are not asked about again. The number of the
-- smaller record comes first. No foreign keys: DuckDB would refuse changes of the participants.
create table different_people (
    first_id integer not null,
    second_id integer not null,
    primary key (first_id, second_id),
    check (first_id < second_id)
);
