-- What the work on sessions keeps beside them. No foreign keys: DuckDB would then refuse changes of the session.

-- Forms that were handled: the same form a second time finds what the first one made.
create table session_request (
    request_id varchar primary key,
    session_id integer not null
);

-- Who is asked anew after a session was moved (E16), and the answer.
create table session_answer (
    booking_id integer primary key,
    session_id integer not null,
    asked_at timestamp not null,
    answer varchar check (answer in ('accepted', 'declined')),
    answered_at timestamp
);

-- What stands ready for a training on-site: the host's part and the kit of Kamu SM (L17, L19).
create table session_item (
    session_id integer not null,
    item varchar not null,
    ready_on date not null,
    actor varchar not null,
    primary key (session_id, item)
);

-- Addresses under which calendars of trainers and rooms are read from outside; only a hash is kept.
create table calendar_address (
    owner varchar not null check (owner in ('trainer', 'room')),
    owner_id integer not null,
    token_hash varchar not null unique,
    made_at timestamp not null,
    primary key (owner, owner_id)
);
