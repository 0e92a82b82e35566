-- A programme and the letter's numbers: tiers, target, monthly plan, decisions that management may change.
create table programme (
    id integer primary key,
    code varchar not null unique,
    title varchar not null,
    starts_on date not null,
    ends_on date not null,
    target_people integer not null check (target_people > 0),
    active_users integer not null check (active_users >= 0),
    quota_scope varchar not null check (quota_scope in ('session', 'programme')),
    technical_seats integer not null check (technical_seats > 0),
    technical_institutions integer not null check (technical_institutions > 0),
    short_session_percent integer not null check (short_session_percent between 0 and 100),
    return_days integer not null check (return_days >= 0),
    late_cancel_days integer not null check (late_cancel_days >= 0),
    over_quota_days integer not null check (over_quota_days >= 0),
    names_due_days integer not null check (names_due_days >= 0),
    late_minutes integer not null check (late_minutes >= 0),
    onsite_people_warning integer not null check (onsite_people_warning > 0),
    travel_same_city_minutes integer not null check (travel_same_city_minutes >= 0),
    travel_between_sites_minutes integer not null check (travel_between_sites_minutes >= 0),
    travel_other_province_minutes integer not null check (travel_other_province_minutes >= 0),
    retention_months integer not null check (retention_months > 0),
    demo_day date
);

create table tier (
    programme_id integer not null references programme (id),
    code varchar not null,
    ordinal integer not null,
    lower_users integer not null check (lower_users > 0),
    upper_users integer not null,
    minutes integer not null check (minutes > 0),
    delivery varchar not null check (delivery in ('central', 'onsite')),
    seats_per_institution integer check (seats_per_institution > 0),
    class_size integer check (class_size > 0),
    notice_days integer not null check (notice_days >= 0),
    certificate_rule varchar not null check (certificate_rule in ('any', 'full')),
    trainer_cost_bearer varchar not null check (trainer_cost_bearer in ('kamu_sm', 'institution')),
    participant_cost_bearer varchar not null check (participant_cost_bearer in ('kamu_sm', 'institution')),
    primary key (programme_id, code),
    unique (programme_id, ordinal),
    check (upper_users >= lower_users)
);

create table plan_month (
    programme_id integer not null references programme (id),
    month date not null,
    people integer not null check (people >= 0),
    primary key (programme_id, month)
);
