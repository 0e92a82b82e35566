"""Makes reports: what each kind composes, the foot of its pages, the file in its form, its line in the register."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from callbacks import report_cards, report_minutes, report_monthly
from dashboard import describe, formats, images, urls
from dashboard.cards import Screen
from dashboard.reports import books, paper, slides
from dashboard.reports.content import Report, frozen, without_figures
from dashboard.reports.kinds import FORMS
from dashboard.texts import words
from dashboard.theme import PRINT
from dashboard.urls import FILTER_KEYS
from data_layer import raw_data, reports
from data_layer.errors import RuleError
from data_layer.reports import Draft
from data_layer.store import Store
from data_layer.users import User

Choice = Mapping[str, Any]
Compose = Callable[[Store, Screen, tuple[str, ...], Choice], Report]
KINDS: dict[str, Compose] = {
    "monthly": report_monthly.compose,
    "tiers": report_cards.tiers,
    "seats": report_cards.fill,
    "statement": report_cards.statement,
    "minutes": report_minutes.compose,
    "institutions": report_cards.listing,
    "raw": report_cards.raw,
    "own": report_cards.own,
}
_NAMED = "institutions"
_WHOLE = frozenset({"monthly", "minutes", "raw"})  # their numbers are those of the programme, whatever the filters


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: the kind, the form (pdf …) and what else was chosen; `figures` False leaves them out."""

    kind: str
    form: str
    choice: Choice


def make(store: Store, seen: Screen, wish: Wish, by: User, now: datetime, reason: str = "") -> tuple[int, Draft]:
    """The report for this screen, entered in the register: (its number, the draft with its file).

    With a reason the list of institutions names their officials: entered, never kept. Forbidden without the right.
    """
    seen = printed(seen, seen.words.lang)
    if reason.strip() and wish.kind == _NAMED:
        draft = drafted(store, replace(seen, names=by.may("names.export")), wish, by, now)
        return reports.keep_named(store, draft, reason, by, now), draft
    draft = drafted(store, seen, wish, by, now)
    return reports.keep(store, draft, by, now), draft


def drafted(store: Store, seen: Screen, wish: Wish, by: User, now: datetime) -> Draft:
    """The report as it would be entered. RuleError for a kind or form that does not exist; Undrawn for a figure."""
    if wish.form not in FORMS.get(wish.kind, ()):
        raise RuleError("reports.no_such")
    shown = whole(seen) if wish.kind in _WHOLE else seen
    filters = describe.sentence(store, replace(shown, today=shown.filters.as_of))  # the day stands beside it

    def made() -> tuple[Report, bytes]:
        report = KINDS[wish.kind](store, shown, _stamp(store, shown, filters, by), wish.choice)
        if not wish.choice.get("figures", True):
            report = without_figures(report)
        return report, _set(store, report, wish.form, now, shown)

    version, (report, content) = reports.at_one_version(store, made)
    as_of = report.as_of
    return Draft(
        kind=wish.kind,
        form=wish.form,
        lang=report.lang,
        title=report.title,
        as_of=as_of,
        filters=filters,
        address=address(shown),
        choice=wish.choice,
        data_version=version,
        file_name=_file_name(report, shown, wish.form),
        content=content,
        tables=frozen(report),
    )


def printed(seen: Screen, lang: str) -> Screen:
    """The same screen on paper: its language, print colours, no names."""
    return replace(seen, words=words(lang), tokens=PRINT, names=False)


def whole(seen: Screen) -> Screen:
    """The same day without filters."""
    query = {key: value for key, value in seen.query.items() if key == "asof"}
    filters = urls.parse(urls.write(query), seen.programme, seen.today).filters
    return replace(seen, filters=replace(filters, as_of=seen.filters.as_of), query=query)


def address(seen: Screen) -> str:
    """The filters without the day, as a query string."""
    return urls.write({key: seen.query[key] for key in FILTER_KEYS if key != "asof" and key in seen.query})


def _file_name(report: Report, seen: Screen, form: str) -> str:
    return f"{images.slug(report.title)}_{report.as_of}{describe.file_part(seen.filters, seen.programme)}.{form}"


def _set(store: Store, report: Report, form: str, now: datetime, seen: Screen) -> bytes:
    w = seen.words
    if form == "xlsx":
        return books.xlsx(report, w)
    if form == "zip":
        return raw_data.packed(store.remember(raw_data.tables), books.facts(report, w), w("card.info_sheet"))
    return (slides.pptx if form == "pptx" else paper.pdf)(report, now, w)


def _stamp(store: Store, seen: Screen, filters: str, by: User) -> tuple[str, ...]:
    """The foot of every page: source, day, data version, filters, role."""
    w = seen.words
    return (
        w("card.source", day=formats.day(seen.filters.as_of, w.lang)),
        w("reports.stamp_version", version=store.version()),
        w("reports.stamp_filters", filters=filters),
        w("reports.stamp_role", role=w(f"role.{by.role}")),
    )
