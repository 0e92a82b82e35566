"""The person's screen, read from the request: address, language, theme, day."""

from datetime import date

from flask import current_app, request

from dashboard import access, document, urls
from dashboard.cards import Screen
from dashboard.texts import words
from dashboard.theme import TOKENS
from dashboard.urls import Address
from data_layer import clock, programme
from data_layer.store import Store


def today(store: Store) -> date:
    """The day of this installation."""
    return clock.today(current_app.config["SETTINGS"].bugun, store.remember(programme.load).demo_day)


def address(store: Store, search: str | None) -> Address:
    """What the query string asks for."""
    return urls.parse(search, store.remember(programme.load), today(store))


def screen(store: Store, search: str | None, path: str | None, theme: str | None = None) -> Screen:
    """All that a draw function may know. `theme` wins over the cookie (print)."""
    current = store.remember(programme.load)
    asked = address(store, search)
    tokens = TOKENS.get(theme or request.cookies.get("tema", "light"), TOKENS["light"])
    person = access.signed_in()
    names = person is not None and person.may("names.read")
    return Screen(
        asked.filters, words(document.language()), tokens, today(store), path or "/", asked.query, current, names
    )
