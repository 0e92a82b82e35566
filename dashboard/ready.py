"""Whether this process can serve: one word for what keeps it from serving."""

import shutil
from datetime import timedelta
from pathlib import Path

from dashboard.settings import Settings
from data_layer import retention
from data_layer.clock import utc_now
from data_layer.errors import Broken, Busy, StoreError, Unreachable
from data_layer.store import Store, Tx

_MEGABYTE = 1 << 20
_WAIT = 1.0  # seconds for the lock at which every write ends


def schema(source: Store | Tx) -> int:
    """The number of the last migration."""
    row = source.one("select max(version) from schema_migration")
    return int(row[0] or 0) if row else 0


def unready(store: Store, chosen: Settings, made_for: int) -> str:
    """One word, or an empty text. `made_for` is the schema that this program works with."""
    return _store_fault(store, made_for) or _place_fault(store, chosen)


def free_bytes(folder: Path) -> int:
    """Free disk where a folder is, or will be."""
    place = folder.resolve()
    return shutil.disk_usage(next(spot for spot in (place, *place.parents) if spot.exists())).free


def _store_fault(store: Store, made_for: int) -> str:
    try:
        with store.write(wait=_WAIT, audit_head=1) as tx:
            if schema(tx) != made_for:
                return "schema"
            return "" if _head_fits(tx) else "chain"
    except Busy:
        return "busy"
    except Broken:
        return "broken"
    except Unreachable:
        return "unreachable"
    except StoreError:
        return "store"


def _head_fits(tx: Tx) -> bool:
    """The chain's head is there and is the last event's."""
    head = tx.one("select seq, hash from audit_head")
    last = tx.one("select seq, hash from audit_event order by seq desc limit 1")
    return head is not None and head == (last or (0, ""))


def _place_fault(store: Store, chosen: Settings) -> str:
    if free_bytes(store.folder) < chosen.esik_mb * _MEGABYTE:
        return "disk"
    if not chosen.yedek_gun:
        return ""
    newest = retention.newest(retention.folder_of(store))
    return "" if newest and utc_now() - newest <= timedelta(days=chosen.yedek_gun) else "backup"
