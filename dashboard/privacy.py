"""Commands about people: the retention job, and erasing again after a return to an older copy."""

import argparse
from datetime import datetime

import structlog

from dashboard import formats, stores
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import clock, erasing, keeping, programme
from data_layer.clock import utc_now
from data_layer.errors import ProgrammeError
from data_layer.store import Store
from data_layer.users import SYSTEM

_log = structlog.get_logger()


def retention(settings: Settings, given: argparse.Namespace) -> int:
    """List whose time is over; without --dry-run erase them."""
    w = words("tr")
    with stores.existing(settings) as store:
        today = clock.today(settings.bugun, programme.load(store).demo_day)
        for period in keeping.periods(store):
            until = formats.day(period.until, "tr")
            print(w("privacy.period", code=period.code, months=period.months, until=until))
        counts = keeping.listed(keys := keeping.due(store, today, SYSTEM))
        print(w("privacy.due", **counts))
        if given.dry_run:
            for kind, number in keys:
                print(w("privacy.key", kind=w(f"privacy.kind_{kind}"), number=number))
            return 0
        print(w("privacy.erased", count=keeping.run(store, today, SYSTEM, utc_now())))
    return 0


def at_night(store: Store, now: datetime) -> None:
    """The retention job of a night. Whatever happens to it, the copy of the night is made already."""
    try:
        today = programme.load(store).demo_day or now.date()
        waiting, erased = keeping.nightly(store, today, SYSTEM, now)
    except ProgrammeError as error:
        _log.error("retention.failed", reason=str(error))
    else:
        if waiting:
            _log.info("retention.done", due=waiting, erased=erased)


def after_restore(store: Store) -> int:
    """Rows of people who were erased since the copy was made, erased again."""
    return erasing.erase_again(store, SYSTEM, utc_now())
