"""What screens that take a file share: the file that was sent; for lists, their kinds and what was said of headings."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from data_layer.errors import RuleError
from data_layer.importing.headings import BROADCAST_LIST, INSTITUTION_LIST, Kind

PERMISSION = "import"
KINDS: Mapping[str, Kind] = {"institutions": INSTITUTION_LIST, "broadcast": BROADCAST_LIST}


def sent(contents: str | None) -> bytes:
    """The bytes of a `data:` address. RuleError when it is none."""
    try:
        return base64.b64decode((contents or "").partition(",")[2], validate=True)
    except binascii.Error as error:
        raise RuleError("admin_import.unreadable") from error


def named_of(told: Any, kind: str) -> dict[str, str]:
    """What the browser says of headings of a list; nothing but columns of that list."""
    named = told.get(kind) if isinstance(told, dict) else None
    keys = {"", *(column.key for column in KINDS[kind].columns)}
    return {str(head): key for head, key in named.items() if key in keys} if isinstance(named, dict) else {}
