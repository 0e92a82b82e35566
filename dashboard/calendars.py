"""Sessions as iCalendar: a file for one session, a calendar that others subscribe to. Times go out in UTC."""

from collections.abc import Sequence
from datetime import UTC, datetime

import icalendar

from dashboard.texts import Words
from data_layer.clock import ISTANBUL
from data_layer.session_calendars import Entry

TYPE = "text/calendar; charset=utf-8"
_HOST = "egitim"  # the part of a UID that says who made it; no address of a machine


def calendar(name: str, entries: Sequence[Entry], now: datetime, w: Words) -> bytes:
    """A VCALENDAR with one VEVENT a block. `now` (UTC) is when it was made; nobody's name stands in it."""
    whole = icalendar.Calendar()
    whole.add("prodid", "-//Kamu SM//Egitim//TR")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", name)
    whole.add("x-wr-timezone", "Europe/Istanbul")
    for entry in entries:
        whole.add_component(_event(entry, now, w))
    return bytes(whole.to_ical())


def _event(entry: Entry, now: datetime, w: Words) -> icalendar.Event:
    event = icalendar.Event()
    title = entry.title_tr if w.lang == "tr" else entry.title_en
    part = f" ({entry.block}/{entry.blocks})" if entry.blocks > 1 else ""
    event.add("uid", f"{entry.code}-{entry.block}@{_HOST}")
    event.add("dtstamp", now.replace(tzinfo=UTC))
    event.add("dtstart", _utc(entry.begins))
    event.add("dtend", _utc(entry.ends))
    event.add("summary", f"{entry.code} {title}{part}")
    event.add("location", entry.place or entry.host)
    event.add("description", w("calendars.seats", seats=entry.seats))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("sequence", entry.version)
    return event


def _utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=ISTANBUL).astimezone(UTC)
