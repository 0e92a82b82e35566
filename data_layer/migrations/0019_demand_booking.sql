-- Which application an interest in a technical course became. What is still asked for is computed: an application that
-- is cancelled gives its seats back to the interest, in its old place (L13). No foreign keys: see 0017.
create table demand_booking (
    booking_id integer primary key,
    demand_id integer not null
);
