-- Who asked for an application: a contact of the institution. Beside the booking, and the contact without a foreign key,
-- because lists put contacts right and take them away.
create table booking_contact (
    booking_id integer primary key references booking (id),
    contact_id integer not null
);
