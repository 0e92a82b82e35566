"""One institution: its header, and what is said when there is none."""

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from callbacks import institution_cards, institution_counts
from callbacks.institution_cards import alone, which
from dashboard import access, accounts, announcement, booking_receipt, formats, parts
from dashboard.access import allow
from dashboard.cards import Draw, Screen
from dashboard.ids import Frame, Institution
from dashboard.screen import screen
from data_layer import booking_offers, hours, institution_edit, institutions, merging
from data_layer.importing.moment import recorded_at
from data_layer.institutions import Profile
from data_layer.rules.tiers import Tier
from data_layer.store import Store

CARDS: dict[str, Draw] = institution_cards.CARDS | institution_counts.CARDS


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        "read",
        Output(Institution.HEADER, "children"),
        Output(Institution.BODY, "hidden"),
        Input(Frame.URL, "search"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
    )
    def show(search: str, _version: str, path: str) -> tuple[Component, bool]:
        seen = screen(store, search, path)
        found = store.remember(institutions.profile, seen.programme.id, which(seen.path), names=seen.names)
        if found is None:
            return unknown(seen), True
        return header(store, found, seen), found.merged_into is not None


def unknown(seen: Screen) -> Component:
    """No institution with this id."""
    w = seen.words
    missing = parts.empty_state(w("institution.unknown"), "/kurumlar", w("institution.back"))
    return html.Div([html.H1(w("institution.page"), className="visually-hidden"), missing])


def header(store: Store, found: Profile, seen: Screen) -> Component:
    """Name, tier, facts, the account in one line, what fits, the quota."""
    w = seen.words
    if found.merged_into is not None:
        return _merged(store, found, seen)
    tier = next((tier for tier in seen.programme.tiers if tier.code == found.tier_code), None)
    badge = accounts.tier_names(seen)[tier.code] if tier else w("institution.tier_none")
    name = html.H1([found.name, " ", html.Span(badge, className="ksm-badge")])
    facts = [html.Div([html.Dt(label), html.Dd(value)]) for label, value in _facts(found, seen)]
    account = _account(store, found, seen) if tier else [html.P(w("institution.no_right"))]
    return html.Section(
        [
            html.Div(
                [parts.link_button(w("institution.back"), "/kurumlar"), *_ways(store, found, seen)],
                className="ksm-acts",
            ),
            name,
            *_state(found, seen),
            *_former(store, found, seen),
            *_members(store, found, seen),
            html.Dl(facts, className="ksm-facts"),
            *_note(store, found, seen),
            html.Div([html.Div(account), html.Div(_quota(tier, seen))], className="ksm-columns-2"),
        ],
        className="ksm-card ksm-institution",
    )


def _ways(store: Store, found: Profile, seen: Screen) -> list[Component]:
    """The report on the account, the training plan, and what this person may do to the record."""
    report = parts.link_button(seen.words("institution.report"), f"/raporlar?kurum={found.id}")
    plan = parts.link_button(seen.words("plans.go"), f"/planlar/{found.id}")
    person = access.signed_in()
    if person is None or not person.may(institution_edit.PERMISSION):
        return [report, plan]
    ways = {"institution_edit.edit": "duzenle", "counting.go": "sayim"}
    sends = parts.link_button(seen.words("media.go"), f"/yayin-cd/kayit?kime={found.id}")
    links = [parts.link_button(seen.words(text), f"/kurumlar/{found.id}/{path}") for text, path in ways.items()]
    told = announcement.text(booking_offers.offer(store, seen.programme, found.id, None, recorded_at(seen.today)))
    tells = [booking_receipt.copy(seen.words("announcement.copy"), told, seen.words)] if told else []
    return [report, plan, *links, sends, *tells]


def _former(store: Store, found: Profile, seen: Screen) -> list[Component]:
    names = store.remember(institution_edit.former_names, found.id)
    return [html.P(seen.words("institution_edit.former", names=", ".join(names)))] if names else []


def _note(store: Store, found: Profile, seen: Screen) -> list[Component]:
    """The note may name people: for those who may read names."""
    note = store.remember(institution_edit.facts, found.id)["note"] if seen.names else ""
    if not note:
        return []
    return [html.Div([html.Strong(seen.words("institution_edit.note")), html.P(note)], className="ksm-note")]


def _facts(found: Profile, seen: Screen) -> list[tuple[str, str]]:
    w = seen.words
    contact = " · ".join(text for text in (found.contact, found.phone, found.email) if text)
    values = {
        "users": formats.number(found.active_users, w.lang),
        "detsis": found.detsis_no,
        "kep": found.kep_address,
        "representative": found.representative,
        "contact": contact,
    }
    return [(w(f"institution.{key}"), value or formats.NONE) for key, value in values.items()]


def _state(found: Profile, seen: Screen) -> list[Component]:
    if found.closed_on is None:
        return []
    return [html.P(seen.words("institution.closed", day=formats.day(found.closed_on, seen.words.lang)))]


def _merged(store: Store, found: Profile, seen: Screen) -> Component:
    """A record that is counted with another one: where it went, and nothing else."""
    into, w = store.remember(merging.merged, found.id), seen.words
    links = [parts.link_button(w("institution.back"), "/kurumlar")]
    person = access.signed_in()
    if person is not None and person.may(merging.PERMISSION):
        links.append(parts.link_button(w("institution_edit.edit"), f"/kurumlar/{found.id}/duzenle"))
    if into is not None:
        links.append(parts.link_button(into.name, f"/kurumlar/{into.id}"))
    told = w("institution.merged", institution=into.name, day=formats.day(into.on, w.lang)) if into else ""
    return html.Section(
        [html.Div(links, className="ksm-acts"), html.H1(found.name), html.P(told)],
        className="ksm-card ksm-institution",
    )


def _members(store: Store, found: Profile, seen: Screen) -> list[Component]:
    """Records that are counted with this one, under their own names."""
    w = seen.words
    told = [
        html.Span([dcc.Link(one.name, href=f"/kurumlar/{one.id}"), f" ({formats.day(one.on, w.lang)}) "])
        for one in store.remember(merging.members, found.id)
    ]
    return [html.P([w("institution.members"), " ", *told])] if told else []


def _account(store: Store, found: Profile, seen: Screen) -> list[Component]:
    w = seen.words
    sums = hours.totals(store, alone(seen))
    texts = {name: formats.hours_number(sums[f"{name}_minutes"], w.lang) for name in accounts.AMOUNTS}
    free = sums["free_minutes"]
    courses = store.remember(institutions.fitting_courses, free)
    left = formats.hours(free, w.lang)
    line = html.P(html.Strong(w("institution.account", **texts)), className="ksm-account")
    if courses.empty:
        return [line, html.P(w("institution.fits_none", free=left))]
    names = [html.Li(name) for name in _courses(courses, found, seen)]
    return [line, html.P(w("institution.fits", free=left, n=len(names))), html.Ul(names)]


def _courses(courses: pd.DataFrame, found: Profile, seen: Screen) -> list[str]:
    """Titles with their hours; a technical course of the Standard tier needs demand (L13)."""
    w = seen.words
    rare = (courses["audience"] == "technical") & (found.tier_code == "S")
    keys = ["institution.fits_technical" if is_rare else "institution.fits_course" for is_rare in rare]
    titles, minutes = courses[f"title_{w.lang}"], courses["minutes"]
    return [
        w(key, course=title, hours=formats.hours(length, w.lang))
        for key, title, length in zip(keys, titles, minutes, strict=True)
    ]


def _quota(tier: Tier | None, seen: Screen) -> list[Component]:
    """Why so many people: the rule in plain words, then the letter's sentence."""
    w = seen.words
    if tier is None:
        return []
    kind = tier.delivery
    facts = {"quota": tier.seats_per_institution, "size": tier.class_size, "notice": tier.notice_days}
    rule = html.P(w(f"institution.quota_{kind}", **facts))
    return [rule, html.Blockquote(w(f"institution.quota_sentence_{kind}"), lang="tr", className="ksm-letter")]
