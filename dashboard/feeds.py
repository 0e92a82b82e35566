"""Addresses of calendars: a session's file for who is signed in, a trainer's or room's for who has its token."""

from flask import Flask, Response, abort
from flask_limiter import Limiter

from dashboard import access, calendars, document
from dashboard.texts import words
from data_layer import session_calendars
from data_layer.store import Store

TRIES = "30 per minute"  # a calendar program asks some times an hour; a guesser has nothing to gain


def register(site: Flask, store: Store, limiter: Limiter) -> None:
    """The two addresses; an unknown token is told from a known one by nothing but its 404."""

    @site.get("/seanslar/<int:number>.ics", endpoint="session_calendar")
    def session_calendar(number: int) -> Response:
        access.require("read")
        found = session_calendars.entries(store, "session", number)
        return _file(found, found[0].code) if found else abort(404)

    @site.get("/takvim/<token>.ics", endpoint="calendar_feed")
    @limiter.limit(TRIES)
    def calendar_feed(token: str) -> Response:
        owner = session_calendars.owner_of(store, token)
        if owner is None:
            abort(404)
        return _file(session_calendars.entries(store, *owner), words("tr")("calendars.name"))


def _file(entries: list[session_calendars.Entry], name: str) -> Response:
    """The file names no trainer: an address that is passed on gives nobody away."""
    body = calendars.calendar(name, entries, access.now(), words(document.language()))
    return Response(body, content_type=calendars.TYPE)
