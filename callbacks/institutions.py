"""List of institutions: who is in what state."""

import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output

from dashboard import accounts, formats
from dashboard.accounts import AMOUNTS
from dashboard.cards import Draw, Drawing, Screen
from dashboard.ids import Frame, Institutions
from data_layer import hours, institutions
from data_layer.filters import Filters
from data_layer.store import Store

_COLUMNS = ("institution", "tier", "province", "users", *AMOUNTS, "share", "last_on", "representative", "contact")


def draw_list(store: Store, screen: Screen) -> Drawing:
    """Institutions that the filters and the search leave."""
    store.remember(hours.prove, screen.programme, screen.filters.as_of)
    search = screen.query.get("ara", "")
    found = store.remember(institutions.listing, screen.filters, screen.programme, search, names=screen.names)
    return Drawing(
        title=_title(len(found), int(found["active_users"].sum()), search, screen),
        subtitle=_subtitle(found, screen),
        figure=None,
        table=accounts.rows(found, screen),
        columns=accounts.columns(screen, *_COLUMNS),
        view="hours_entry",
        how="institutions.how",
        empty=_empty(store, search, screen),
    )


def _title(number: int, users: int, search: str, screen: Screen) -> str:
    w = screen.words
    n = formats.number(number, w.lang)
    if search:
        return w("institutions.title_found", n=n, search=search)
    return w("institutions.title", n=n, users=formats.number(users, w.lang))


def _subtitle(found: pd.DataFrame, screen: Screen) -> str:
    """The day, and which of the found ones bore, or took in, the name that was looked for."""
    w = screen.words
    line = w("institutions.subtitle", day=formats.day(screen.filters.as_of, w.lang))
    others = found[found["known_as"] != ""]
    told = [f"{old} → {name}" for old, name in zip(others["known_as"], others["name"], strict=True)]
    return f"{line} · {w('institutions.known_as', names='; '.join(told))}" if told else line


def _empty(store: Store, search: str, screen: Screen) -> str:
    whole = Filters.whole(screen.programme, screen.filters.as_of)
    if store.remember(hours.by_institution, whole).empty:
        return screen.words("institutions.empty")
    if search:
        return screen.words("institutions.empty_search", search=search)
    return screen.words("hours.empty_filter")


CARDS: dict[str, Draw] = {"institutions-list": draw_list}


def register(app: Dash, store: Store) -> None:
    app.clientside_callback(
        ClientsideFunction("institutions", "search"),
        Output(Institutions.SEARCH, "value"),
        Input(Institutions.SEARCH, "value"),
        Input(Frame.URL, "search"),
    )
