"""Reports made of cards: by category and hour, fill, one institution's account, and those that people put together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from callbacks.cards import CARDS
from dashboard import formats, notices
from dashboard.cards import Column, Screen
from dashboard.reports.content import Part, Report, part_of
from dashboard.reports.kinds import CARDS as OFFERED
from data_layer import institutions, raw_data
from data_layer.errors import Broken, NotFound, ProgrammeError, RuleError
from data_layer.store import Store

Stamp = tuple[str, ...]
_TIERS = (
    ("hours-tiers", "hours-weeks"),
    ("coverage-tiers", "coverage-disseminators"),
    ("hours-idle",),
    ("hours-accounts",),
)
_FILL = (("fill-classes",), ("fill-funnel", "fill-losses"), ("fill-no_show", "fill-waiting"))
_STATEMENT = (
    ("institution-statement", "institution-timeline"),
    ("institution-units", "institution-counts", "institution-proposals"),
)
_TABLES = "docs/data-dictionary.md"
_DRAWN_ONLY = frozenset({"overview-curve", "coverage-curve", "hours-weeks"})  # 45 weeks: the line says it


class Unmade(ProgrammeError):
    """A part of a report failed."""


def tiers(store: Store, seen: Screen, stamp: Stamp, choice: Mapping[str, Any]) -> Report:
    """Rights, use and reach by category."""
    return _report(store, seen, stamp, "tiers", seen.words("reports.tiers"), _TIERS)


def fill(store: Store, seen: Screen, stamp: Stamp, choice: Mapping[str, Any]) -> Report:
    """Seats offered, taken, sat on, and why not."""
    return _report(store, seen, stamp, "seats", seen.words("reports.seats"), _FILL)


def statement(store: Store, seen: Screen, stamp: Stamp, choice: Mapping[str, Any]) -> Report:
    """One institution's account. RuleError when none is chosen."""
    number = seen.filters.institution
    if number is None:
        raise RuleError("reports.choose_institution")
    name = dict(store.remember(institutions.choices)).get(number)
    if name is None:
        raise NotFound("institution.unknown")
    title = seen.words("reports.statement_of", name=name)
    return _report(store, replace(seen, path=f"/kurumlar/{number}"), stamp, "statement", title, _STATEMENT)


def listing(store: Store, seen: Screen, stamp: Stamp, choice: Mapping[str, Any]) -> Report:
    """The list of institutions with their accounts."""
    return _report(store, seen, stamp, "institutions", seen.words("reports.institutions"), (("institutions-list",),))


def raw(store: Store, seen: Screen, stamp: Stamp, choice: Mapping[str, Any]) -> Report:
    """What the raw data holds: its tables with their rows."""
    w = seen.words
    columns = (Column("table", w("reports.raw_table"), "text"), Column("rows", w("reports.raw_rows"), "count"))
    rows = tuple((name, len(table)) for name, table in store.remember(raw_data.tables).items())
    part = Part("raw", w("reports.raw"), w("reports.raw_how"), columns, rows, how=w("reports.raw_told"), view=_TABLES)
    day = formats.day(seen.today, w.lang)
    subtitle = w("reports.of_programme", title=seen.programme.title, day=day)
    return Report("raw", w.lang, w("reports.raw"), subtitle, ((part,),), stamp, seen.today)


def own(store: Store, seen: Screen, stamp: Stamp, choice: Mapping[str, Any]) -> Report:
    """The cards that were picked, in their order, under the title that was typed. RuleError when there is none."""
    cards = [name for name in choice.get("cards", ()) if name in OFFERED]
    if not cards:
        raise RuleError("reports.choose_cards")
    title = " ".join(str(choice.get("title") or "").split()) or seen.words("reports.own")
    return _report(store, seen, stamp, "own", title, [[name] for name in cards], flowing=True)


def _report(
    store: Store,
    seen: Screen,
    stamp: Stamp,
    kind: str,
    title: str,
    cards: Sequence[Sequence[str]],
    flowing: bool = False,
) -> Report:
    pages = tuple(tuple(_part(store, seen, name) for name in page) for page in cards)
    w, day = seen.words, formats.day(seen.filters.as_of, seen.words.lang)
    return Report(
        kind=kind,
        lang=w.lang,
        title=title,
        subtitle=w("reports.of_programme", title=seen.programme.title, day=day),
        pages=(tuple(part for page in pages for part in page),) if flowing else pages,
        stamp=stamp,
        as_of=seen.filters.as_of,
    )


def _part(store: Store, seen: Screen, name: str) -> Part:
    """A card as a part. Unmade with its name and reason, so that the rest can be made without it."""
    try:
        return part_of(name, CARDS[name](store, seen), seen.words, shown=name not in _DRAWN_ONLY)
    except Broken:
        raise  # no part can be made any more: the process has to end
    except Exception as error:
        reason = notices.told(error, seen.words, "reports.part_failed")
        raise Unmade("reports.failed", part=seen.words(f"reports.card.{name}"), why=reason) from error
