-- The account of hours. A right is entered as +, what a session charges as −, so the sum of the entries is what is left.

-- One row an entry. It counts from from_day on and, when until_day is given, no longer on that day: a reservation ends
-- on the day of its session once the attendance is finalised, and the use begins. A central session charges each
-- institution with a seat once, an on-site session its host; cancelled sessions and waiting lists charge nothing (E2).
create or replace view hours_entry as
select
    e.programme_id,
    i.institution_id,
    i.tier_code,
    i.province_code,
    i.representative_id,
    e.kind,
    e.minutes,
    e.from_day,
    e.until_day,
    e.session_id,
    e.entry_id
from (
    select
        programme_id,
        institution_id,
        kind,
        minutes,
        cast(recorded_at as date) as from_day,
        cast(null as date) as until_day,
        cast(null as integer) as session_id,
        id as entry_id
    from entitlement_entry
    union all
    select
        s.programme_id,
        h.institution_id,
        'reservation' as kind,
        -s.minutes as minutes,
        s.announced_on as from_day,
        case when s.state = 'finalised' then s.session_date end as until_day,
        s.session_id,
        cast(null as integer) as entry_id
    from session_now as s
    join class_charge as h on h.session_id = s.session_id
    where s.delivery = 'central' and s.state in ('announced', 'finalised')
    union all
    select
        s.programme_id,
        h.institution_id,
        'use' as kind,
        -s.charged_minutes as minutes,
        s.session_date as from_day,
        cast(null as date) as until_day,
        s.session_id,
        cast(null as integer) as entry_id
    from session_now as s
    join class_charge as h on h.session_id = s.session_id
    where s.delivery = 'central' and s.state = 'finalised'
    union all
    select
        programme_id,
        host_institution_id as institution_id,
        'reservation' as kind,
        -minutes as minutes,
        announced_on as from_day,
        case when state = 'finalised' then session_date end as until_day,
        session_id,
        cast(null as integer) as entry_id
    from session_now
    where delivery = 'onsite' and state in ('announced', 'finalised')
    union all
    select
        programme_id,
        host_institution_id as institution_id,
        'use' as kind,
        -charged_minutes as minutes,
        session_date as from_day,
        cast(null as date) as until_day,
        session_id,
        cast(null as integer) as entry_id
    from session_now
    where delivery = 'onsite' and state = 'finalised'
) as e
join institution_home as home on home.institution_id = e.institution_id
join institution_now as i on i.institution_id = home.home_id and i.programme_id = e.programme_id;
