"""The parts of a session's page: its head, its seats, who waits and why, what is asked of whom, its history."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import formats, ids, parts, session_words, trail_words
from dashboard.attributes import extra
from dashboard.cards import Column
from dashboard.plain import Plain
from dashboard.texts import Words
from data_layer.programme import Programme
from data_layer.session_offers import Asked, Offer
from data_layer.session_views import Detail, Seat, Waiter, names_due

_BLANK = "—"


def header(found: Detail, letter: Programme, today: date, can_work: bool, w: Words) -> Component:
    """Code and state, the facts, what is due, and the ways on from here."""
    facts = found.facts
    title = html.H1([facts["code"], " ", session_words.badge(facts["state"], w)])
    pairs = [html.Div([html.Dt(w(f"session_page.{key}")), html.Dd(value)]) for key, value in _facts(found, w)]
    links = [parts.link_button(w("session_page.back"), "/seanslar"), _calendar_file(facts, w)]
    if can_work and facts["kept_state"] in ("announced", "finalised"):
        links.append(parts.link_button(w("session_page.attendance"), f"/yoklama/{facts['code']}"))
    notes = [html.P(text, className=css) for css, text in _notes(found, letter, today, w)]
    whole = [html.Div(links, className="ksm-deeds"), title, html.Dl(pairs, className="ksm-facts"), *notes]
    return html.Section(whole, className="ksm-card ksm-institution")


def unknown(w: Words) -> Component:
    missing = parts.empty_state(w("session_page.unknown"), "/seanslar", w("session_page.back"))
    return html.Div([html.H1(w("session_page.page"), className="visually-hidden"), missing])


def seats(found: Detail, w: Words) -> Plain:
    """Each seat of the class: number, institution, whether its name is known."""
    taken = {seat.number: seat for seat in found.seats}
    last = max([int(found.facts["capacity"]), *taken])
    return Plain(html.Ol([_seat(number, taken.get(number), w) for number in range(1, last + 1)], className="ksm-seats"))


def waiting(found: Detail, w: Words) -> Component:
    """Those who wait in order of application, each with what stands in the way."""
    if not found.waiting:
        return html.P(w("session_page.waiting_none"))
    kinds = {"place": "count", "institution": "text", "missing": "count", "received": "text", "why": "text"}
    rows = [_waiter(number, one, w) for number, one in enumerate(found.waiting, start=1)]
    columns = [Column(key, w(f"session_page.{key}"), kind) for key, kind in kinds.items()]
    return parts.table(columns, pd.DataFrame(rows, columns=list(kinds)), w, caption=w("session_page.waiting"))


def offers(found: Sequence[Offer], w: Words) -> list[Component]:
    """Open applications of a cancelled session: what each is offered, in the old order."""
    heads = ("booking", "institution", "received", "wanted", "offer")
    rows = [
        html.Tr(
            [*_cells(one.code, one.name, formats.moment(one.received_at, w.lang), one.wanted), html.Td(_offer(one, w))]
        )
        for one in found
    ]
    return _listed("offers", heads, rows, w) if rows else []


def asked(found: Sequence[Asked], w: Words) -> list[Component]:
    """Applications of a moved session: who said yes to the new time, who was not asked yet."""
    heads = ("booking", "institution", "seats_held", "answer")
    rows = [html.Tr([*_cells(one.code, one.name, one.seats), html.Td(_answer(one, w))]) for one in found]
    return _listed("asked", heads, rows, w) if rows else []


def history(events: pd.DataFrame, w: Words) -> Component:
    """What was done to the session and its applications, newest first."""
    kinds = {"when": "text", "who": "text", "what": "text", "which": "text"}
    rows = [
        {
            "when": formats.moment(row["recorded_at"], w.lang),
            "who": row["actor"],
            "what": trail_words.action(row["action"], w),
            "which": _about(row, w),
        }
        for row in events.to_dict("records")
    ]
    columns = [Column(key, w(f"session_page.{key}"), kind) for key, kind in kinds.items()]
    return parts.table(columns, pd.DataFrame(rows, columns=list(kinds)), w, caption=w("session_page.history"))


def _facts(found: Detail, w: Words) -> list[tuple[str, str]]:
    facts, day = found.facts, session_words.day(found.facts)
    when = f"{formats.day_long(day, w.lang)}, {session_words.hours(facts, w)}"
    where = " · ".join(filter(None, (session_words.place(facts, w), facts["room"], facts["host"])))
    named = int(facts["booked"] - facts["named"])
    told = w("session_page.seats_told", seats=session_words.seats(facts), unnamed=named)
    announced = formats.day(facts["announced_on"], w.lang) if facts["announced_on"] is not None else _BLANK
    return [
        ("course", f"{session_words.course(facts, w)} ({formats.hours(int(facts['minutes']), w.lang)})"),
        ("day", when),
        ("where", where),
        ("trainer", facts["trainer"] or _BLANK),
        ("taken", told),
        ("announced_on", announced),
    ]


def _notes(found: Detail, letter: Programme, today: date, w: Words) -> list[tuple[str, str]]:
    """What is due or out of the ordinary."""
    facts, lines = found.facts, []
    due, unnamed = names_due(session_words.day(facts), letter), int(facts["booked"] - facts["named"])
    if facts["kept_state"] == "announced" and unnamed and facts["state"] != "held":
        css = (
            "ksm-badge tone-bad"
            if due < today
            else "ksm-badge tone-warn"
            if due - today <= timedelta(7)
            else "ksm-badge"
        )
        lines.append((css, w("session_page.names_due", count=unnamed, day=formats.day_of_week(due, w.lang))))
    if facts["state"] == "held":
        lines.append(("ksm-badge tone-warn", w("session_page.held_note")))
    if facts["actual_minutes"]:
        lines.append(
            ("", w("session_page.actual", minutes=int(facts["actual_minutes"]), planned=int(facts["minutes"])))
        )
    if facts["override_reason"]:
        lines.append(("", w("session_page.overridden", reason=facts["override_reason"])))
    if facts["cancel_reason"]:
        lines.append(("", w("session_page.cancelled_because", reason=facts["cancel_reason"])))
    return lines


def _calendar_file(facts: Mapping[str, Any], w: Words) -> Component:
    """A file for the calendar of whoever is in it; the browser saves it."""
    href = f"/seanslar/{facts['session_id']}.ics"
    return html.A(w("session_page.ics"), href=href, download=f"{facts['code']}.ics", className="ksm-button", **_plain())


def above(found: Sequence[Waiter], w: Words) -> list[Component]:
    """Who waits for nothing but its quota: empty seats may be opened to them, with the reason that stands above."""
    heads = ("booking", "institution", "missing", "offer")
    rows = [
        html.Tr([*_cells(one.code, one.name, one.missing), html.Td(_task("above", one.booking, label, one, w))])
        for one in found
        for label in [w("session_page.open_above", n=one.missing)]
    ]
    return _listed("above", heads, rows, w) if rows else []


def _plain() -> dict[str, Any]:
    return extra({"data-plain": ""})


def _seat(number: int, seat: Seat | None, w: Words) -> Component:
    mark = html.Div(str(number), className="number")
    if seat is None:
        return html.Li([mark, w("session_page.free")], className="free")
    key, css = ("named", "") if seat.named else ("nameless", "nameless")
    state = html.Div(w(f"session_page.{key}"), className=css)
    return html.Li([mark, html.Div(seat.name), state], className="taken")


def _waiter(number: int, one: Waiter, w: Words) -> dict[str, Any]:
    why = w(f"session_page.skip_{one.reason}", least=one.least) if one.reason else w("session_page.skip_none")
    when = formats.moment(one.received_at, w.lang)
    return {"place": number, "institution": one.name, "missing": one.missing, "received": when, "why": why}


def _offer(one: Offer, w: Words) -> list[Component]:
    buttons = [_task("leave", one.booking, w("session_page.leave"), one, w)]
    if one.match is None:
        return [html.Span(w("session_page.no_match")), html.Span(" "), *buttons]
    facts = {"code": one.match.code, "day": formats.day(one.match.on, w.lang), "people": one.match.people}
    return [_task("take", one.booking, w("session_page.take", **facts), one, w), html.Span(" "), *buttons]


def _answer(one: Asked, w: Words) -> list[Component]:
    if one.answer:
        return [html.Span(w(f"session_page.{one.answer}"))]
    deeds = ("accept", "decline")
    found = [_task(deed, one.booking, w(f"session_page.{deed}"), one, w) for deed in deeds]
    return [found[0], html.Span(" "), found[1]]


def _task(deed: str, booking: int, label: str, one: Offer | Asked | Waiter, w: Words) -> Component:
    named = extra({"aria-label": f"{label}: {one.name}"})
    return html.Button(
        label, id=ids.session_task(deed, booking), type="button", n_clicks=0, className="ksm-button", **named
    )


def _cells(*values: object) -> list[Component]:
    return [html.Td(str(value), className="number" if isinstance(value, int) else "") for value in values]


def _listed(name: str, heads: Sequence[str], rows: Sequence[Component], w: Words) -> list[Component]:
    """A table with buttons in it, so it is no plain piece of HTML."""
    titles = [html.Th(w(f"session_page.{head}"), scope="col") for head in heads]
    table = html.Table([html.Thead(html.Tr(titles)), html.Tbody(list(rows))], className="ksm-table")
    label = extra({"aria-label": w(f"session_page.{name}")})
    scroll = html.Div(table, className="ksm-scroll", tabIndex="0", role="region", **label)
    return [html.H2(w(f"session_page.{name}")), html.P(w(f"session_page.{name}_what")), scroll]


def _about(row: Mapping[Any, Any], w: Words) -> str:
    """The application's code, the days of a move, the number of a cancellation."""
    facts = json.loads(row["facts"])
    if row["entity"] == "booking":
        return str(row["code"])
    if row["action"] == "session.move" and "day" in facts.get("after", {}):
        days = (datetime.fromisoformat(facts[when]["day"]).date() for when in ("before", "after"))
        return " → ".join(formats.day(day, w.lang) for day in days)
    return str(facts.get("refusal", ""))
