"""Hours page: how much of the right was used, and where the rest lies."""

import pandas as pd
from dash import Dash, Input, Output, State

from dashboard import accounts, formats
from dashboard.access import allow
from dashboard.accounts import AMOUNTS
from dashboard.cards import Draw, Drawing, Screen
from dashboard.figures import hours as figures
from dashboard.ids import Frame, Hours
from dashboard.screen import screen
from data_layer import days_off, hours
from data_layer.filters import VENUES, Filters
from data_layer.store import Store

TOP = 20
_ACCOUNT = ("institution", "tier", "users", *AMOUNTS, "share", "last_on", "representative")


def draw_tiers(store: Store, screen: Screen) -> Drawing:
    """Used, reserved and left per tier."""
    prove(store, screen)
    table = store.remember(hours.by_tier, screen.filters)
    share = screen.query.get("birim") == "yuzde"
    names, codes = accounts.tier_names(screen), table["tier_code"]
    drawn = bool(table["institutions"].sum())
    return Drawing(
        title=_tiers_title(table, screen),
        subtitle=subtitle(screen, "tiers_subtitle_share" if share else "tiers_subtitle"),
        figure=figures.by_tier(table, screen.words, screen.tokens, names, share) if drawn else None,
        table=accounts.in_hours(table).assign(
            tier=codes.map(names),
            users=table["active_users"],
            share=accounts.used_share(table),
            _filter="k=" + codes,
        ),
        columns=accounts.columns(screen, "tier", "institutions", "users", *AMOUNTS, "share"),
        view="hours_entry",
        how="hours.how_tiers",
        empty=empty(store, screen),
    )


def draw_idle(store: Store, screen: Screen) -> Drawing:
    """The institutions with most hours left."""
    prove(store, screen)
    account = store.remember(hours.by_institution, screen.filters)
    ranked = account[account["free_minutes"] > 0].sort_values(["free_minutes", "active_users"], ascending=False)
    top = ranked.head(TOP)
    names = accounts.tier_names(screen)
    return Drawing(
        title=screen.words("hours.question") if account.empty else _idle_title(ranked, screen),
        subtitle=subtitle(screen, "idle_subtitle", n=len(top)),
        figure=None if top.empty else figures.idle(top, screen.words, screen.tokens, names),
        table=accounts.rows(top, screen),
        columns=accounts.columns(screen, "institution", "tier", "users", *AMOUNTS),
        view="hours_entry",
        how="hours.how_idle",
        empty=empty(store, screen) if account.empty else screen.words("hours.idle_none"),
    )


def draw_weeks(store: Store, screen: Screen) -> Drawing:
    """The right burning down, against an even plan."""
    prove(store, screen)
    table = store.remember(hours.by_week, screen.filters, screen.programme, store.remember(days_off.calendar))
    known = table.dropna(subset=["free_minutes"])
    drawn = not known.empty and known["entitled_minutes"].iloc[-1] > 0
    return Drawing(
        title=_weeks_title(known, screen) if drawn else screen.words("hours.question"),
        subtitle=subtitle(screen, "weeks_subtitle"),
        figure=figures.by_week(table, screen.words, screen.tokens) if drawn else None,
        table=accounts.in_hours(table, *AMOUNTS, "unused", "even"),
        columns=accounts.columns(screen, "week", *AMOUNTS, "unused", "even"),
        view="hours_entry",
        how="hours.how_weeks",
        empty=empty(store, screen),
    )


def draw_accounts(store: Store, screen: Screen) -> Drawing:
    """Every account, or those of a saved view."""
    prove(store, screen)
    account = store.remember(hours.by_institution, screen.filters)
    view = screen.query.get("gorunum", "")
    chosen = account[_of_view(account, view, screen)]
    return Drawing(
        title=screen.words("hours.question") if account.empty else _accounts_title(chosen, view, screen),
        subtitle=subtitle(screen, "accounts_subtitle"),
        figure=None,
        table=accounts.rows(chosen, screen),
        columns=accounts.columns(screen, *_ACCOUNT),
        view="hours_entry",
        how="hours.how_accounts",
        empty=_accounts_empty(store, account, view, screen),
    )


def prove(store: Store, screen: Screen) -> None:
    """The sums must agree before one of them is shown."""
    store.remember(hours.prove, screen.programme, screen.filters.as_of)


def subtitle(screen: Screen, key: str, **values: object) -> str:
    """The card's subtitle; names the filters that cannot apply when they are set."""
    w, filters, programme = screen.words, screen.filters, screen.programme
    text = w(f"hours.{key}", day=formats.day(filters.as_of, w.lang), **values)
    unused = (filters.first, filters.last) != (programme.starts_on, programme.ends_on) or filters.venues != VENUES
    return f"{text} · {w('hours.not_filtered')}" if unused else text


def empty(store: Store, screen: Screen) -> str:
    """No institution at all, or none with these filters."""
    whole = Filters.whole(screen.programme, screen.filters.as_of)
    nothing = store.remember(hours.by_institution, whole).empty
    return screen.words("hours.empty" if nothing else "hours.empty_filter")


def half_at(free: pd.Series) -> int:
    """The fewest institutions that hold half of the hours left."""
    ranked = free.sort_values(ascending=False).cumsum()
    return int((ranked < free.sum() / 2).sum()) + 1 if free.sum() else 0


def verdict(store: Store, screen: Screen) -> tuple[str, str]:
    """The finding of the page and its four sums."""
    prove(store, screen)
    w = screen.words
    account = store.remember(hours.by_institution, screen.filters)
    if account.empty:
        return empty(store, screen), ""
    sums = {name: formats.hours_number(int(account[f"{name}_minutes"].sum()), w.lang) for name in AMOUNTS}
    n = half_at(account["free_minutes"])
    finding = w("hours.verdict", free=sums["free"], n=n) if n else w("hours.verdict_none", entitled=sums["entitled"])
    return finding, w("hours.sums", **sums)


def _tiers_title(table: pd.DataFrame, screen: Screen) -> str:
    w = screen.words
    if not table["institutions"].sum():
        return w("hours.question")
    if not table["free_minutes"].sum():
        return w("hours.tiers_title_none")
    most = table.sort_values("free_minutes").iloc[-1]
    free = formats.hours_number(most["free_minutes"], w.lang)
    return w("hours.tiers_title", tier=accounts.tier_names(screen)[most["tier_code"]], free=free)


def _idle_title(ranked: pd.DataFrame, screen: Screen) -> str:
    if ranked.empty:
        return screen.words("hours.idle_none")
    first, w = ranked.iloc[0], screen.words
    return w("hours.idle_title", name=first["name"], free=formats.hours(first["free_minutes"], w.lang))


def _weeks_title(known: pd.DataFrame, screen: Screen) -> str:
    """Behind when more is unused than an even use would have left; within one percent of the right it is even."""
    last, w = known.iloc[-1], screen.words
    behind = float(last["unused_minutes"] - last["even_minutes"])
    if abs(behind) < last["entitled_minutes"] / 100:
        return w("hours.weeks_title_even")
    text = formats.hours(round(abs(behind) / 60) * 60, w.lang)
    return w("hours.weeks_title_behind" if behind > 0 else "hours.weeks_title_ahead", hours=text)


def _of_view(account: pd.DataFrame, view: str, screen: Screen) -> pd.Series:
    if view == "kullanmayan":
        return hours.never_used(account)
    if view == "bitmek":
        return hours.running_out(account)
    if view == "sinirda":
        return hours.near_border(account, screen.programme.tiers)
    everybody = view != "benim" or screen.filters.representative is not None
    return pd.Series(everybody, index=account.index)


_VIEWS = {"kullanmayan": "_never", "bitmek": "_ending", "sinirda": "_border", "benim": "_mine"}


def _accounts_title(chosen: pd.DataFrame, view: str, screen: Screen) -> str:
    w = screen.words
    if view == "benim" and chosen.empty:
        return w("hours.view_mine")
    free = formats.hours_number(int(chosen["free_minutes"].sum()), w.lang)
    key = _VIEWS.get(view, "") if view != "benim" else ""
    return w(f"hours.accounts_title{key}", n=formats.number(len(chosen), w.lang), free=free)


def _accounts_empty(store: Store, account: pd.DataFrame, view: str, screen: Screen) -> str:
    if account.empty or view not in _VIEWS:
        return empty(store, screen)
    return screen.words(f"hours.accounts_none{_VIEWS[view]}")


CARDS: dict[str, Draw] = {
    "hours-tiers": draw_tiers,
    "hours-idle": draw_idle,
    "hours-weeks": draw_weeks,
    "hours-accounts": draw_accounts,
}


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        "read",
        Output(Hours.VERDICT, "children"),
        Output(Hours.SUMS, "children"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def say(search: str, _version: str, path: str) -> tuple[str, str]:
        return verdict(store, screen(store, search, path))
