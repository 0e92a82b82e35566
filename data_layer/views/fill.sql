-- Seats of the classes in Ankara and Gebze: offered, booked, named, present, certified.

-- One row a central session that was announced and not cancelled. Who was there is known once the attendance is final.
create or replace view fill_session as
select
    s.programme_id,
    s.session_id,
    s.code,
    s.course_id,
    s.venue,
    s.city,
    s.session_date,
    s.starts_at,
    s.announced_on,
    s.session_date - s.announced_on as notice_days,
    s.state,
    s.minutes,
    s.capacity as offered,
    s.seats_per_institution,
    coalesce(h.booked, 0) as booked,
    coalesce(h.named, 0) as named,
    case when s.state = 'finalised' then coalesce(a.present, 0) end as present,
    case when s.state = 'finalised' then coalesce(c.certified, 0) end as certified
from session_now as s
left join (
    select session_id, count(*) as booked, count(participant_id) as named
    from seat
    group by session_id
) as h on h.session_id = s.session_id
left join (
    select session_id, count(distinct participant_id) as present
    from attendance
    where status in ('present', 'partial')
    group by session_id
) as a on a.session_id = s.session_id
left join (
    select session_id, count(distinct participant_id) as certified
    from certificate
    where state <> 'revoked'
    group by session_id
) as c on c.session_id = s.session_id
where s.delivery = 'central' and s.state in ('announced', 'finalised');
