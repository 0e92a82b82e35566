"""Cards of the training plans: the inbox by representative, and one plan beside who really came."""

from typing import Any

import pandas as pd

from callbacks.institution_cards import which
from dashboard import accounts, describe, formats
from dashboard.cards import Column, Draw, Drawing, Screen
from dashboard.texts import Words
from data_layer import training_plans
from data_layer.filters import Filters
from data_layer.rules.text import sort_key
from data_layer.rules.training_plan import STATES
from data_layer.store import Store

_LIST = {
    "institution": "link",
    "tier": "text",
    "representative": "text",
    "version": "count",
    "received_on": "date",
    "people": "count",
    "state": "text",
    "because": "text",
}
_VERSIONS = {
    "version": "count",
    "received_on": "date",
    "sent_to": "text",
    "people": "count",
    "state": "text",
    "because": "text",
}
_LINES = {
    "month": "text",
    "level": "text",
    "province": "text",
    "course": "text",
    "planned": "count",
    "came": "count",
    "gap": "signed",
}
_MONTHS = {"month": "text", "planned": "count", "came": "count", "gap": "signed"}


def versions(store: Store, seen: Screen) -> pd.DataFrame:
    """The versions of the institution of the page, newest first."""
    return store.remember(training_plans.versions, seen.programme, which(seen.path), seen.filters.as_of)


def chosen(store: Store, seen: Screen) -> dict[Any, Any] | None:
    """The version that the address asks for (`surum`), else the newest; None without any plan."""
    rows = versions(store, seen).to_dict("records")
    asked = seen.query.get("surum", "")
    return next((row for row in rows if str(row["version"]) == asked), rows[0] if rows else None)


def draw_list(store: Store, seen: Screen) -> Drawing:
    """The newest plan of each institution, what asks for work first."""
    w, found = seen.words, _inbox(store, seen)
    counts = {state: formats.number(int((found["state"] == state).sum()), w.lang) for state in STATES}
    asked = seen.query.get("durum", "")
    shown = found[found["state"] == asked] if asked in STATES else found
    whole = Filters.whole(seen.programme, seen.filters.as_of)
    is_filled = not store.remember(training_plans.inbox, whole, seen.programme).empty
    return Drawing(
        title=w("plans.list_title", n=formats.number(len(found), w.lang), **counts),
        subtitle=w("plans.list_subtitle", day=formats.day(seen.filters.as_of, w.lang)),
        figure=None,
        table=_worded(shown, seen).assign(
            institution=shown["name"],
            tier=shown["tier_code"].map(accounts.tier_names(seen)),
            _go="/planlar/" + shown["institution_id"].astype(str),
        ),
        columns=_columns(_LIST, seen),
        view="training_plan",
        how="plans.how_list",
        empty=w("plans.list_empty_filter" if is_filled else "plans.list_empty"),
        empty_link="" if is_filled else "/kurumlar",
    )


def draw_representatives(store: Store, seen: Screen) -> Drawing:
    """How many plans of each state every representative has; a row leads to the institutions."""
    w, found = seen.words, _inbox(store, seen)
    rows = [_counted(part, w) for _, part in found.groupby("representative_id", dropna=False)]
    rows.sort(key=lambda row: (row["_filter"] is None, sort_key(row["representative"])))
    owing = [row["missing"] + row["stale"] for row in rows if row["missing"] + row["stale"]]
    work = formats.number(sum(owing), w.lang)
    return Drawing(
        title=w("plans.representatives_title", n=len(owing), work=work)
        if owing
        else w("plans.representatives_title_done"),
        subtitle=w("plans.representatives_subtitle", day=formats.day(seen.filters.as_of, w.lang)),
        figure=None,
        table=pd.DataFrame(rows, columns=["representative", "institutions", *STATES, "_filter"]),
        columns=(
            Column("representative", w("plans.representative"), "text"),
            Column("institutions", w("plans.institutions"), "count"),
            *(Column(state, w(f"plans.state_{state}"), "count") for state in STATES),
        ),
        view="training_plan",
        how="plans.how_representatives",
        empty=w("plans.list_empty_filter"),
    )


def draw_versions(store: Store, seen: Screen) -> Drawing:
    """Every version that the institution sent."""
    w, found = seen.words, versions(store, seen)
    go = f"/planlar/{which(seen.path)}?surum="
    return Drawing(
        title=w("plans.versions_title", n=len(found)) if len(found) else w("plans.versions_title_none"),
        subtitle=w("plans.versions_subtitle"),
        figure=None,
        table=_worded(found, seen).assign(_go=go + found["version"].astype(str)),
        columns=_columns(_VERSIONS | {"version": "link"}, seen),
        view="training_plan",
        how="plans.how_versions",
        empty=w("plans.head_none"),
    )


def draw_lines(store: Store, seen: Screen) -> Drawing:
    """The lines of the chosen version, each beside who came."""
    w, plan, found = seen.words, chosen(store, seen), _against(store, seen)
    sums = _sums(found, seen)
    title = w("plans.lines_title", version=plan["version"], **sums) if plan else w("plans.lines_title_none", **sums)
    return Drawing(
        title=title,
        subtitle=w("plans.lines_subtitle", day=formats.day(seen.filters.as_of, w.lang)),
        figure=None,
        table=found.assign(
            month=[formats.month(month, w.lang) for month in found["month"]],
            level=[w(f"plans.level_{level or 'none'}") for level in found["unit_level"]],
            province=[describe.province_name(code, w) for code in found["province_code"]],
            course=found[f"title_{w.lang}"],
        ),
        columns=_columns(_LINES, seen),
        view="training_plan_line",
        how="plans.how_lines",
        empty=w("plans.lines_empty"),
    )


def draw_months(store: Store, seen: Screen) -> Drawing:
    """The same by month."""
    w, found = seen.words, _against(store, seen)
    months = found.groupby("month", as_index=False)[["planned", "came"]].sum()
    return Drawing(
        title=w("plans.months_title", **_sums(found, seen)),
        subtitle=w("plans.months_subtitle", day=formats.day(seen.filters.as_of, w.lang)),
        figure=None,
        table=_with_gap(months, seen).assign(month=[formats.month(month, w.lang) for month in months["month"]]),
        columns=_columns(_MONTHS, seen),
        view="training_plan_line",
        how="plans.how_months",
        empty=w("plans.lines_empty"),
    )


CARDS: dict[str, Draw] = {
    "plans-list": draw_list,
    "plans-representatives": draw_representatives,
    "plans-versions": draw_versions,
    "plans-lines": draw_lines,
    "plans-months": draw_months,
}


def _inbox(store: Store, seen: Screen) -> pd.DataFrame:
    return store.remember(training_plans.inbox, seen.filters, seen.programme)


def _counted(part: pd.DataFrame, w: Words) -> dict[str, Any]:
    """A representative's institutions by state."""
    number, name = part["representative_id"].iloc[0], part["representative"].iloc[0]
    states = {state: int((part["state"] == state).sum()) for state in STATES}
    if pd.isna(number):
        return {"representative": w("plans.no_representative"), "_filter": None, "institutions": len(part), **states}
    return {"representative": name, "_filter": f"tem={int(number)}", "institutions": len(part), **states}


def _worded(found: pd.DataFrame, seen: Screen) -> pd.DataFrame:
    """State and reason in words, days as days."""
    w = seen.words
    return found.assign(
        state=[w(f"plans.state_{state}") for state in found["state"]],
        because=[w(f"plans.because_{why}") if why else "" for why in found["because"]],
        received_on=found["received_on"].dt.date,
    )


def _against(store: Store, seen: Screen) -> pd.DataFrame:
    plan, as_of = chosen(store, seen), seen.filters.as_of
    number = int(plan["plan_id"]) if plan else 0
    found = store.remember(training_plans.against_actual, seen.programme.id, which(seen.path), number, as_of)
    return _with_gap(found, seen)


def _with_gap(found: pd.DataFrame, seen: Screen) -> pd.DataFrame:
    """What came less what was planned, once the month has begun."""
    has_begun = found["month"] <= pd.Timestamp(seen.filters.as_of)
    return found.assign(gap=(found["came"] - found["planned"]).where(has_begun))


def _sums(found: pd.DataFrame, seen: Screen) -> dict[str, str]:
    return {name: formats.number(int(found[name].sum()), seen.words.lang) for name in ("planned", "came")}


def _columns(kinds: dict[str, str], seen: Screen) -> tuple[Column, ...]:
    return tuple(Column(key, seen.words(f"plans.{key}"), kind) for key, kind in kinds.items())
