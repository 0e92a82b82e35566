"""Administration, users: each button is one deed; a one-time link is shown once, to the one who asked; a session is
ended where it is listed."""

from typing import Any

from dash import Dash, Input, Output, State, ctx, html
from dash.development.base_component import Component
from flask import current_app, request

from dashboard import access, document, formats
from dashboard.access import allow
from dashboard.admin_ids import AdminUsers
from dashboard.attributes import extra
from dashboard.ids import Frame
from dashboard.plain import Plain, press
from dashboard.texts import Words, words
from data_layer import account_states, accounts, identities, logins
from data_layer.account_states import Line
from data_layer.accounts import Account
from data_layer.clock import utc_now
from data_layer.errors import RuleError
from data_layer.logins import Opened
from data_layer.store import Store
from data_layer.users import User

_COLUMNS = ("name", "full_name", "role", "state", "sessions", "seen")
_SESSION = ("browser", "address", "since", "seen", "end")


def register(app: Dash, store: Store) -> None:
    _list(app, store)
    _follow(app, store)
    _change(app, store)
    _identity(app, store)
    _sessions(app, store)

    @allow(
        app,
        "account.admin",
        Output(AdminUsers.ADDED, "children"),
        Input(AdminUsers.ADD, "n_clicks"),
        State(AdminUsers.NAME, "value"),
        State(AdminUsers.FULL_NAME, "value"),
        State(AdminUsers.NEW_ROLE, "value"),
        prevent_initial_call=True,
    )
    def add(_clicks: int, name: str | None, full_name: str | None, role: str) -> list[Component]:
        by, w = access.require("account.admin"), words(document.language())
        wanted = (name or "").strip().lower()
        number = accounts.add(store, wanted, full_name or "", role, by, utc_now())
        return _handed_over(w, wanted, accounts.invite(store, number, by, utc_now()))


def _list(app: Dash, store: Store) -> None:
    @allow(
        app,
        "account.admin",
        Output(AdminUsers.LIST, "children"),
        Output(AdminUsers.ACCOUNT, "options"),
        Input(Frame.VERSION, "children"),
        Input(AdminUsers.ADDED, "children"),
        Input(AdminUsers.CHANGED, "children"),
        Input(AdminUsers.ENDED, "children"),
    )
    def tell(_version: str, *_done: Any) -> tuple[Component, list[dict[str, str]]]:
        known = account_states.lines(store, utc_now())
        options = [{"value": str(one.account.id), "label": one.account.user_name} for one in known]
        return table(known, words(document.language())), options


def _follow(app: Dash, store: Store) -> None:
    """The form shows what the chosen account has, when it is chosen and after each deed."""

    @allow(
        app,
        "account.admin",
        Output(AdminUsers.ROLE, "value"),
        Output(AdminUsers.IDENTITY, "value"),
        Output(AdminUsers.IDENTITY_PART, "hidden"),
        Output(AdminUsers.SEEN, "data"),
        Input(AdminUsers.ACCOUNT, "value"),
        Input(AdminUsers.CHANGED, "children"),
        Input(AdminUsers.IDENTITY_SAID, "children"),
    )
    def show(chosen: str | None, _changed: Any, _said: Any) -> tuple[str | None, str, bool, dict[str, str] | None]:
        is_off = _issuer() is None
        if not chosen:
            return None, "", is_off, None
        account = accounts.get(store, int(chosen))
        seen = {"account": chosen, "role": account.role}
        return account.role, "" if is_off else identities.of(store, account.id), is_off, seen


def _identity(app: Dash, store: Store) -> None:
    @allow(
        app,
        "account.admin",
        Output(AdminUsers.IDENTITY_SAID, "children"),
        Input(AdminUsers.IDENTITY_SAVE, "n_clicks"),
        State(AdminUsers.ACCOUNT, "value"),
        State(AdminUsers.IDENTITY, "value"),
        State(AdminUsers.SEEN, "data"),
        prevent_initial_call=True,
    )
    def save(_clicks: int, chosen: str | None, wanted: str | None, seen: Any) -> Component:
        by, w = access.require("account.admin"), words(document.language())
        if (issuer := _issuer()) is None:
            raise RuleError("identity.off")
        account, _role = _looked_at(store, chosen, seen)
        identities.assign(store, account.id, wanted or "", issuer, by, utc_now())
        return html.Span(w("admin_users.saved", name=account.user_name, time=_time(w)), className="ok")


def _issuer() -> str | None:
    """Whose identities count here; None where the institution's sign-in is not set up."""
    issuer: str | None = current_app.config["SETTINGS"].oidc_issuer
    return issuer


def _looked_at(store: Store, chosen: str | None, seen: Any) -> tuple[Account, str]:
    """The chosen account and the role that the form showed; RuleError while it still shows another account."""
    if not chosen:
        raise RuleError("admin_users.none_chosen")
    if not isinstance(seen, dict) or seen.get("account") != chosen:
        raise RuleError("admin_users.not_yet")
    return accounts.get(store, int(chosen)), str(seen.get("role"))


def _change(app: Dash, store: Store) -> None:
    deeds = (AdminUsers.LINK, AdminUsers.UNLOCK, AdminUsers.SIGN_OUT, AdminUsers.CLOSE, AdminUsers.OPEN)

    @allow(
        app,
        "account.admin",
        Output(AdminUsers.CHANGED, "children"),
        Input(AdminUsers.ROLE_SAVE, "n_clicks"),
        *(Input(name, "n_clicks") for name in deeds),
        State(AdminUsers.ACCOUNT, "value"),
        State(AdminUsers.ROLE, "value"),
        State(AdminUsers.SEEN, "data"),
        prevent_initial_call=True,
    )
    def change(*given: Any) -> list[Component]:
        chosen, role, known = given[-3:]
        by, w = access.require("account.admin"), words(document.language())
        account, seen = _looked_at(store, chosen, known)
        if ctx.triggered_id == AdminUsers.LINK:
            return _handed_over(w, account.user_name, accounts.invite(store, account.id, by, utc_now()))
        _done(store, str(ctx.triggered_id), account.id, (seen, role), by)
        return [html.Span(w("admin_users.saved", name=account.user_name, time=_time(w)), className="ok")]


def _done(store: Store, button: str, account: int, roles: tuple[str, str], by: User) -> None:
    """`roles`: the one that the form showed, the one that is wanted.

    RuleError for a button that is none of ours: the browser says which one was pressed.
    """
    now = utc_now()
    if button == AdminUsers.ROLE_SAVE:
        accounts.set_role(store, account, roles[1], by, now, seen=roles[0])
    elif button == AdminUsers.UNLOCK:
        accounts.unlock(store, account, by, now)
    elif button == AdminUsers.SIGN_OUT:
        account_states.end_sessions(store, account, by, now)
    elif button in (AdminUsers.CLOSE, AdminUsers.OPEN):
        accounts.set_active(store, account, button == AdminUsers.OPEN, by, now)
    else:
        raise RuleError("admin_users.none_chosen")


def _sessions(app: Dash, store: Store) -> None:
    """Where the chosen account is signed in; each session has its button."""

    @allow(
        app,
        "account.admin",
        Output(AdminUsers.SESSIONS, "children"),
        Input(AdminUsers.ACCOUNT, "value"),
        Input(AdminUsers.CHANGED, "children"),
        Input(AdminUsers.ENDED, "children"),
    )
    def show(chosen: str | None, *_done: Any) -> list[Component]:
        if not chosen:
            return []
        account = accounts.get(store, int(chosen))
        return sessions(account, logins.opened(store, account.id, access.now()), words(document.language()))

    @allow(
        app,
        "account.admin",
        Output(AdminUsers.ENDED, "children"),
        Input(AdminUsers.END, "data"),
        State(AdminUsers.ACCOUNT, "value"),
        prevent_initial_call=True,
    )
    def end(pressed: dict[str, Any], chosen: str) -> Component:
        by, w = access.require("account.admin"), words(document.language())
        account = accounts.get(store, int(chosen))
        was_open = account_states.end_session(store, account.id, str(pressed["row"]), by, utc_now())
        said = w(f"admin_users.{'ended' if was_open else 'over'}", name=account.user_name, time=_time(w))
        return html.Span(said, className="ok")


def sessions(account: Account, opened: list[Opened], w: Words) -> list[Component]:
    """One row a session of the account, each with the button that ends it."""
    title = w("admin_users.sessions_of", name=account.user_name)
    if not opened:
        return [html.H4(title), html.P(w("admin_users.no_sessions"), className="ksm-hint")]
    heads = [html.Th(w(f"admin_users.session_{column}"), scope="col") for column in _SESSION]
    rows = [html.Tr(_session(one, w)) for one in opened]
    whole = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="ksm-table")
    name = extra({"aria-label": title})
    return [html.H4(title), Plain(html.Div(whole, className="ksm-scroll", tabIndex="0", role="region", **name))]


def _session(one: Opened, w: Words) -> list[Component]:
    person = access.signed_in()
    is_own = person is not None and logins.key_of(person.login.token) == one.key
    since = formats.moment(one.created_at, w.lang)
    name = w("admin_users.end_of", browser=one.browser, since=since)
    named = extra({"aria-label": name, **press(AdminUsers.END, one.key)})
    return [
        html.Td(f"{one.browser} ({w('session.this')})" if is_own else one.browser),
        html.Td(one.address),
        html.Td(since, className="date"),
        html.Td(formats.moment(one.seen_at, w.lang), className="date"),
        html.Td(html.Button(w("admin_users.end"), type="button", className="ksm-button", **named)),
    ]


def table(known: list[Line], w: Words) -> Component:
    """One row an account."""
    heads = [html.Th(w(f"admin_users.{column}"), scope="col") for column in _COLUMNS]
    rows = [html.Tr([html.Th(one.account.user_name, scope="row"), *_cells(one, w)]) for one in known]
    whole = html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="ksm-table")
    name = {"aria-label": w("admin_users.title")}
    return html.Div(whole, className="ksm-scroll", tabIndex="0", role="region", **extra(name))


def _cells(one: Line, w: Words) -> list[Component]:
    seen = formats.moment(one.seen_at, w.lang) if one.seen_at else "–"
    demo = f" ({w('admin_users.demo')})" if one.account.is_demo else ""
    return [
        html.Td(one.account.full_name),
        html.Td(w(f"role.{one.account.role}")),
        html.Td(w(f"user.{one.state}") + demo),
        html.Td(formats.number(one.sessions, w.lang)),
        html.Td(seen),
    ]


def _handed_over(w: Words, name: str, token: str) -> list[Component]:
    """The link, this once: the store keeps only its hash."""
    link = f"{_base()}/davet/{token}"
    label = {"aria-label": w("admin_users.link_of", name=name)}
    return [
        html.Span(w("admin_users.link_once", name=name, time=_time(w)), className="ok"),
        html.Div(
            [
                html.Code(link, className="ksm-link-once", tabIndex="0", **extra(label)),
                html.Button(
                    w("admin_users.copy"),
                    type="button",
                    className="ksm-button",
                    **extra({"data-copy": link, "data-copied": w("admin_users.copied")}),
                ),
            ],
            className="ksm-fields",
        ),
    ]


def _base() -> str:
    """Where people find the dashboard: as set, else as this administrator does."""
    chosen = current_app.config["SETTINGS"]
    return str(chosen.adres if "adres" in chosen.model_fields_set else request.host_url.rstrip("/"))


def _time(w: Words) -> str:
    return formats.moment(utc_now(), w.lang)
