"""The sheet as one component: what the browser is given to draw, and the words that it says by itself.

A component a cell would make each key slow (decision 0009); the scripts 90-sheet… draw the rows and send what changed.
"""

from dataclasses import asdict
from typing import Any

from dash.development.base_component import Component

from dashboard import formats
from dashboard.texts import Words, catalogue
from data_layer import geography
from data_layer.attendance import Clash
from data_layer.attendance_facts import Effect, Session, Sheet
from data_layer.users import User

_SAID = "sheet.said."


class SheetTable(Component):
    """Drawn by assets/90-sheet.js. `sheet` comes from the server, `send` goes to it, `answer` says what became of it;
    `heard` is the number of the last message that reached the server, refused or not."""

    _children_props: list[str] = []
    _base_nodes: list[str] = []
    _namespace = "ksm"
    _type = "Sheet"
    _prop_names = ["id", "words", "sheet", "send", "answer", "heard"]
    _valid_wildcard_attributes: list[str] = []
    available_properties = ["id", "words", "sheet", "send", "answer", "heard"]
    available_wildcard_properties: list[str] = []

    def __init__(self, id: str, words: dict[str, str]) -> None:
        super().__init__(id=id, words=words)


def said(w: Words) -> dict[str, str]:
    """The sentences of the scripts with their slots open."""
    return {key.removeprefix(_SAID): text for key, text in catalogue(w.lang).items() if key.startswith(_SAID)}


def shown(found: Sheet, version: int, by: User, w: Words) -> dict[str, Any]:
    """A sheet as the scripts read it."""
    session = found.session
    places = {line.institution: line.institution_name for line in found.lines}
    if session.host is not None:
        places.setdefault(session.host, session.host_name or "")
    return {
        "version": version,
        "code": session.code,
        "title": session.title_tr if w.lang == "tr" else session.title_en,
        "facts": facts(session, w),
        "state": found.state,
        "paper": found.paper,
        "blocks": blocks(session, w),
        "institutions": [[number, name] for number, name in sorted(places.items(), key=lambda item: item[1])],
        "mayFinalise": by.may("attendance.finalise"),
        "rows": [
            {
                "no": line.number,
                "seat": line.seat,
                "who": line.participant,
                "name": line.name,
                "at": line.institution_name,
                "place": f"{line.place[0]}/{line.place[1]}" if line.place else "",
                "walkIn": line.walk_in,
                "note": line.note,
                "marks": list(line.marks),
            }
            for line in found.lines
        ],
    }


def facts(session: Session, w: Words) -> str:
    """`12 Eylül 2012 Çarşamba 09.30–13.30 · Ankara, Salon 1 · Eğitmen …`"""
    hours = f"{formats.clock(session.starts, w.lang)}–{formats.clock(session.ends, w.lang)}"
    parts = [f"{formats.day_long(session.day, w.lang)} {hours}", place(session)]
    if session.trainer:
        parts.append(w("sheet.trainer", name=session.trainer))
    return " · ".join(parts)


def place(session: Session) -> str:
    """The room of a site, or the host and its province."""
    if session.host is None:
        return ", ".join(part for part in (session.city, session.room) if part)
    return f"{session.host_name}, {geography.province_names()[session.province]}"


def blocks(session: Session, w: Words) -> list[str]:
    """Heads of the columns of marks."""
    count = len(session.lengths)
    if count == 1:
        return [w("sheet.whole")]
    if count == 2:
        return [w("sheet.morning"), w("sheet.afternoon")]
    return [w("sheet.block", n=number) for number in range(1, count + 1)]


def effect_text(done: Effect, w: Words) -> str:
    """`Hedefe +19 kişi (3 kişi daha önce sayıldı) · 7 kurum × 4 saat · 22 sertifika hazırlanacak`"""
    known = w("sheet.effect_known", n=formats.number(done.known_people, w.lang)) if done.known_people else ""
    people = w("sheet.effect_people", n=formats.number(done.new_people, w.lang))
    hours = w(
        "sheet.effect_hours", n=formats.number(done.institutions, w.lang), hours=formats.hours(done.minutes, w.lang)
    )
    papers = w("sheet.effect_certificates", n=formats.number(done.certificates, w.lang))
    unnamed = [w("sheet.effect_unnamed", n=formats.number(done.unnamed, w.lang))] if done.unnamed else []
    return " · ".join([f"{people} {known}".strip(), hours, papers, *unnamed])


def clash(found: Sheet, one: Clash) -> dict[str, Any]:
    """A cell in which two people wrote, with both values."""
    return {**asdict(one), "row": found.line(one.participant).number}
