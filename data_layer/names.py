"""Participants with their names, for a file: only with a reason, and the trail says who took what and why."""

from datetime import datetime

import pandas as pd

from data_layer import audit
from data_layer.errors import NotFound
from data_layer.persons import checked_reason
from data_layer.store import Store
from data_layer.users import User, require

COLUMNS = ("full_name", "title", "email", "institution", "unit", "is_disseminator", "sessions", "last_on")

_PEOPLE = """
select
    p.full_name,
    p.title,
    p.email,
    i.name as institution,
    u.name as unit,
    p.is_disseminator,
    coalesce(v.sessions, 0) as sessions,
    v.last_on
from participant as p
join institution as i on i.id = p.institution_id
left join unit as u on u.id = p.unit_id
left join (
    select participant_id, count(*) as sessions, max(session_date) as last_on
    from person_session
    where programme_id = $programme
    group by participant_id
) as v on v.participant_id = p.id
where p.full_name is not null
    and ($every or p.institution_id in (select record_id from institution_record where institution_id = $institution))
order by i.name_key, p.name_key, p.id
"""


def taken(store: Store, programme: int, institution: int | None, reason: str, by: User, now: datetime) -> pd.DataFrame:
    """COLUMNS of every named participant, or of one institution's. RuleError without a reason."""
    require(by, "names.export")
    reason = checked_reason(reason, "names.no_reason")
    with store.write() as tx:
        if institution is not None and not tx.one("select 1 from institution where id = $id", id=institution):
            raise NotFound("institution.unknown")
        table = tx.frame(_PEOPLE, programme=programme, institution=institution or 0, every=institution is None)
        facts = {"institution": institution, "rows": len(table)}
        audit.record(tx, by, "names.export", "store", "people", facts, person={"reason": reason}, now=now)
    return table
