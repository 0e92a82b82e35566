-- Forms of broadcasts and CDs that were sent already: the same form a second time makes nothing new.
create table media_form (
    request_id varchar primary key,
    entry_id integer not null
);
