-- Who changed what, and when. The head row orders the events; its seq is the data version.
create table audit_head (
    id integer primary key check (id = 1),
    seq integer not null,
    hash varchar not null
);

insert into audit_head (id, seq, hash) values (1, 0, '');

create table audit_event (
    seq integer primary key,
    recorded_at timestamp not null,
    effective_at timestamp not null,
    actor varchar not null,
    action varchar not null,
    entity varchar not null,
    entity_id varchar not null,
    facts varchar not null,
    pii_commitment varchar not null,
    previous_hash varchar not null,
    hash varchar not null
);

-- Personal data of an event lives here, so that it can be erased while the chain still verifies.
create table audit_person (
    seq integer primary key,
    salt varchar not null,
    body varchar not null
);

create sequence user_account_id_seq;

create table user_account (
    id integer primary key,
    user_name varchar not null unique,
    full_name varchar not null,
    role varchar not null check (role in ('viewer', 'operator', 'supervisor', 'admin')),
    password_hash varchar,
    is_active boolean not null,
    created_at timestamp not null
);

create table login_session (
    token_hash varchar primary key,
    account_id integer not null references user_account (id),
    created_at timestamp not null,
    seen_at timestamp not null
);
