-- Interest in technical courses that no application answers yet (L13).

-- One row an open entry; `seats` are those it still asks for. The institution is the one that it is counted with (E30).
create or replace view demand_open as
select
    d.id as demand_id,
    d.programme_id,
    d.course_id,
    h.home_id as institution_id,
    d.received_at,
    cast(d.seats - coalesce(b.seats, 0) as integer) as seats
from demand as d
join institution_home as h on h.institution_id = d.institution_id
left join (
    select n.demand_id, sum(booking.seats_requested) as seats
    from demand_booking as n
    join booking on booking.id = n.booking_id
    where booking.state <> 'cancelled'
    group by n.demand_id
) as b on b.demand_id = d.id
where d.state = 'open' and d.seats > coalesce(b.seats, 0);
