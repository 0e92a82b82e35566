-- Interest of institutions in technical courses, until enough of them ask (L13). No foreign keys: DuckDB would then
-- refuse changes of the institution and the course.
create sequence demand_id_seq;

create table demand (
    id integer primary key,
    programme_id integer not null,
    institution_id integer not null,
    course_id integer not null,
    seats integer not null check (seats > 0),
    received_at timestamp not null,
    state varchar not null check (state in ('open', 'withdrawn')),
    request_id varchar not null unique,
    version integer not null
);
