"""The frame of every page: menu, top bar, filters, notices; and the router that puts a page into it.

Pages are handed in by app.py as modules with PATH, TITLE, GROUP, ICON, FILTERED and layout(words, **path values).
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard import access, desk, document, parts
from dashboard.access import Person, allow
from dashboard.attributes import extra
from dashboard.cards import Screen
from dashboard.describe import tier_name
from dashboard.ids import Frame, Outbox
from dashboard.screen import screen
from dashboard.texts import Words, words
from data_layer import geography, institutions
from data_layer.filters import VENUES
from data_layer.rules.text import search_fold, search_words, sort_key
from data_layer.store import Store
from data_layer.users import least_role

_OFFERED = 50


class Page(Protocol):
    """What app.py hands in for each page. GROUP is "" for a page outside the menu."""

    PATH: str
    TITLE: str
    GROUP: str
    ICON: str
    FILTERED: bool
    PERMISSION: str

    def layout(self, w: Words = ..., **arguments: str) -> Component: ...


def layout(store: Store, pages: Sequence[Page]) -> Component:
    """The frame for this request: its language, its day, the data version it was made with."""
    person = access.signed_in()
    if person is None:  # Dash looks once while it sets itself up
        return html.Div()
    seen = screen(store, "", "/")
    ribbon = [html.Div(seen.words("frame.demo"), className="ksm-ribbon")] if seen.programme.demo_day else []
    mine = [page for page in pages if person.may(page.PERMISSION)]
    version = _version(store.version(), seen.today.isoformat())
    own = desk.desk(seen.words) if person.may("booking.write") else []
    return _frame(seen.words, mine, ribbon, _filters(seen), version, _user(seen.words, person), own)


def everything(pages: Sequence[Page]) -> Component:
    """Every component that can ever stand on the screen, so that Dash knows all ids."""
    w = words("tr")
    return html.Div(
        [
            _frame(w, pages, [], _controls(w, [], "", ""), _version(0, ""), own=desk.desk(w)),
            *(page.layout(w) for page in pages),
        ]
    )


def route(app: Dash, pages: Sequence[Page]) -> None:
    """Draw the page of the pathname; its title goes to the browser's tab."""

    @allow(
        app,
        "read",
        Output(Frame.CONTENT, "children"),
        Output(Frame.BAR, "hidden"),
        Output(Frame.CONTENT, "data-title"),
        Input(Frame.URL, "pathname"),
    )
    def open_page(path: str) -> tuple[Component, bool, str]:
        w = words(document.language())
        for page in pages:
            if (found := _pattern(page.PATH).fullmatch(path or "/")) is not None:
                title = w("frame.tab", page=w(page.TITLE), programme=w("frame.programme"))
                person = access.signed_in()
                if person is None or not person.may(page.PERMISSION):
                    needed = w("frame.needs", role=w(f"role.{least_role(page.PERMISSION)}"))
                    return parts.empty_state(needed, "/", w("overview.page")), True, title
                return page.layout(w, **found.groupdict()), not page.FILTERED, title
        missing = parts.empty_state(w("frame.not_found"), "/", w("overview.page"))
        return missing, True, w("frame.tab", page=w("frame.not_found_tab"), programme=w("frame.programme"))

    app.clientside_callback(
        ClientsideFunction("frame", "opened"), Input(Frame.CONTENT, "data-title"), State(Frame.URL, "pathname")
    )


def _pattern(path: str) -> re.Pattern[str]:
    """`/kurumlar/<number>` as an expression with a named group."""
    return re.compile(re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", path))


def _frame(
    w: Words,
    pages: Sequence[Page],
    ribbon: Sequence[Component],
    filters: Sequence[Component],
    version: Component,
    user: Sequence[Component] = (),
    own: Sequence[Component] = (),
) -> Component:
    url: list[Component] = [
        dcc.Location(id=Frame.URL, refresh="callback-nav"),
        dcc.Store(id=Frame.THEME),
        dcc.Store(id=Outbox.WANTED),
        version,
    ]
    bar = html.Section(
        [html.Div(list(filters), className="ksm-filters"), html.Div(id=Frame.CHIPS, className="ksm-chips")],
        id=Frame.BAR,
        hidden=True,
        **extra({"aria-label": w("frame.filters")}),
    )
    content = html.Div(id=Frame.CONTENT, className="ksm-content", **extra({"data-title": ""}))
    main = html.Main(
        [html.Div(id=Frame.NOTICES, className="ksm-notices", **extra({"aria-live": "assertive"})), bar, *own, content],
        id="main",
        tabIndex="-1",
    )
    skip = html.A(w("frame.skip"), href="#main", className="ksm-skip")
    body = html.Div([_menu(w, pages), main], className="ksm-columns")
    said = extra({f"data-{name}": w(f"frame.{name}") for name in ("forbidden", "conflict", "busy", "offline")})
    toast = html.Div(id="toast", className="ksm-toast", role="status", **said)
    top = _top(w, [*([desk.opener(w)] if own else []), *user])
    return html.Div([*url, skip, *ribbon, top, body, toast, _ending(w), _over(w)], className="ksm-frame")


def _ending(w: Words) -> Component:
    """The warning before a sign-in ends; the script shows it."""
    go_on = html.Button(w("session.go_on"), type="button", className="ksm-button", **extra({"data-deed": "go-on"}))
    said = extra({"data-idle": w("session.idle"), "data-whole": w("session.whole", minutes="{minutes}")})
    css: Any = {"id": "oturum-uyarisi", "className": "ksm-ending", "role": "alert", "hidden": True}
    return html.Div([html.Span(), go_on], **css, **said)


def _over(w: Words) -> Component:
    """What a person with a half-filled form reads when the sign-in is over; the script shows it."""
    beside = extra({"data-plain": ""})
    again = html.A(w("session.again"), href=access.SIGN_IN, target="_blank", className="ksm-button", **beside)
    said: Any = {"id": "oturum-bitti", "className": "ksm-ending", "role": "alert", "hidden": True}
    return html.Div([html.Span(w("session.over")), again], **said)


def _user(w: Words, person: Person) -> list[Component]:
    """Who is signed in, the own account, the way out."""
    login = person.login
    leave = html.Button(w("session.sign_out"), type="button", **extra({"data-deed": "sign-out"}))
    own = html.A(w("session.own"), href="/hesabim", **extra({"data-plain": ""}))
    who = html.P(f"{login.user_name} · {w('role.' + login.role)}")
    name = html.Span(login.full_name, className="ksm-user-name")
    head = html.Summary([parts.icon("person-circle"), name], **extra({"aria-label": w("session.menu")}))
    keys = {"data-deed": "keys", "data-on": w("bookings.keys_on"), "data-off": w("bookings.keys_off")}
    letters = html.Button(w("bookings.keys_on"), type="button", **extra(keys))
    return [html.Details([head, html.Div([who, letters, own, leave], className="ksm-user-menu")], className="ksm-user")]


def _top(w: Words, user: Sequence[Component]) -> Component:
    other = "en" if w.lang == "tr" else "tr"
    fold = html.Button(
        parts.icon("list"),
        type="button",
        className="ksm-fold",
        **extra({"data-deed": "menu", "aria-label": w("frame.menu")}),
    )
    brand = dcc.Link([html.Strong("Kamu SM"), html.Span(w("frame.programme"))], href="/", className="ksm-brand")
    language = html.Button(
        [
            html.Span("TR", className="on" if w.lang == "tr" else ""),
            html.Span("EN", className="on" if w.lang == "en" else ""),
        ],
        type="button",
        className="ksm-language",
        lang=other,
        **extra({"data-language": other, "aria-label": w("frame.language")}),
    )
    theme = html.Button(
        [parts.icon("moon-stars"), parts.icon("sun")],
        type="button",
        className="ksm-theme",
        **extra({"data-deed": "theme", "aria-label": w("frame.theme")}),
    )
    stamp = html.Div(id=Frame.STAMP, className="ksm-stamp", role="status")
    return html.Header([fold, brand, stamp, language, theme, *user], className="ksm-top")


def _menu(w: Words, pages: Iterable[Page]) -> Component:
    groups: dict[str, list[Component]] = {}
    for page in pages:
        if page.GROUP:
            link = dcc.Link([parts.icon(page.ICON), html.Span(w(page.TITLE))], href=page.PATH, className="ksm-nav-link")
            groups.setdefault(page.GROUP, []).append(html.Li(link))
    lists = [part for name, links in groups.items() for part in (html.H2(w(f"menu.{name}")), html.Ul(links))]
    return html.Nav(lists, className="ksm-nav", **extra({"aria-label": w("frame.menu")}))


def _version(number: int, day: str) -> Component:
    """The data version the page was made with, and its day: read by the scripts, seen by nobody."""
    return html.Span(str(number), id=Frame.VERSION, hidden=True, **extra({"data-day": day}))


def _filters(seen: Screen) -> list[Component]:
    tiers = [(tier.code, tier_name(tier.code, seen.words)) for tier in seen.programme.tiers]
    return _controls(seen.words, tiers, seen.programme.starts_on.isoformat(), seen.programme.ends_on.isoformat())


def _controls(w: Words, tiers: Sequence[tuple[str, str]], first: str, last: str) -> list[Component]:
    provinces = sorted(geography.province_names().items(), key=lambda item: sort_key(item[1]))
    provinces.append((0, w("filter.unknown_province")))
    limits: Any = {"type": "date", "size": "sm", "className": "ksm-date", "min": first, "max": last}
    dates = [
        html.Label([html.Span(w(label), className="visually-hidden"), dbc.Input(id=field, **limits)])
        for field, label in ((Frame.FIRST, "filter.first_day"), (Frame.LAST, "filter.last_day"))
    ]
    return [
        html.Div(
            [html.Span(w("filter.first"), className="ksm-label"), html.Div(dates, className="ksm-dates")],
            className="ksm-field dates",
        ),
        _choice(w, Frame.TIERS, "filter.tiers", tiers),
        _choice(w, Frame.VENUES, "filter.venues", [(code, w(f"venue.{code}")) for code in VENUES]),
        _choice(w, Frame.PROVINCES, "filter.provinces", [(f"{code:02d}", name) for code, name in provinces]),
        _choice(w, Frame.INSTITUTION, "filter.institution", [], multi=False),
        _choice(w, Frame.REPRESENTATIVE, "filter.representative", [], multi=False),
    ]


def _choice(w: Words, id: str, label: str, options: Sequence[tuple[str, str]], multi: bool = True) -> Component:
    labels: Any = {
        "select_all": w("filter.select_all"),
        "deselect_all": w("filter.deselect_all"),
        "selected_count": w("filter.selected"),
        "search": w("filter.search"),
        "clear_search": w("filter.clear_search"),
        "clear_selection": w("filter.clear"),
        "no_options_found": w("filter.no_result"),
    }
    drop = dcc.Dropdown(
        id=id,
        options=option_list(options),
        multi=multi,
        placeholder=w("filter.all"),
        labels=labels,
        optionHeight="auto",
    )
    return html.Div([html.Label(w(label), htmlFor=id), drop], className="ksm-field")


def option_list(options: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Dropdown options that Turkish typing finds, with and without the dots."""
    return [{"value": value, "label": label, "search": search_words(label)} for value, label in options]


def offered(store: Store, typed: str | None, chosen: str | None) -> list[dict[str, str]]:
    """Institutions for the typeahead: the chosen one and the first that contain what was typed."""
    names = store.remember(institutions.choices)
    key = search_fold(typed or "")
    hits = [(str(number), name) for number, name in names if key in search_fold(name)][:_OFFERED]
    if chosen and chosen not in {value for value, _ in hits}:
        known = [(str(number), name) for number, name in names if str(number) == chosen]
        hits = (known or [(chosen, f"#{chosen}")]) + hits  # a number that nobody has stays chosen and finds nothing
    return option_list(hits)
