"""Undo: what was done is taken back by doing its opposite, as a new event, under the same rules and rights.

Nothing is wound back behind the rules: an application that was made is cancelled, and the seats go to those who wait;
one that was cancelled is made again at the end of the list, because the old one never revives (E11). A session that was
cancelled stands again as it was, as its applications were only laid aside (E15).
"""

import json
from datetime import datetime

from data_layer.clock import utc_now
from data_layer.errors import Conflict, NotFound, RuleError
from data_layer.store import Store
from data_layer.undo_past import Past
from data_layer.undo_ways import WAYS
from data_layer.users import User, require

_EVENT = """
select e.seq, e.action, e.entity_id, e.facts, p.body
from audit_event as e
left join audit_person as p on p.seq = e.seq
where e.seq = $seq
"""
_UNDONE = "select by_seq from undone where seq = $seq"


def undo(store: Store, seq: int, by: User, now: datetime | None = None) -> str:
    """Take an event back; what is left to say about it (`R-2012-0417`, or ""). `now` in UTC.

    NotFound without such an event; RuleError when it is none that can be taken back, or the rules say no; Conflict when
    it was taken back already, or something later stands on it; Forbidden without the right to do the opposite.
    """
    row = store.one(_EVENT, seq=seq)
    if row is None:
        raise NotFound("undo.unknown", number=seq)
    past = Past(row[0], row[1], row[2], json.loads(row[3]), json.loads(row[4] or "{}"))
    if past.action not in WAYS:
        raise RuleError("undo.never")
    way = WAYS[past.action]
    require(by, way.permission)
    if earlier := store.one(_UNDONE, seq=seq):
        raise Conflict("undo.already", number=earlier[0])
    said = way.take_back(store, past, by, now or utc_now())
    if store.one(_UNDONE, seq=seq) is None:  # the opposite had been done by other means
        raise Conflict("undo.overtaken")
    return said
