-- What was taken back by which later event: each once. Follows from the trail; kept apart so that it is found at once.
create table undone (
    seq integer primary key,
    by_seq integer not null
);
