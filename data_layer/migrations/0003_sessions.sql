-- What is taught, where, by whom and when. Rule values are copied into a session when it is announced.
create sequence session_id_seq;

create table course (
    id integer primary key,
    code varchar not null unique,
    title_tr varchar not null,
    title_en varchar not null,
    audience varchar not null check (audience in ('user', 'technical')),
    minutes integer not null check (minutes > 0)
);

create table site (
    id integer primary key,
    name varchar not null,
    city varchar not null unique,
    province_code integer not null check (province_code between 1 and 81)
);

create table room (
    id integer primary key,
    site_id integer not null references site (id),
    name varchar not null,
    capacity integer not null check (capacity > 0)
);

create table trainer (
    id integer primary key,
    name varchar not null,
    home_city varchar not null
);

create table trainer_skill (
    trainer_id integer not null references trainer (id),
    course_id integer not null references course (id),
    primary key (trainer_id, course_id)
);

create table trainer_leave (
    trainer_id integer not null references trainer (id),
    starts_on date not null,
    ends_on date not null,
    primary key (trainer_id, starts_on),
    check (ends_on >= starts_on)
);

-- Site, room, host and trainer carry no foreign key: DuckDB rewrites a row when a keyed column may change (here in every
-- update, because a CHECK reads three of them), and then refuses it, as seats and bookings point at the session.
create table session (
    id integer primary key,
    code varchar not null unique,
    programme_id integer not null references programme (id),
    course_id integer not null references course (id),
    delivery varchar not null check (delivery in ('central', 'onsite')),
    site_id integer,
    room_id integer,
    host_institution_id integer,
    province_code integer not null check (province_code between 1 and 81),
    trainer_id integer,
    session_date date not null,
    starts_at time not null,
    ends_at time not null,
    minutes integer not null check (minutes > 0),
    actual_minutes integer check (actual_minutes > 0),
    announced_on date,
    capacity integer not null check (capacity > 0),
    seats_per_institution integer check (seats_per_institution > 0),
    notice_days integer not null check (notice_days >= 0),
    state varchar not null check (state in ('draft', 'announced', 'finalised', 'cancelled')),
    cancel_reason varchar,
    override_reason varchar,
    version integer not null default 1,
    check (ends_at > starts_at),
    check (state = 'draft' or state = 'cancelled' or announced_on is not null),
    check (
        (delivery = 'central' and site_id is not null and room_id is not null and host_institution_id is null)
        or (delivery = 'onsite' and site_id is null and room_id is null and host_institution_id is not null)
    )
);

create table session_block (
    session_id integer not null references session (id),
    block_no integer not null check (block_no > 0),
    starts_at timestamp not null,
    ends_at timestamp not null,
    primary key (session_id, block_no),
    check (ends_at > starts_at)
);
