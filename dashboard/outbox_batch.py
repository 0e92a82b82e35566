"""Letters in the background: those that are due are sent, the others wait for their next try."""

from collections.abc import Callable
from datetime import datetime

import structlog
from flask import Flask, current_app, has_app_context

from dashboard import mail
from dashboard.background import Background
from dashboard.settings import Settings
from data_layer import outbox, programme
from data_layer.clock import today, utc_now
from data_layer.errors import StoreError
from data_layer.importing.moment import recorded_at
from data_layer.outbox import Letter, Outcome
from data_layer.store import Store
from data_layer.users import SYSTEM

_AT_MOST = 60.0  # seconds until the store is asked again: another process may have let something be sent
_log = structlog.get_logger()


class Post(Background):
    """At rest for good where no mail server is set up."""

    name = "outbox"

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__()
        self._store, self._settings, self._clock = store, settings, clock
        self.is_on = mail.is_on(settings)

    def resume(self) -> None:
        """Go on with what an earlier process left."""
        if self.is_on and outbox.next_due(self._store) is not None:
            self.wake()

    def _work(self) -> None:
        while (pause := self._step()) is not None:
            self._rest(pause)

    def _step(self) -> float | None:
        """Send what is due; seconds until the next look, None when nothing waits."""
        try:
            for number in outbox.abandoned(self._store, self._clock()):
                self._settle(number, Outcome("failed", "unknown"))
            while (letter := outbox.claim(self._store, self._clock())) is not None:
                self._settle(letter.id, self._sent(letter))
                self._go_on()
            due = outbox.next_due(self._store)
        except StoreError as error:
            _log.error("outbox.waits", reason=str(error))
            return _AT_MOST
        return None if due is None else min(max((due - self._clock()).total_seconds(), 0.0), _AT_MOST)

    def _sent(self, letter: Letter) -> Outcome:
        """Nobody knows what became of one on which something unexpected happened: the others need not wait for it."""
        try:
            outcome = Outcome("failed", letter.fault) if letter.fault else mail.send(self._settings, letter)
        except Exception:
            _log.exception("mail.failed", letter=letter.id)
            outcome = Outcome("failed", "unknown")
        _log.info("mail", letter=letter.id, state=outcome.state, reason=outcome.reason, code=outcome.code)
        return outcome

    def _settle(self, number: int, outcome: Outcome) -> None:
        outbox.settle(self._store, number, outcome, SYSTEM, self._now(), self._clock())

    def _now(self) -> datetime:
        """The office's moment; on a frozen day its morning."""
        return recorded_at(today(self._settings.bugun, self._store.remember(programme.load).demo_day))


def of(site: Flask) -> Post:
    """That of a site."""
    found: Post = site.extensions[Post.name]
    return found


def is_on() -> bool:
    """Whether letters can be sent by whoever asks; never outside of a site."""
    return has_app_context() and of(current_app).is_on


def install(site: Flask, store: Store, settings: Settings) -> None:
    """At rest until it is woken. SettingsError when the mail server is set up by half."""
    site.extensions[Post.name] = Post(store, settings)
