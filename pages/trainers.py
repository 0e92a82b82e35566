"""Trainers: their work plan, and the calendars of trainers and rooms: `/seanslar/egitmenler`."""

from dash import html
from dash.development.base_component import Component

from dashboard import access, ids, parts
from dashboard.attributes import extra
from dashboard.cards import table_card
from dashboard.ids import Trainers
from dashboard.texts import Words, words

PATH = "/seanslar/egitmenler"
TITLE = "trainers.page"
GROUP = ""
ICON = "calendar3"
FILTERED = False
PERMISSION = "read"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    person = access.signed_in()
    gives = person is None or person.may("session.announce")
    head = parts.page_header(w(TITLE), w("trainers.question"))
    cards = [table_card("trainers-plan", w), table_card("trainers-weeks", w)]
    back = parts.link_button(w("session_page.back"), "/seanslar")
    return html.Div([back, head, parts.grid(cards), *([_addresses(w)] if gives else [])])


def _addresses(w: Words) -> Component:
    hidden = html.Button(id=ids.calendar_address("room", 0), type="button", hidden=True)  # the rows bring their own
    said = html.Div(id=Trainers.SAID, className="ksm-said", **extra({"aria-live": "polite"}))
    whole = [html.H2(w("trainers.feeds")), html.P(w("trainers.feeds_what")), said, html.Div(id=Trainers.FEEDS), hidden]
    return html.Section(whole, className="ksm-card ksm-feeds")
