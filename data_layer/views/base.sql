-- Facts that every analysis starts from. "As of" a day is the reader's filter on their dates.

-- One row an institution: the key of the name that it bears now; the one in its own row stays that of its first name.
create or replace view institution_key as
select i.id as institution_id, coalesce(n.name_key, i.name_key) as name_key
from institution as i
left join (
    select
        institution_id,
        name_key,
        row_number() over (partition by institution_id order by since desc) as place
    from institution_name
    where since is not null
) as n on n.institution_id = i.id and n.place = 1;

-- One row an institution: the one that it is counted with. Itself, or the one that it was merged into (E30).
create or replace view institution_home as
select id as institution_id, coalesce(merged_into, id) as home_id
from institution;

-- One row an institution and record of it: itself, and those that were merged with it.
create or replace view institution_record as
select mine.institution_id, h.institution_id as record_id
from institution_home as mine
join institution_home as h on h.home_id = mine.home_id;

-- One row an institution: the users of its units at their last count, without those of institutions merged into it.
create or replace view institution_users as
select unit.institution_id, cast(sum(n.active_users) as bigint) as active_users
from user_count as n
join unit on unit.id = n.unit_id
join (
    select unit_id, max(as_of) as as_of
    from user_count
    group by unit_id
) as latest on latest.unit_id = n.unit_id and latest.as_of = n.as_of
group by unit.institution_id;

-- One row a class and record with a seat: who is charged for it, which is the home once (E2). A class in which both sat
-- before they were merged is charged to both, as it was.
create or replace view seat_charge as
select distinct
    seat.session_id,
    seat.institution_id as record_id,
    coalesce(m.institution_id, h.home_id) as charged_id,
    h.home_id as institution_id
from seat
join institution_home as h on h.institution_id = seat.institution_id
left join merged_charge as m on m.session_id = seat.session_id and m.institution_id = seat.institution_id;

-- One row a charge of a class: who is charged, and whose account it is.
create or replace view class_charge as
select distinct session_id, charged_id, institution_id
from seat_charge;

-- One row an institution with a right: its tier, its users now and when the tier was fixed, its centre's province. One
-- that was merged into another is counted there.
create or replace view institution_now as
select
    e.programme_id,
    i.id as institution_id,
    i.name,
    k.name_key,
    e.tier_code,
    t.minutes as tier_minutes,
    u.active_users,
    e.basis_users,
    e.basis_as_of,
    c.province_code,
    i.representative_id,
    r.name as representative
from entitlement as e
join institution as i on i.id = e.institution_id
join institution_key as k on k.institution_id = i.id
join tier as t on t.programme_id = e.programme_id and t.code = e.tier_code
left join representative as r on r.id = i.representative_id
left join (
    select institution_id, min(province_code) as province_code
    from unit
    where level = 'centre'
    group by institution_id
) as c on c.institution_id = i.id
left join (
    select h.home_id, cast(sum(n.active_users) as bigint) as active_users
    from institution_users as n
    join institution_home as h on h.institution_id = n.institution_id
    group by h.home_id
) as u on u.home_id = i.id
where i.merged_into is null;

-- One row a span in which an institution held a tier: until the day of the approved change, and from the last one on.
create or replace view tier_held as
select
    p.programme_id,
    p.institution_id,
    p.from_tier as tier_code,
    lag(cast(d.decided_at as date)) over (partition by p.programme_id, p.institution_id order by d.decided_at) as from_day,
    cast(d.decided_at as date) as until_day
from tier_proposal as p
join tier_decision as d on d.proposal_id = p.id
where p.state = 'approved'
union all
select
    e.programme_id,
    e.institution_id,
    e.tier_code,
    max(cast(d.decided_at as date)) as from_day,
    cast(null as date) as until_day
from entitlement as e
left join tier_proposal as p
    on p.programme_id = e.programme_id and p.institution_id = e.institution_id and p.state = 'approved'
left join tier_decision as d on d.proposal_id = p.id
group by e.programme_id, e.institution_id, e.tier_code;

-- One row a session: where it is, and what it charges (E6: the actual length when it fell below the share of the plan).
create or replace view session_now as
select
    s.id as session_id,
    s.programme_id,
    s.code,
    s.course_id,
    s.delivery,
    case when s.delivery = 'onsite' then 'kurum' when site.city = 'Ankara' then 'ankara' else 'gebze' end as venue,
    site.city,
    s.host_institution_id,
    s.province_code,
    s.trainer_id,
    s.session_date,
    s.starts_at,
    s.ends_at,
    s.minutes,
    case
        when s.state = 'finalised' and s.actual_minutes * 100 < s.minutes * p.short_session_percent then s.actual_minutes
        else s.minutes
    end as charged_minutes,
    s.announced_on,
    s.capacity,
    s.seats_per_institution,
    s.notice_days,
    s.state
from session as s
join programme as p on p.id = s.programme_id
left join site on site.id = s.site_id;

-- One row a participant and finalised session with at least one attended block: the source of reached people and
-- attendances. A person is the participant or the one it was merged into.
create or replace view person_session as
select
    s.programme_id,
    s.session_id,
    s.session_date,
    s.venue,
    s.city,
    s.province_code as session_province,
    i.institution_id,
    p.institution_id as record_id,
    i.tier_code,
    i.representative_id,
    p.id as participant_id,
    coalesce(p.same_as, p.id) as person_id,
    p.unit_id,
    unit.province_code,
    p.is_disseminator,
    a.minutes
from (
    select session_id, participant_id, cast(sum(minutes) as integer) as minutes
    from attendance
    where status in ('present', 'partial')
    group by session_id, participant_id
) as a
join session_now as s on s.session_id = a.session_id and s.state = 'finalised'
join participant as p on p.id = a.participant_id
join institution_home as home on home.institution_id = p.institution_id
join institution_now as i on i.institution_id = home.home_id and i.programme_id = s.programme_id
left join unit on unit.id = p.unit_id;
