"""Booking: `/rezervasyon`. The form stands in the frame (dashboard/desk.py); here are its head and the lists below."""

from dash import html
from dash.development.base_component import Component

from dashboard import parts
from dashboard.ids import Booking
from dashboard.texts import Words, words

PATH = "/rezervasyon"
TITLE = "bookings.page"
GROUP = "work"
ICON = "calendar-plus"
FILTERED = False
PERMISSION = "booking.write"

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    lists = [
        _list(w("bookings.today"), Booking.TODAY),
        _list(w("bookings.given"), Booking.GIVEN),
        _list(w("bookings.queue"), Booking.QUEUE),
    ]
    head = parts.page_header(w(TITLE), w("bookings.question"))
    return html.Div([head, html.Div(lists, className="ksm-desk-lists")], className="ksm-booking-page")


def _list(title: str, part: str) -> Component:
    return html.Section([html.H2(title, className="ksm-title"), html.Div(id=part)], className="ksm-card")
