"""Certificates as tables: sessions with what is due, the people of one session; and the files as one ZIP."""

import csv
import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats, parts
from dashboard.attributes import extra
from dashboard.booking_receipt import copy
from dashboard.ids import Certificates as Ids
from dashboard.plain import Field, Plain, press
from dashboard.reports import certificate
from dashboard.seals.chosen import State
from dashboard.sentences import sentence
from dashboard.texts import Words
from data_layer.attendance_facts import Session
from data_layer.certificate_facts import STATES, Holder, Paper, Standing
from data_layer.certificate_files import Seal
from data_layer.certificate_jobs import Progress
from data_layer.clock import wall
from data_layer.errors import RuleError
from data_layer.rules.masks import shown

MOST_FILES = 300  # a ZIP
_MAY_LEAVE = ("signed", "delivered")


def queue(found: Sequence[Standing], w: Words) -> str:
    """`Hazır 41 · Eksik bilgi 3 · İmza bekliyor 120 · …`"""
    sums = {state: sum(one.counts[state] for one in found) for state in STATES}
    return w("certificates.queue", **{state: formats.number(count, w.lang) for state, count in sums.items()})


def progress(found: Progress, is_sealing: bool, w: Words) -> str:
    """`84/120 belge üretildi, 1 hata`, or `imzalandı` where all that is done is sealed; nothing before a batch."""
    if not found.asked:
        return ""
    kind = "certificate_seal" if found.sealed == found.done and (found.done or is_sealing) else "certificates"
    key = ("running" if found.is_running else "finished") + ("_failed" if found.failed else "")
    return w(f"{kind}.{key}", done=found.done, asked=found.asked, failed=found.failed)


def seal_line(found: State, w: Words) -> str:
    """`PKCS#12 dosyası, geçerlilik 01.03.2013`: which seal there is, and why it cannot be used."""
    if found.kind == "token":
        return w("certificate_seal.token_away" if found.fault else "certificate_seal.token")
    if found.fault:
        return w("certificate_seal.file_fault", reason=sentence(found.fault, w))
    until = formats.day(wall(found.until).date(), w.lang) if found.until else formats.NONE
    return w(f"certificate_seal.{found.kind}", until=until)


def sessions(found: Sequence[Standing], opened: int | None, can_issue: bool, w: Words) -> Component:
    """One row a final session; its code opens its people."""
    if not found:
        return parts.empty_state(w("certificates.empty"), "/yoklama", w("certificates.enter"))
    names = ("session", "date", "place", "course")
    heads = [html.Th(w(f"certificates.{name}"), scope="col") for name in names]
    heads += [html.Th(w(f"certificates.states.{state}"), scope="col", className="number") for state in STATES]
    rows = [_session(one, one.session == opened, can_issue, w) for one in found]
    pick = [html.Th(_pick("all", w("certificates.all")), scope="col")] if can_issue else []
    return _table([*pick, *heads], rows, w("certificates.sessions"), Ids.PICKED)


def people(
    session: Session,
    found: Sequence[Holder],
    seals: Mapping[int, Seal],
    names: bool,
    can_issue: bool,
    send: Callable[[int, str], list[Component]],
    w: Words,
) -> Component:
    """Who was there, with the certificate, its seal, and what is missing for one.

    `send` gives the button that sends an institution its text.
    """
    title = html.H2(w("certificates.people", code=session.code), className="ksm-title")
    heads = [html.Th(w(f"certificates.{name}"), scope="col") for name in ("person", "institution", "number", "state")]
    rows = [_holder(one, seals, names, can_issue, w) for one in found]
    pick = [html.Th(_pick("all", w("certificates.all_people")), scope="col")] if can_issue else []
    table = _table([*pick, *heads], rows, w("certificates.people", code=session.code), Ids.CHOSEN)
    texts = _texts(session, found, send, w) if can_issue else []
    return html.Div([title, *texts, table])


def ready_texts(session: Session, found: Sequence[Holder], w: Words) -> dict[int, str]:
    """For each institution with papers that may leave the office, a text for its e-mail."""
    ready = Counter((one.line.institution, one.line.institution_name) for one in found if one.state in _MAY_LEAVE)
    course = session.title_tr if w.lang == "tr" else session.title_en
    facts = {"course": course, "day": formats.day(session.day, w.lang), "code": session.code}
    return {of: w("certificates.ready_text", n=n, name=name, **facts) for (of, name), n in ready.items()}


def _texts(
    session: Session, found: Sequence[Holder], send: Callable[[int, str], list[Component]], w: Words
) -> list[Component]:
    names = {one.line.institution: one.line.institution_name for one in found}
    buttons = [
        button
        for of, text in ready_texts(session, found, w).items()
        for button in (copy(w("certificates.copy_ready", institution=names[of]), text, w), *send(of, names[of]))
    ]
    return [Plain(html.Div(buttons, className="ksm-acts"))] if buttons else []


def bundle(found: Sequence[Paper], kept: Callable[[Paper], bytes | None], base: str, w: Words) -> bytes:
    """A ZIP of the files with a list of number, file, SHA-256 and bytes: the sealed file that is `kept`, else a draft.

    RuleError for a certificate whose record no longer gives the bytes that were issued.
    """
    out = io.BytesIO()
    lines: list[tuple[object, ...]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for paper in found:
            data = kept(paper) or certificate.pdf(paper, base)
            digest, name = hashlib.sha256(data).hexdigest(), file_name(paper)
            if paper.sha256 not in (None, digest):
                raise RuleError("certificate.changed", number=paper.number)
            whole.writestr(name, data)
            lines.append((paper.number, name, digest, len(data)))
        whole.writestr(w("certificates.manifest"), listed(lines))
    return out.getvalue()


def file_name(paper: Paper) -> str:
    """`KSM-EGT-2012-000123-1.pdf`: number and version."""
    return f"{paper.number}-{paper.version}.pdf"


def listed(lines: Sequence[tuple[object, ...]]) -> bytes:
    """A list of number, file, SHA-256 and bytes as Turkish Excel opens it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([("number", "file", "sha256", "bytes"), *lines])
    return out.getvalue().encode("utf-8-sig")


def _session(one: Standing, is_open: bool, can_issue: bool, w: Words) -> Component:
    state = {"aria-pressed": "true" if is_open else "false"}
    code = html.Button(
        one.code, type="button", className="ksm-link", **extra({**press(Ids.OPENED, one.session), **state})
    )
    place = one.city if one.delivery == "central" else one.host
    note = [html.Div(w("certificates.withdrawn", n=one.withdrawn), className="ksm-hint")] if one.withdrawn else []
    cells: list[Component] = [html.Td(_pick(one.session, w("certificates.pick", code=one.code)))] if can_issue else []
    cells += [
        html.Td([code, *note]),
        html.Td(formats.day(one.day, w.lang), className="date"),
        html.Td(place or formats.NONE),
        html.Td(one.title_tr if w.lang == "tr" else one.title_en),
        *(html.Td(formats.number(one.counts[state], w.lang), className="number") for state in STATES),
    ]
    return html.Tr(cells)


def _holder(one: Holder, seals: Mapping[int, Seal], names: bool, can_issue: bool, w: Words) -> Component:
    held, name = one.certificate, shown(one.line.name or "", names) or formats.NONE
    number = formats.NONE
    if held is not None:
        number = (
            held.number if held.version == 1 else w("certificates.version", number=held.number, version=held.version)
        )
    box: list[Any] = [_pick(held.id, w("certificates.pick_person", name=name, number=number))] if held else []
    cells: list[Component] = [html.Td(box)] if can_issue else []
    cells += [
        html.Td(name),
        html.Td(one.line.institution_name),
        html.Td(number),
        html.Td(_state(one, seals.get(held.id) if held else None, w)),
    ]
    return html.Tr(cells)


def _state(one: Holder, seal: Seal | None, w: Words) -> list[Any]:
    told: list[Any] = [w(f"certificates.states.{one.state}")]
    if seal is not None:
        told.append(f" · {w(f'certificate_seal.{seal.way}', signer=seal.signer)}")
    if one.missing:
        told.append(f" · {w('certificates.missing', blocks=', '.join(map(str, one.missing)))}")
    if one.lacking and one.state in ("due", "ready", "incomplete"):
        told.append(f" · {w(f'certificates.lacking_{one.lacking[0]}')}")
    if one.state == "revoked" and one.certificate is not None and one.certificate.reason:
        told.append(f" · {one.certificate.reason}")
    return told


def _pick(value: object, label: str) -> Any:
    return Field({"type": "checkbox", "data-pick": str(value), "aria-label": label})


def _table(heads: Sequence[Any], rows: Sequence[Component], caption: str, kept: str) -> Plain:
    """`kept` is the store that hears which rows are ticked."""
    whole = [
        html.Caption(caption, className="visually-hidden"),
        html.Thead(html.Tr(list(heads))),
        html.Tbody(list(rows)),
    ]
    table = html.Table(whole, className="ksm-table", **extra({"data-picks": kept}))
    label = extra({"aria-label": caption})
    return Plain(html.Div(table, className="ksm-scroll", tabIndex="0", role="region", **label))
