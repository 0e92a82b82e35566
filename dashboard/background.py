"""Work in the background: one thread of the process, as long as something waits in the store.

The store says what waits, so a new process goes on where a killed one was; two processes of a shared store may both
work, what one has kept the other leaves.
"""

import atexit
import threading
from abc import ABC, abstractmethod

import structlog

from data_layer.errors import ProgrammeError

_PATIENCE = 30.0  # seconds for what is at hand when the process ends
_log = structlog.get_logger()


class Ended(Exception):
    """The process ends; what waits is done by the next one."""


class Background(ABC):
    """`wake` it when something was asked for. What it does is `_work`, until nothing waits."""

    name = ""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stirred = threading.Event()
        self._more = self._ended = False

    def wake(self) -> None:
        """Work until nothing waits; at once when it is working already."""
        with self._lock:
            self._more = True
            self._stirred.set()
            if self._thread is None and not self._ended:
                self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                self._thread.start()
                atexit.register(self.end)

    def end(self) -> None:
        """After what is at hand."""
        self._ended = True
        self._stirred.set()
        self.join()

    def join(self) -> None:
        """Wait until it rests."""
        if (thread := self._thread) is not None:
            thread.join(_PATIENCE)

    @abstractmethod
    def _work(self) -> None: ...

    def _rest(self, seconds: float) -> None:
        """So long, or until it is woken, be it since it last looked. Ended when the process ends."""
        self._stirred.wait(seconds)
        self._stirred.clear()
        self._go_on()

    def _go_on(self) -> None:
        """Ended when the process ends."""
        if self._ended:
            raise Ended

    def _run(self) -> None:
        while self._goes_on():
            try:
                self._work()
            except Ended:
                _log.info(f"{self.name}.ended")
            except ProgrammeError as error:
                _log.error(f"{self.name}.stopped", reason=str(error))
            except Exception:
                _log.exception(f"{self.name}.stopped")

    def _goes_on(self) -> bool:
        with self._lock:
            goes_on, self._more = self._more and not self._ended, False
            if not goes_on:
                self._thread = None
                atexit.unregister(self.end)
            return goes_on
