"""A user count: what it would do while it is typed, keeping it, and the decision about a rise."""

from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from callbacks.done import changed, taken_back, told
from callbacks.institution_edit import unit_name
from dashboard import access, accounts, document, formats, parts
from dashboard.access import allow
from dashboard.cards import Screen
from dashboard.ids import Counting, Frame
from dashboard.screen import screen, today
from dashboard.texts import words
from data_layer import counting, institution_parts, institutions
from data_layer.counting import Proposal, Report, WhatIf
from data_layer.errors import RuleError
from data_layer.store import Store

PERMISSION = "institution.write"
DECIDES = "tier.approve"
_FIELDS = (Counting.UNIT, Counting.USERS, Counting.DAY, Counting.SOURCE)


def which(path: str | None) -> int:
    """The institution of `/kurumlar/118/sayim`; 0 for none."""
    number = (path or "").removesuffix("/sayim").rpartition("/")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def register(app: Dash, store: Store) -> None:
    _register_head(app, store)
    _register_outlook(app, store)
    _register_decision(app, store)


def _register_head(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Counting.HEAD, "children"),
        Output(Counting.BODY, "hidden"),
        Output(Counting.UNIT, "options"),
        Output(Counting.UNIT, "value"),
        Output(Counting.DAY, "value"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
        State(Counting.UNIT, "value"),
        State(Counting.DAY, "value"),
    )
    def show(_version: str, path: str, chosen: str | None, day: str | None) -> tuple[Any, ...]:
        seen = screen(store, "", path)
        w, number = seen.words, which(path)
        found = store.remember(institutions.profile, seen.programme.id, number, names=False)
        if found is None:
            missing = parts.empty_state(w("institution.unknown"), "/kurumlar", w("institution.back"))
            return [html.H1(w("counting.page"), className="visually-hidden"), missing], True, [], None, None
        units = {str(key): one for key, one in store.remember(institution_parts.units, number).items()}
        options = [{"value": key, "label": unit_name(one, w)} for key, one in units.items() if not one["closed"]]
        unit = chosen if chosen in units else next(iter(units), None)
        back = parts.link_button(w("institution_edit.back"), f"/kurumlar/{number}")
        head = html.Div([back, parts.page_header(found.name, w("counting.question"))])
        return head, False, options, unit, day or today(store).isoformat()


def _register_outlook(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Counting.OUTLOOK, "children"),
        *[Input(part, "value") for part in _FIELDS[:3]],
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def weigh(unit: Any, users: Any, day: Any, _version: str, path: str) -> list[Component]:
        seen = screen(store, "", path)
        if not unit or users is None or not day:
            return [html.P(seen.words("counting.first"), className="ksm-hint")]
        said = Report(which(path), int(unit), users, _day(day), "-")
        return outlook(counting.what_if(store, said, today(store)), seen)

    @allow(
        app,
        PERMISSION,
        Output(Counting.SAID, "children"),
        Input(Counting.SAVE, "n_clicks"),
        *[State(part, "value") for part in _FIELDS],
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def keep(clicks: int | None, unit: Any, users: Any, day: Any, source: Any, path: str) -> Any:
        if not clicks:
            return no_update
        if not unit:
            raise RuleError("settings.choice", field="unit")
        said = Report(which(path), int(unit), users, _day(day), source or "")
        found = counting.report(store, said, access.require(PERMISSION), today(store))
        sentence = words(document.language())("counting.proposed" if found.direction == "rise" else "counting.saved")
        return told(store, sentence, int(unit), "count.set", Counting.UNDO)

    @allow(app, PERMISSION, Output(Counting.UNDO, "data"), Input(Counting.UNDO, "data"), prevent_initial_call=True)
    def take_back(pressed: dict[str, Any] | None) -> Any:
        """A count, or an approval by those who may decide: undo asks for the right of each."""
        if not pressed:
            return no_update
        taken_back(store, int(pressed["row"]), PERMISSION, Counting.SAID, Counting.DECIDED)
        return None


def _register_decision(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(Counting.PROPOSAL, "children"),
        Output(Counting.DEEDS, "hidden"),
        Output(Counting.WAITING, "data"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def show(_version: str, path: str) -> tuple[Any, bool, int | None]:
        seen = screen(store, "", path)
        found = store.remember(counting.waiting, seen.programme.id, which(path))
        if found is None:
            return [html.P(seen.words("counting.nothing_waits"), className="ksm-hint")], True, None
        return proposal(found, seen), not access.require(PERMISSION).may(DECIDES), found.id

    @allow(
        app,
        DECIDES,
        Output(Counting.DECIDED, "children"),
        Input(Counting.APPROVE, "n_clicks"),
        Input(Counting.DECLINE, "n_clicks"),
        State(Counting.REASON, "value"),
        State(Counting.WAITING, "data"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def decide(_approve: int | None, _decline: int | None, reason: str | None, waiting: int | None, path: str) -> Any:
        if not ctx.triggered[0]["value"] or not waiting:
            return no_update
        w, by = words(document.language()), access.require(DECIDES)
        if ctx.triggered_id == Counting.DECLINE:
            counting.decline(store, waiting, reason or "", by, today(store))
            changed(store)
            return html.Span(w("counting.declined"), className="ok")
        gained = counting.approve(store, waiting, by, today(store))
        said = w("counting.approved", hours=formats.hours(gained, w.lang))
        return told(store, said, which(path), "entitlement.tier_change", Counting.UNDO)


def outlook(found: WhatIf, seen: Screen) -> list[Component]:
    """Users, tier and hours before and after, and what stays as it is."""
    w, names = seen.words, accounts.tier_names(seen)
    users = {"before": formats.number(found.users_before, w.lang), "after": formats.number(found.users_after, w.lang)}
    lines = [w("counting.users_line", **users)]
    if found.tier is not None:
        after = found.opens or found.tier
        hours = (formats.hours_number(minutes, w.lang) for minutes in (found.minutes, found.minutes_if_approved))
        lines.append(w("counting.tier_line", before=names[found.tier.code], after=names[after.code]))
        lines.append(w("counting.hours_line", **dict(zip(("before", "after"), hours, strict=True))))
    lines.append(w(f"counting.direction_{found.direction}"))
    if found.opens and found.tier and found.opens.delivery != found.tier.delivery:
        lines.append(w("counting.delivery"))
    return [html.Ul([html.Li(line) for line in lines])]


def proposal(found: Proposal, seen: Screen) -> list[Component]:
    """The change of tier that waits: from what, to what, on which count, by whom."""
    w, names = seen.words, accounts.tier_names(seen)
    tiers = {tier.code: tier for tier in seen.programme.tiers}
    gained = tiers[found.to_tier].minutes - tiers[found.from_tier].minutes
    facts = {
        "before": names[found.from_tier],
        "after": names[found.to_tier],
        "users": formats.number(found.users, w.lang),
    }
    facts |= {"day": formats.day(found.as_of, w.lang), "who": found.actor, "hours": formats.hours(gained, w.lang)}
    return [html.P(w("counting.proposal", **facts))]


def _day(value: Any) -> date:
    """RuleError for something that is no day."""
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise RuleError("settings.day", field="day") from error
