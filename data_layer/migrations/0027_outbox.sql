-- E-mails to institutions: what was asked to be sent to which contact, and what became of it. No foreign keys, as in
-- 0020: contacts are put right and taken away. The address is that of the contact at the moment of sending.
create sequence outbox_id_seq;

create table outbox (
    id integer primary key,
    kind varchar not null check (kind in ('confirmation', 'reminder', 'certificates')),
    entity_id integer not null,
    institution_id integer not null,
    contact_id integer not null,
    subject varchar not null,
    message_id varchar not null,
    state varchar not null check (state in ('queued', 'sending', 'sent', 'failed')),
    attempts integer not null check (attempts >= 0),
    queued_at timestamp not null,
    due_at timestamp not null,
    closed_at timestamp,
    reason varchar,
    code integer,
    actor varchar not null
);

-- The words of what still waits; gone as soon as it was sent or given up.
create table outbox_text (
    outbox_id integer primary key,
    body varchar not null
);
