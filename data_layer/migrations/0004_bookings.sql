-- Applications in their order, the seats they hold, and who sat there.
create sequence booking_id_seq;
create sequence participant_id_seq;
create sequence certificate_id_seq;

create table booking (
    id integer primary key,
    code varchar not null unique,
    session_id integer not null references session (id),
    institution_id integer not null references institution (id),
    unit_id integer references unit (id),
    received_at timestamp not null,
    seq integer not null unique,
    channel varchar not null check (channel in ('phone', 'email', 'letter')),
    document_no varchar,
    seats_requested integer not null check (seats_requested > 0),
    min_accept integer not null check (min_accept >= 0),
    state varchar not null check (state in ('confirmed', 'partial', 'waiting', 'cancelled')),
    request_id varchar not null unique,
    version integer not null default 1,
    check (min_accept <= seats_requested)
);

-- A participant's unit is corrected later, so no foreign key: DuckDB would refuse it while a seat carries the name.
create table participant (
    id integer primary key,
    institution_id integer not null references institution (id),
    unit_id integer,
    full_name varchar,
    name_key varchar,
    email varchar,
    title varchar,
    is_disseminator boolean not null,
    erased_at timestamp,
    same_as integer
);

create table seat (
    session_id integer not null references session (id),
    seat_no integer not null,
    capacity integer not null,
    institution_id integer not null references institution (id),
    institution_seat_no integer not null,
    quota integer not null,
    booking_id integer not null references booking (id),
    participant_id integer references participant (id),
    override_id integer,
    primary key (session_id, seat_no),
    unique (session_id, institution_id, institution_seat_no),
    check (seat_no between 1 and capacity),
    check (institution_seat_no between 1 and quota or override_id is not null)
);

create table attendance (
    session_id integer not null references session (id),
    participant_id integer not null references participant (id),
    block_no integer not null,
    status varchar not null check (status in ('present', 'partial', 'absent', 'excused')),
    minutes integer not null check (minutes >= 0),
    recorded_at timestamp not null,
    actor varchar not null,
    primary key (session_id, participant_id, block_no)
);

create table certificate (
    id integer primary key,
    number varchar not null,
    version integer not null check (version > 0),
    token varchar not null unique,
    session_id integer not null references session (id),
    participant_id integer not null references participant (id),
    rule varchar not null check (rule in ('any', 'full')),
    sha256 varchar,
    state varchar not null check (state in ('ready', 'incomplete', 'awaiting_signature', 'signed', 'delivered', 'revoked')),
    issued_at timestamp not null,
    revoked_at timestamp,
    revoke_reason varchar,
    unique (number, version),
    check ((state = 'revoked') = (revoked_at is not null))
);
