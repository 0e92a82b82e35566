-- What management keeps up: days off beside the public holidays, and what is no longer offered. Nothing is deleted,
-- because sessions of the past point at it.
create table day_off (
    day date primary key,
    name varchar not null,
    weight double precision not null check (weight in (0, 0.5, 1)),
    kind varchar not null check (kind in ('leave', 'correction'))
);

alter table course add column retired_on date;

alter table room add column retired_on date;

alter table trainer add column retired_on date;
