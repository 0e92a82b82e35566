-- Sealed certificates: who sealed, the very file, and what was handed out to be signed elsewhere. No foreign keys, as
-- in 0020. The digest of the sealed file stands on the certificate.
create table certificate_seal (
    certificate_id integer primary key,
    way varchar not null check (way in ('here', 'elsewhere')),
    signer varchar not null,
    fingerprint varchar not null,
    level varchar not null check (level in ('B-B', 'B-T', 'B-LT')),
    is_trial boolean not null,
    signed_at timestamp,
    stamped_at timestamp,
    size integer not null check (size > 0)
);

-- The sealed file, packed and base64 in pieces, as in report_piece. A person who is erased has none.
create table certificate_piece (
    certificate_id integer not null,
    piece integer not null,
    content varchar not null,
    primary key (certificate_id, piece)
);

-- What a signed file must begin with.
create table certificate_handoff (
    certificate_id integer not null,
    sha256 varchar not null,
    size integer not null check (size > 0),
    handed_at timestamp not null,
    primary key (certificate_id, sha256)
);
