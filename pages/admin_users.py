"""Administration, users: who may sign in with which role; invite, change, close, unlock, sign out."""

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.admin_ids import AdminUsers
from dashboard.texts import Words
from data_layer.users import ROLES

KEY = "kullanicilar"
TITLE = "admin_users.title"
PERMISSION = "account.admin"


def layout(w: Words) -> Component:
    return html.Div(
        [
            html.Div(id=AdminUsers.LIST),
            html.H3(w("admin_users.change")),
            _change(w),
            html.Div(id=AdminUsers.SESSIONS, className="ksm-sessions"),
            dcc.Store(id=AdminUsers.END),
            html.Div(id=AdminUsers.ENDED, className="ksm-said", role="status"),
            html.Div(id=AdminUsers.CHANGED, className="ksm-said", role="status"),
            _identity(w),
            html.H3(w("admin_users.new")),
            html.P(w("admin_users.new_hint"), className="ksm-hint"),
            _new(w),
            html.Div(id=AdminUsers.ADDED, className="ksm-said", role="status"),
        ]
    )


def _new(w: Words) -> Component:
    return html.Div(
        [
            _field(w("admin_users.name"), AdminUsers.NAME, dbc.Input(id=AdminUsers.NAME, value="", autocomplete="off")),
            _field(
                w("admin_users.full_name"),
                AdminUsers.FULL_NAME,
                dbc.Input(id=AdminUsers.FULL_NAME, value="", autocomplete="off"),
            ),
            _field(w("admin_users.role"), AdminUsers.NEW_ROLE, _roles(w, AdminUsers.NEW_ROLE, "viewer")),
            _button(w("admin_users.add"), AdminUsers.ADD),
        ],
        className="ksm-fields",
    )


def _change(w: Words) -> Component:
    choice = dbc.Select(id=AdminUsers.ACCOUNT, options=[], placeholder=w("admin_users.choose"))
    deeds = {
        "link": AdminUsers.LINK,
        "unlock": AdminUsers.UNLOCK,
        "sign_out": AdminUsers.SIGN_OUT,
        "close": AdminUsers.CLOSE,
        "open": AdminUsers.OPEN,
    }
    return html.Div(
        [
            dcc.Store(id=AdminUsers.SEEN),
            html.Div(
                [
                    _field(w("admin_users.account"), AdminUsers.ACCOUNT, choice),
                    _field(w("admin_users.role"), AdminUsers.ROLE, _roles(w, AdminUsers.ROLE)),
                    _button(w("admin_users.save_role"), AdminUsers.ROLE_SAVE),
                ],
                className="ksm-fields",
            ),
            html.Div(
                [_button(w(f"admin_users.{deed}"), name) for deed, name in deeds.items()], className="ksm-fields mt-2"
            ),
        ]
    )


def _identity(w: Words) -> Component:
    """Shown where the institution's sign-in is set up."""
    typed = dbc.Input(id=AdminUsers.IDENTITY, value="", autocomplete="off", maxlength=400)
    return html.Div(
        [
            html.Div(
                [
                    _field(w("admin_users.identity"), AdminUsers.IDENTITY, typed),
                    _button(w("admin_users.save_identity"), AdminUsers.IDENTITY_SAVE),
                ],
                className="ksm-fields mt-2",
            ),
            html.P(w("admin_users.identity_hint"), className="ksm-hint"),
            html.Div(id=AdminUsers.IDENTITY_SAID, className="ksm-said", role="status"),
        ],
        id=AdminUsers.IDENTITY_PART,
        hidden=True,
    )


def _roles(w: Words, name: str, value: str | None = None) -> Component:
    options = [{"value": role, "label": w(f"role.{role}")} for role in ROLES]
    choice: Component = dbc.Select(id=name, value=value, options=options, placeholder=w("admin_users.choose"))
    return choice


def _field(label: str, name: str, control: Component) -> Component:
    return html.Div([html.Label(label, htmlFor=name), control])


def _button(label: str, name: str) -> Component:
    return html.Button(label, id=name, n_clicks=0, type="button", className="ksm-button")
