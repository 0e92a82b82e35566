-- Who was reached by which channel. Channels are never added up to people here: E34 makes a range of them.

-- One row a fact of one institution: a person in class (person_id), a broadcast or a CD with its viewers, dated by the
-- day on which people could have seen it. The record is the institution, or the merged one that it was told for.
create or replace view reach_fact as
select
    f.channel,
    i.programme_id,
    i.institution_id,
    f.record_id,
    i.tier_code,
    i.province_code,
    i.representative_id,
    f.fact_date,
    f.person_id,
    f.viewers
from (
    select
        'class' as channel,
        programme_id,
        record_id,
        session_date as fact_date,
        person_id,
        0 as viewers
    from person_session
    union all
    select
        'broadcast' as channel,
        cast(null as integer) as programme_id,
        institution_id as record_id,
        held_on as fact_date,
        cast(null as integer) as person_id,
        viewers
    from broadcast
    union all
    select
        'cd' as channel,
        cast(null as integer) as programme_id,
        institution_id as record_id,
        coalesce(delivered_on, dispatched_on, requested_on) as fact_date,
        cast(null as integer) as person_id,
        coalesce(viewers_reported, 0) as viewers
    from cd_dispatch
) as f
join institution_home as home on home.institution_id = f.record_id
join institution_now as i
    on i.institution_id = home.home_id and i.programme_id = coalesce(f.programme_id, i.programme_id);
