-- Institutions, their units and dated user counts, and the hours they own.
create sequence representative_id_seq;
create sequence institution_id_seq;
create sequence unit_id_seq;
create sequence contact_id_seq;
create sequence entitlement_entry_id_seq;
create sequence tier_proposal_id_seq;

create table representative (
    id integer primary key,
    name varchar not null unique,
    email varchar
);

-- The representative changes over the years, so no foreign key: DuckDB would refuse a change while units point here.
create table institution (
    id integer primary key,
    name varchar not null,
    name_key varchar not null unique,
    short_name varchar,
    detsis_no varchar,
    kep_address varchar,
    representative_id integer,
    merged_into integer,
    closed_on date,
    version integer not null default 1
);

-- One unit an institution, level, province, district and name_key: kept by the import, not by UNIQUE, because DuckDB
-- refuses to change a unique column of a row that others point at, and units are renamed.
create table unit (
    id integer primary key,
    institution_id integer not null references institution (id),
    level varchar not null check (level in ('centre', 'province', 'district')),
    province_code integer not null check (province_code between 1 and 81),
    district varchar not null,
    name varchar not null,
    name_key varchar not null,
    detsis_no varchar
);

create table user_count (
    unit_id integer not null references unit (id),
    as_of date not null,
    active_users integer not null check (active_users >= 0),
    source varchar not null,
    primary key (unit_id, as_of)
);

create table contact (
    id integer primary key,
    institution_id integer not null references institution (id),
    name varchar not null,
    phone varchar,
    email varchar,
    is_authorised boolean not null
);

create table entitlement (
    programme_id integer not null references programme (id),
    institution_id integer not null references institution (id),
    tier_code varchar not null,
    basis_users integer not null check (basis_users > 0),
    basis_as_of date not null,
    primary key (programme_id, institution_id)
);

create table entitlement_entry (
    id integer primary key,
    programme_id integer not null references programme (id),
    institution_id integer not null references institution (id),
    kind varchar not null check (kind in ('grant', 'tier_change', 'adjust', 'expire', 'refund')),
    minutes integer not null,
    reason varchar not null,
    actor varchar not null,
    recorded_at timestamp not null,
    request_id varchar not null unique
);

create table tier_proposal (
    id integer primary key,
    programme_id integer not null references programme (id),
    institution_id integer not null references institution (id),
    from_tier varchar not null,
    to_tier varchar not null,
    basis_users integer not null check (basis_users > 0),
    basis_as_of date not null,
    state varchar not null check (state in ('proposed', 'approved', 'declined')),
    actor varchar not null,
    recorded_at timestamp not null
);
