-- Reports that were handed out: what, when, of which day and data version, with the digest of the file.
create sequence report_id_seq;

create table report (
    id integer primary key,
    kind varchar not null,
    form varchar not null check (form in ('pdf', 'pptx', 'xlsx', 'zip')),
    lang varchar not null check (lang in ('tr', 'en')),
    title varchar not null,
    made_at timestamp not null,
    role varchar not null check (role in ('viewer', 'operator', 'supervisor', 'admin')),
    as_of date not null,
    filters varchar not null,
    address varchar not null,
    choice varchar not null,
    data_version integer not null,
    file_name varchar not null,
    size integer not null,
    sha256 varchar not null
);

-- The file and its frozen tables, base64 in pieces: a copy of the store reads thousands of rows at once. A report with
-- names has none, so that an erased name stands nowhere.
create table report_piece (
    report_id integer not null references report (id),
    part varchar not null check (part in ('file', 'tables')),
    piece integer not null,
    content varchar not null,
    primary key (report_id, part, piece)
);
