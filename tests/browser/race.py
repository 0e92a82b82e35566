"""Two people at two screens press Save for the last seats at the same moment; a judge says whether it ended rightly."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from data_layer.store import Store

SESSION = "GBZ-2012-010"
SEATS = 2
_ONLY = """
update session
set capacity = (select count(*) from seat where session_id = session.id) + $seats
where code = $code
"""
_AS_BEFORE = "update session set capacity = $capacity where code = $code"
_PRESS = "document.querySelector('#desk [data-desk=save]').click()"
_HELD = """
select b.state, (select count(*) from seat where seat.booking_id = b.id)
from booking as b
join institution as i on i.id = b.institution_id
where i.name = $name and b.state <> 'cancelled'
"""
_CLASS = "select capacity, (select count(*) from seat where session_id = s.id) from session as s where code = $code"


@dataclass(frozen=True, slots=True)
class Rival:
    """Somebody at a screen, who books for an institution found by a few letters."""

    page: Page
    typed: str
    institution: str


@contextmanager
def seats_left(store: Store, seats: int, code: str = SESSION) -> Iterator[None]:
    """The class gets as many seats as are taken, and these; afterwards it has its own again."""
    ((capacity,),) = store.rows("select capacity from session where code = $code", code=code)
    with store.write() as tx:
        tx.rows(_ONLY, seats=seats, code=code)
    yield
    with store.write() as tx:
        tx.rows(_AS_BEFORE, capacity=capacity, code=code)


def held(store: Store, institution: str) -> list[tuple[str, int]]:
    """State and seats of the applications that are not cancelled."""
    return [(state, seats) for state, seats in store.rows(_HELD, name=institution)]


def run(store: Store, rivals: list[Rival]) -> list[str]:
    """One round; what went wrong in it. The class and the accounts are as before when it ends."""
    press(rivals)
    faults = judge(store, rivals)
    for rival in rivals:
        leave(rival)
    return faults


def press(rivals: list[Rival]) -> None:
    """Both fill the form, press Save at the same moment, and are answered."""
    for rival in rivals:
        _ask(rival)
    for rival in rivals:
        rival.page.evaluate(_PRESS)
    for rival in rivals:
        expect(rival.page.locator("#desk [data-answer]")).to_be_visible()


def judge(store: Store, rivals: list[Rival]) -> list[str]:
    """One winner with both seats, no seat too many, and a loser who reads why and still has the form."""
    outcome = {rival.institution: held(store, rival.institution) for rival in rivals}
    faults = [] if sorted(outcome.values()) == [[], [("confirmed", SEATS)]] else [f"no single winner: {outcome}"]
    ((capacity, taken),) = store.rows(_CLASS, code=SESSION)
    faults += [f"{taken} seats of {capacity}"] if taken > capacity else []
    for loser in (rival for rival in rivals if not outcome[rival.institution]):
        faults += [] if loser.page.locator("[data-code=CAKISMA]").count() else ["the loser is not told why"]
        kept: Any = [loser.page.locator(f"[name={name}]").input_value() for name in ("institution", "seats")]
        faults += [] if kept == [loser.institution, str(SEATS)] else [f"the loser's form holds {kept}"]
    return faults


def _ask(rival: Rival) -> None:
    rival.page.locator("[name=institution]").fill(rival.typed)
    for key in ("Enter", "Enter", str(SEATS)):
        rival.page.keyboard.press(key)
    expect(rival.page.locator("#desk-panel")).to_contain_text(f"{SEATS} kişi yazılır")


def leave(rival: Rival) -> None:
    """Whoever won gives the seats back; whoever lost empties the form."""
    won = rival.page.locator(".ksm-receipt [data-desk=undo]")
    if won.count():
        won.click()
        expect(rival.page.locator(".ksm-receipt")).to_contain_text("Geri alındı")
        rival.page.locator(".ksm-receipt [data-desk=again]").click()
    else:
        rival.page.locator("#desk [data-desk=give-up]").click()
    expect(rival.page.locator("#desk [data-answer]")).to_have_count(0)
