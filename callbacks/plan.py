"""The training plan of one institution: its head, approving it, taking back what was done."""

from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component

from callbacks.done import taken_back, told
from callbacks.institution_cards import which
from callbacks.plans import chosen, versions
from dashboard import access, accounts, document, formats, parts
from dashboard.access import allow
from dashboard.cards import Screen
from dashboard.ids import Frame, Plan
from dashboard.screen import screen, today
from dashboard.texts import words
from data_layer import institutions, training_plans
from data_layer.institutions import Profile
from data_layer.store import Store
from data_layer.training_plans import DECIDES, WRITES

_BADGES = {
    "missing": ("circle", "muted"),
    "stale": ("exclamation-circle-fill", "warn"),
    "sent": ("arrow-right", "muted"),
    "approved": ("check-circle-fill", "ok"),
}


def register(app: Dash, store: Store) -> None:
    _register_head(app, store)
    _register_decision(app, store)


def _register_head(app: Dash, store: Store) -> None:
    @allow(
        app,
        "read",
        Output(Plan.HEAD, "children"),
        Output(Plan.BODY, "hidden"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def show(search: str, _version: str, path: str) -> tuple[Component, bool]:
        seen = screen(store, search, path)
        found = profile(store, seen, which(path))
        return (unknown(seen), True) if found is None else (head(store, found, seen), False)


def _register_decision(app: Dash, store: Store) -> None:
    @allow(
        app,
        DECIDES,
        Output(Plan.APPROVE, "hidden"),
        Output(Plan.SHOWN, "data"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def offer(search: str, _version: str, path: str) -> tuple[bool, int | None]:
        plan = chosen(store, screen(store, search, path))
        return (False, int(plan["plan_id"])) if plan and plan["state"] == "sent" else (True, None)

    @allow(
        app,
        DECIDES,
        Output(Plan.SAID, "children"),
        Input(Plan.APPROVE, "n_clicks"),
        State(Plan.SHOWN, "data"),
        prevent_initial_call=True,
    )
    def approve(clicks: int | None, shown: int | None) -> Any:
        if not clicks or not shown:
            return no_update
        training_plans.approve(store, shown, access.require(DECIDES), today(store))
        return told(store, words(document.language())("plans.approved"), shown, "plan.approve", Plan.UNDO)

    @allow(app, DECIDES, Output(Plan.UNDO, "data"), Input(Plan.UNDO, "data"), prevent_initial_call=True)
    def take_back(pressed: dict[str, Any] | None) -> Any:
        if not pressed:
            return no_update
        taken_back(store, int(pressed["row"]), DECIDES, Plan.SAID)
        return None


def profile(store: Store, seen: Screen, institution: int) -> Profile | None:
    """The institution, when it has a right in the programme."""
    found = store.remember(institutions.profile, seen.programme.id, institution, names=False)
    return found if found and found.tier_code else None


def unknown(seen: Screen) -> Component:
    """No institution that could send a plan."""
    w = seen.words
    missing = parts.empty_state(w("plans.no_right"), "/planlar", w("plans.back"))
    return html.Div([html.H1(w("plans.plan_page"), className="visually-hidden"), missing])


def head(store: Store, found: Profile, seen: Screen) -> Component:
    """The institution, the state of its plan and why, and the ways on from here."""
    w, plan = seen.words, chosen(store, seen)
    links = [
        parts.link_button(w("plans.back"), "/planlar"),
        parts.link_button(w("plans.to_institution"), f"/kurumlar/{found.id}"),
    ]
    if access.require("read").may(WRITES):
        links.append(parts.link_button(w("plans.new"), f"/planlar/{found.id}/yeni"))
    tier = html.Span(accounts.tier_names(seen)[found.tier_code or ""], className="ksm-badge")
    state = _badge(plan["state"] if plan else "missing", seen)
    name = html.H1([found.name, " ", tier, " ", state])
    notes = [html.P(note) for note in _notes(store, plan, seen)]
    return html.Section([html.Div(links, className="ksm-acts"), name, *notes], className="ksm-card ksm-institution")


def _notes(store: Store, plan: dict[Any, Any] | None, seen: Screen) -> list[str]:
    w = seen.words
    if plan is None:
        return [w("plans.head_none")]
    people, day = formats.number(plan["people"], w.lang), formats.day(plan["received_on"], w.lang)
    newest = versions(store, seen)["version"].max()
    why = [w(f"plans.stale_{plan['because']}")] if plan["because"] else []
    older = [w("plans.head_old", version=newest)] if plan["version"] < newest else []
    return [w("plans.head", version=plan["version"], day=day, people=people), *why, *older]


def _badge(state: str, seen: Screen) -> Component:
    """Icon and word, never colour alone."""
    icon, tone = _BADGES[state]
    return html.Span([parts.icon(icon), seen.words(f"plans.state_{state}")], className=f"ksm-badge tone-{tone}")
