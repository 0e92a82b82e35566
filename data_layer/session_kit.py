"""A training at an institution: what the host prepares (L19) and what Kamu SM brings along (L17), each ticked off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from data_layer.clock import utc_now, wall
from data_layer.errors import RuleError
from data_layer.session_facts import opened
from data_layer.session_records import tell
from data_layer.store import Store, Tx
from data_layer.users import User, require

HOST = ("classroom", "equipment", "leave", "participants", "contact")
KIT = ("trainer", "travel", "material", "sheet", "disc")
ITEMS = (*HOST, *KIT)


@dataclass(frozen=True, slots=True)
class Ready:
    """What stands ready since when, as whom told it."""

    item: str
    on: date
    actor: str


def ready(store: Store, session: int) -> dict[str, Ready]:
    """What stands ready, by item."""
    rows = store.rows("select item, ready_on, actor from session_item where session_id = $id", id=session)
    return {item: Ready(item, on, actor) for item, on, actor in rows}


def set_ready(store: Store, session: int, items: Collection[str], by: User, now: datetime | None = None) -> int:
    """Exactly these items stand ready; how many changed. RuleError for a class of ours, which needs no such list."""
    require(by, "session.draft")
    moment = now or utc_now()

    def write(tx: Tx) -> int:
        before = opened(tx, session, None)
        if before.host is None:
            raise RuleError("session.no_kit", code=before.code)
        known = {item for (item,) in tx.rows("select item from session_item where session_id = $id", id=session)}
        wanted = set(items) & set(ITEMS)
        for item in sorted(known - wanted):
            tx.rows("delete from session_item where session_id = $id and item = $item", id=session, item=item)
        row = {"session_id": session, "ready_on": wall(moment).date(), "actor": by.name}
        tx.insert("session_item", [{**row, "item": item} for item in sorted(wanted - known)])
        if known != wanted:
            facts = {"code": before.code, "ready": sorted(wanted - known), "open_again": sorted(known - wanted)}
            tell(tx, by, "session.prepare", session, facts, moment)
        return len(known ^ wanted)

    return store.transact(write)
