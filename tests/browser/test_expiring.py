"""The rights that are left are ended once the programme is over, and given back, in a real browser."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import expect

from data_layer import check, expiring
from data_layer.store import Store
from tests.browser.conftest import Visitor, barriers, fits, serving, settled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    """The demo year on a day after its end."""
    with office.write() as tx:
        tx.rows("update programme set demo_day = $day", day=date(2013, 1, 4))
    with serving(office) as address:
        yield address


def test_what_is_left_ends_and_comes_back(visit: Visitor, office: Store) -> None:
    before = expiring.outlook(office)
    page = visit(role="admin").open("/yonetim?sekme=plan")
    expect(page.locator("#admin-end")).to_contain_text(f"Kalan hak: {before.institutions} kurumda")
    page.locator("#admin-end-expire").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#admin-ended")).to_contain_text("sona erdi")
    assert expiring.outlook(office).minutes == 0
    assert [one for one in check.prove(office) if not one.ok] == []
    expect(page.locator("#admin-end")).to_contain_text("Sona erdirildi")
    expect(page.locator("#admin-end-expire")).to_be_hidden()
    assert barriers(settled(page)) == []
    assert fits(page)
    page.locator("#admin-end-restore").click()
    expect(page.locator("#admin-ended")).to_contain_text("geri geldi")
    assert expiring.outlook(office).minutes == before.minutes
