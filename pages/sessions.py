"""Sessions: `/seanslar`."""

from dash import html
from dash.development.base_component import Component

from dashboard import access, parts
from dashboard.attributes import extra
from dashboard.cards import table_card
from dashboard.ids import Sessions
from dashboard.texts import Words, words

PATH = "/seanslar"
TITLE = "sessions.page"
GROUP = "work"
ICON = "calendar3"
FILTERED = True
PERMISSION = "read"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    person = access.signed_in()
    links = [parts.link_button(w("sessions.trainers"), "/seanslar/egitmenler")]
    if person is None or person.may("session.draft"):
        links.insert(0, parts.link_button(w("sessions.new"), "/seanslar/yeni"))
    head = parts.page_header(w(TITLE), w("sessions.question"), [html.Div(links, className="ksm-deeds")])
    said = extra({"aria-label": w("sessions.calendar")})
    calendar = html.Section(id=Sessions.CALENDAR, className="ksm-card ksm-calendar", **said)
    cards = parts.grid([table_card("sessions-list", w), table_card("sessions-months", w)])
    return html.Div([head, calendar, cards])
