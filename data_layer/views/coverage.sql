-- Seats, and users by place: what the coverage of the programme needs beside person_session.

-- One row a session that was announced and not cancelled: seats taken and named, people who still wait.
create or replace view session_seats as
select
    s.programme_id,
    s.session_id,
    s.code,
    s.course_id,
    s.delivery,
    s.venue,
    s.city,
    s.province_code,
    s.host_institution_id,
    s.session_date,
    s.starts_at,
    s.announced_on,
    s.state,
    s.minutes,
    s.capacity,
    coalesce(h.booked, 0) as booked,
    coalesce(h.named, 0) as named,
    coalesce(w.waiting, 0) as waiting
from session_now as s
left join (
    select session_id, count(*) as booked, count(participant_id) as named
    from seat
    group by session_id
) as h on h.session_id = s.session_id
left join (
    select b.session_id, cast(sum(b.seats_requested - coalesce(g.seats, 0)) as bigint) as waiting
    from booking as b
    left join (
        select booking_id, count(*) as seats
        from seat
        group by booking_id
    ) as g on g.booking_id = b.id
    where b.state in ('waiting', 'partial')
    group by b.session_id
) as w on w.session_id = s.session_id
where s.state in ('announced', 'finalised');

-- One row a session, institution and province that holds seats: seats, those with a name, and those whose person came to
-- a finalised session. The province is that of the unit which applied, else that of the centre.
create or replace view institution_seats as
select
    s.programme_id,
    s.session_id,
    s.session_date,
    s.announced_on,
    s.state,
    s.venue,
    h.institution_id,
    i.tier_code,
    i.representative_id,
    coalesce(h.province_code, i.province_code) as province_code,
    h.seats,
    h.named,
    h.present
from (
    select
        seat.session_id,
        home.home_id as institution_id,
        unit.province_code,
        count(*) as seats,
        count(seat.participant_id) as named,
        count(v.participant_id) as present
    from seat
    join institution_home as home on home.institution_id = seat.institution_id
    join booking as b on b.id = seat.booking_id
    left join unit on unit.id = b.unit_id
    left join person_session as v on v.session_id = seat.session_id and v.participant_id = seat.participant_id
    group by seat.session_id, home.home_id, unit.province_code
) as h
join session_now as s on s.session_id = h.session_id and s.state in ('announced', 'finalised')
join institution_now as i on i.institution_id = h.institution_id and i.programme_id = s.programme_id;

-- One row a unit of an institution with a right: its users at the last count, where they are.
create or replace view unit_users as
select
    i.programme_id,
    i.institution_id,
    i.tier_code,
    i.representative_id,
    unit.id as unit_id,
    unit.province_code,
    n.active_users
from institution_now as i
join institution_home as home on home.home_id = i.institution_id
join unit on unit.institution_id = home.institution_id
join (
    select unit_id, max(as_of) as as_of
    from user_count
    group by unit_id
) as latest on latest.unit_id = unit.id
join user_count as n on n.unit_id = latest.unit_id and n.as_of = latest.as_of;
