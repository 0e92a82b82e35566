"""`audit verify` and `audit anchor`: whether the trail is whole, and the mark outside that proves it later."""

import argparse

from dashboard import formats, keys, stores
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import anchors, audit
from data_layer.store import Store


def verify(settings: Settings, given: argparse.Namespace) -> int:
    """1 when the chain is broken, or an anchor is no longer in it."""
    with stores.existing(settings) as store:
        if given.anchor:
            verdict, count = anchors.verify(store, given.anchor, given.key or _public(settings, store))
        else:
            verdict, count = audit.verify(store), 0
    key = "whole" if count else "whole_alone"
    if not verdict.ok:
        key = "broken" if verdict.broken_at else "rewritten"
    facts = {"number": verdict.broken_at or verdict.lost_mark, "anchors": formats.number(count, "tr")}
    print(words("tr")(f"audit.{key}", count=formats.number(verdict.events, "tr"), **facts))
    return 0 if verdict.ok else 1


def anchor(settings: Settings, given: argparse.Namespace) -> int:
    """The public half is said each time: whoever checks needs it, and it opens nothing."""
    with stores.existing(settings) as store:
        made = anchors.append(store, given.to, keys.of_anchors(settings, store.folder))
        public = _public(settings, store)
    facts = {"count": formats.number(made.seq, "tr"), "path": given.to, "public": public}
    print(words("tr")("audit.anchored", **facts))
    return 0


def _public(settings: Settings, store: Store) -> str:
    return anchors.public_key(keys.of_anchors(settings, store.folder))
