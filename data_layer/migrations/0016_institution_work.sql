-- What the work on institutions keeps beside them. Tables of their own without foreign keys: DuckDB refuses to change a
-- unique column, or an altered row, that others point at.

-- Every name that an institution bears or bore, the first one without a moment: lists with an old name find it.
create table institution_name (
    institution_id integer not null,
    name_key varchar not null,
    name varchar not null,
    since timestamp,
    primary key (institution_id, name_key)
);

create table institution_note (
    institution_id integer primary key,
    note varchar not null
);

create table unit_closed (
    unit_id integer primary key,
    closed_on date not null
);

-- Who approved or declined a change of tier, when and why.
create table tier_decision (
    proposal_id integer primary key,
    decided_at timestamp not null,
    actor varchar not null,
    reason varchar not null
);

-- Two records of one institution: the pointer of `institution.merged_into` with its day, and the minutes that went along.
create table institution_merge (
    institution_id integer primary key,
    into_id integer not null,
    merged_on date not null,
    minutes integer not null
);
