-- Those who could not come: broadcast, CD, what disseminators passed on. What the centres plan.
create sequence broadcast_id_seq;
create sequence cd_dispatch_id_seq;
create sequence training_plan_id_seq;

create table broadcast (
    id integer primary key,
    session_id integer references session (id),
    institution_id integer not null references institution (id),
    held_on date not null,
    viewers integer not null check (viewers >= 0),
    evidence varchar not null check (evidence in ('measured', 'reported', 'estimated'))
);

create table cd_dispatch (
    id integer primary key,
    institution_id integer not null references institution (id),
    copies integer not null check (copies > 0),
    requested_on date,
    dispatched_on date,
    tracking_no varchar,
    delivered_on date,
    viewers_reported integer check (viewers_reported >= 0),
    evidence varchar not null check (evidence in ('measured', 'reported', 'estimated')),
    returned integer not null default 0 check (returned >= 0),
    check (returned <= copies)
);

create table cascade_report (
    participant_id integer not null references participant (id),
    held_on date not null,
    people integer not null check (people >= 0),
    note varchar,
    primary key (participant_id, held_on)
);

create table training_plan (
    id integer primary key,
    institution_id integer not null references institution (id),
    version integer not null check (version > 0),
    received_on date not null,
    representative_id integer references representative (id),
    state varchar not null check (state in ('sent', 'approved', 'stale')),
    unique (institution_id, version)
);

create table training_plan_line (
    plan_id integer not null references training_plan (id),
    unit_level varchar not null check (unit_level in ('centre', 'province', 'district')),
    province_code integer not null check (province_code between 1 and 81),
    course_id integer not null references course (id),
    month date not null,
    people integer not null check (people > 0),
    primary key (plan_id, unit_level, province_code, course_id, month)
);
