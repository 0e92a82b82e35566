"""Reach page: how many users were reached in class, by broadcast and by CD, always as a range."""

import pandas as pd
from dash import Dash, Input, Output, State, html
from dash.development.base_component import Component

from callbacks import media
from dashboard import access, describe, formats, parts
from dashboard.access import allow
from dashboard.cards import Column, Draw, Drawing, Screen
from dashboard.figures import reach as figures
from dashboard.figures.panels import Row, rows_of
from dashboard.ids import Frame
from dashboard.ids import Reach as Ids
from dashboard.screen import screen as read_screen
from data_layer import reach
from data_layer.filters import VENUES, Filters
from data_layer.reach import Reach
from data_layer.store import Store

_RANGE_COLUMNS = ("users:count", "in_class:count", "broadcast:count", "cd:count", "lower:count", "upper:count")
_SHARES = ("lower_share:percent", "upper_share:percent")


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        "read",
        Output(Ids.HEAD, "children"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def draw_head(search: str, _version: str, path: str) -> list[Component]:
        seen = read_screen(store, search, path)
        reached = store.remember(reach.totals, seen.filters)
        first, second = verdict(reached, seen)
        said: list[Component] = [html.P(first, className="ksm-verdict"), html.P(second, className="ksm-pace mb-3")]
        person = access.signed_in()
        if person is None or not person.may(media.PERMISSION):
            return said
        ways = (("media.enter", "/yayin-cd/kayit"), ("cascade.go", "/yayin-cd/aktarma"))
        acts = [parts.link_button(seen.words(key), path) for key, path in ways]
        return [*said, html.Div(acts, className="ksm-acts mb-3")]


def verdict(reached: Reach, screen: Screen) -> tuple[str, str]:
    """The answer to the page's question, and what it is made of."""
    w, lang = screen.words, screen.words.lang
    channels = {name: formats.number(getattr(reached, name), lang) for name in ("in_class", "broadcast", "cd")}
    second = w("reach.verdict_second", target=formats.number(screen.programme.target_people, lang), **channels)
    if not reached.upper:
        return w("reach.verdict_none"), second
    users = formats.number(reached.active_users, lang)
    shares = _shares_in_words(reached.lower, reached.upper, reached.active_users, screen)
    low, high = formats.number(reached.lower, lang), formats.number(reached.upper, lang)
    exact = reached.lower == reached.upper or "share" in shares
    first = (
        w("reach.verdict_exact", users=users, share=shares["share"], people=low if low == high else f"{low}–{high}")
        if exact
        else w("reach.verdict", users=users, low=low, high=high, **shares)
    )
    return first, second


def draw_range(store: Store, screen: Screen) -> Drawing:
    """The range towards all users."""
    rows = reach.shares(store.remember(reach.by_institution, screen.filters))
    sums = rows.select_dtypes("number").drop(columns="institution_id").sum().to_frame().T
    table = _with_shares(sums.assign(label=screen.words("reach.label_all")))
    reached = reach.summed(rows)
    return Drawing(
        title=_range_title(reached, screen),
        subtitle=_subtitle(screen, "range_subtitle"),
        figure=figures.whole(table, screen.words, screen.tokens) if reached.upper else None,
        table=table,
        columns=_columns(screen, *_RANGE_COLUMNS, *_SHARES),
        view="reach_fact",
        how="reach.how_range",
        empty=_empty(store, screen),
    )


def draw_tiers(store: Store, screen: Screen) -> Drawing:
    """The same per tier."""
    names = _tier_names(screen)
    rows = store.remember(reach.by_tier, screen.filters)
    codes = rows["tier_code"]
    table = _with_shares(rows.assign(label=codes.map(names), tier=codes.map(names), _filter="k=" + codes))
    return Drawing(
        title=_tiers_title(table, screen),
        subtitle=_subtitle(screen, "tiers_subtitle"),
        figure=figures.by_tier(table, screen.words, screen.tokens) if rows["upper"].sum() else None,
        table=table,
        columns=_columns(screen, "tier", "institutions:count", *_RANGE_COLUMNS, *_SHARES),
        view="reach_fact",
        how="reach.how_tiers",
        empty=_empty(store, screen),
    )


def draw_distribution(store: Store, screen: Screen) -> Drawing:
    """What was sent to whom, and what they report."""
    rows = store.remember(reach.distribution, screen.filters)
    table = rows.assign(
        institution=rows["name"],
        tier=rows["tier_code"].map(_tier_names(screen)),
        users=rows["active_users"],
        evidence=[_evidence(kinds, screen) for kinds in rows["evidence"]],
        warning=[_warning(row, screen) for row in rows_of(rows)],
        _go="/kurumlar/" + rows["institution_id"].astype(str),
    )
    return Drawing(
        title=_distribution_title(rows, screen),
        subtitle=_subtitle(screen, "distribution_subtitle"),
        figure=None,
        table=table.sort_values("over_report", ascending=False, kind="stable"),
        columns=_columns(
            screen,
            "institution:link",
            "users:count",
            "copies_sent:count",
            "copies_delivered:count",
            "cd_viewers:count",
            "broadcasts:count",
            "broadcast_viewers:count",
            "evidence",
            "lower:count",
            "upper:count",
            "warning",
        ),
        view="reach_fact",
        how="reach.how_distribution",
        empty=_empty(store, screen) if rows.empty else "",
    )


def draw_pipeline(store: Store, screen: Screen) -> Drawing:
    """The way of the CDs, stage by stage."""
    w = screen.words
    rows = store.remember(reach.pipeline, screen.filters)
    table = rows.assign(label=[w(f"reach.stage_{stage}") for stage in rows["stage"]])
    return Drawing(
        title=_pipeline_title(rows, screen),
        subtitle=_subtitle(screen, "pipeline_subtitle"),
        figure=figures.pipeline(table, w, screen.tokens) if rows["dispatches"].sum() else None,
        table=table.assign(step=table["label"]),
        columns=_columns(screen, "step", "dispatches:count", "copies:count", "days:decimal"),
        view="cd_dispatch",
        how="reach.how_pipeline",
        empty=_no_dispatch(store, screen),
    )


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    users = rows["active_users"].where(rows["active_users"] > 0)
    bounds = {f"{bound}_share": rows[bound] / users for bound in ("lower", "upper")}
    return rows.assign(users=rows["active_users"], **bounds)


def _range_title(reached: Reach, screen: Screen) -> str:
    if not reached.upper:
        return screen.words("reach.verdict_none")
    facts = _shares_in_words(reached.lower, reached.upper, reached.active_users, screen)
    key = "reach.range_title" if "share" not in facts else "reach.range_title_exact"
    return screen.words(key, users=formats.number(reached.active_users, screen.words.lang), **facts)


def _shares_in_words(lower: int, upper: int, users: int, screen: Screen) -> dict[str, str]:
    """`low_share` and `high_share`, or only `share` where both read the same."""
    low, high = (formats.percent(bound / max(users, 1), screen.words.lang) for bound in (lower, upper))
    return {"share": low} if low == high else {"low_share": low, "high_share": high}


def _tiers_title(table: pd.DataFrame, screen: Screen) -> str:
    known = table.dropna(subset=["lower_share"])
    if len(known) < 2 or not known["upper"].sum():
        return screen.words("reach.tiers_title_none")
    worst = known.sort_values("upper_share").iloc[0]
    shares = _shares_in_words(int(worst["lower"]), int(worst["upper"]), int(worst["active_users"]), screen)
    key = "reach.tiers_title_exact" if "share" in shares else "reach.tiers_title"
    return screen.words(key, tier=worst["tier"], **shares)


def _distribution_title(rows: pd.DataFrame, screen: Screen) -> str:
    w = screen.words
    if rows.empty:
        return w("reach.distribution_title_none")
    facts = {"n": formats.number(len(rows), w.lang)}
    if not (over := int(rows["over_report"].sum())):
        return w("reach.distribution_title", **facts)
    return w("reach.distribution_title_over", over=formats.number(over, w.lang), **facts)


def _pipeline_title(rows: pd.DataFrame, screen: Screen) -> str:
    copies = rows.set_index("stage")["copies"]
    if not (sent := int(copies["dispatched"])):
        return screen.words("reach.pipeline_title_none")
    share = formats.percent(int(copies["delivered"]) / sent, screen.words.lang)
    return screen.words("reach.pipeline_title", sent=formats.number(sent, screen.words.lang), share=share)


def _tier_names(screen: Screen) -> dict[str, str]:
    return {tier.code: describe.tier_name(tier.code, screen.words) for tier in screen.programme.tiers}


def _evidence(kinds: str, screen: Screen) -> str:
    return ", ".join(screen.words(f"reach.evidence_{kind}") for kind in kinds.split(","))


def _warning(row: Row, screen: Screen) -> str:
    """The sentence of an over-report; empty for all others."""
    if not row["over_report"]:
        return ""
    reported = max(row["broadcast_viewers"], row["cd_viewers"])
    lang = screen.words.lang
    facts = {"reported": formats.number(reported, lang), "users": formats.number(row["active_users"], lang)}
    return screen.words("reach.over_report", **facts)


def _columns(screen: Screen, *keys: str) -> tuple[Column, ...]:
    """Columns from `key` or `key:kind`; text if no kind is said."""
    pairs = [key.partition(":") for key in keys]
    return tuple(Column(key, screen.words(f"reach.{key}"), kind or "text") for key, _, kind in pairs)


def _subtitle(screen: Screen, key: str) -> str:
    w = screen.words
    text = w(f"reach.{key}", day=formats.day(screen.filters.as_of, w.lang))
    return text if screen.filters.venues == VENUES else f"{text} · {w('reach.not_venue')}"


def _empty(store: Store, screen: Screen) -> str:
    everything = Filters.whole(screen.programme, screen.filters.as_of)
    nothing = store.remember(reach.distribution, everything).empty
    return screen.words("reach.empty" if nothing else "reach.empty_filter")


def _no_dispatch(store: Store, screen: Screen) -> str:
    everything = Filters.whole(screen.programme, screen.filters.as_of)
    nothing = not store.remember(reach.pipeline, everything)["dispatches"].sum()
    return screen.words("reach.pipeline_empty" if nothing else "reach.empty_filter")


CARDS: dict[str, Draw] = {
    "reach-range": draw_range,
    "reach-tiers": draw_tiers,
    "reach-distribution": draw_distribution,
    "reach-pipeline": draw_pipeline,
}
