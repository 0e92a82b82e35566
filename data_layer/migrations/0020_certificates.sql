-- What issuing certificates keeps beside them. No foreign keys: DuckDB would then refuse changes of the parents.

-- The last number of a programme; the next one is last + 1, given in the transaction that issues.
create table certificate_counter (
    programme_id integer primary key,
    last integer not null check (last >= 0)
);

-- Files still to be made, a row a certificate. Those that were asked for together are one batch.
create table certificate_job (
    certificate_id integer primary key,
    session_id integer not null,
    batch integer not null,
    state varchar not null check (state in ('queued', 'done', 'failed')),
    asked_at timestamp not null,
    actor varchar not null
);
