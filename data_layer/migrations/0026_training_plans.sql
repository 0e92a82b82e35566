-- The lines of a training plan made anew without a foreign key to it: DuckDB refuses to change a plan, or to take one
-- away, while rows point at it.
create temporary table kept_line as
select * from training_plan_line;
drop table training_plan_line;

create table training_plan_line (
    plan_id integer not null,
    unit_level varchar not null check (unit_level in ('centre', 'province', 'district')),
    province_code integer not null check (province_code between 1 and 81),
    course_id integer not null references course (id),
    month date not null,
    people integer not null check (people > 0),
    primary key (plan_id, unit_level, province_code, course_id, month)
);
insert into training_plan_line (plan_id, unit_level, province_code, course_id, month, people)
select plan_id, unit_level, province_code, course_id, month, people
from kept_line;
drop table kept_line;

-- Forms of plans that were sent already: the same form a second time makes nothing new.
create table plan_form (
    request_id varchar primary key,
    plan_id integer not null
);
