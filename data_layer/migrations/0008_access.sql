-- Accounts and sign-ins, made anew: nobody could sign in before. No foreign keys: DuckDB would refuse to count a wrong
-- password or to change a role while a session or a link points at the account.
drop table login_session;
drop table user_account;

create table user_account (
    id integer primary key,
    user_name varchar not null unique,
    full_name varchar not null,
    role varchar not null check (role in ('viewer', 'operator', 'supervisor', 'admin')),
    password_hash varchar,
    subject varchar,
    is_active boolean not null,
    is_demo boolean not null default false,
    created_at timestamp not null,
    failures integer not null default 0,
    locked_until timestamp
);

create table login_session (
    token_hash varchar primary key,
    account_id integer not null,
    created_at timestamp not null,
    seen_at timestamp not null,
    address varchar not null,
    browser varchar not null
);

-- One-time links: who holds one sets the password of the account, once.
create table invitation (
    token_hash varchar primary key,
    account_id integer not null,
    created_at timestamp not null,
    expires_at timestamp not null,
    used_at timestamp
);
