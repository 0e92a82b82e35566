"""The statement of an institution's hours in a real browser: it adds up on the screen and leaves as a file."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard import formats
from data_layer.store import Store
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

CARD = "[data-card=institution-statement]"
_SHORT = """
select host_institution_id
from session_now
where delivery = 'onsite' and state = 'finalised' and charged_minutes < minutes
order by session_date limit 1
"""
_ANY = "select host_institution_id from session_now where delivery = 'onsite' and state = 'finalised' limit 1"


def number(text: str) -> float:
    return 0.0 if text in ("", formats.NONE) else float(text.replace(".", "").replace(",", "."))


def test_the_statement_adds_up_and_leaves_as_a_file(visit: Visitor, demo_store: Store, tmp_path: Path) -> None:
    ((institution,),) = demo_store.rows(_SHORT) or demo_store.rows(_ANY)
    page = visit(role="viewer").open(f"/kurumlar/{institution}")
    rows = page.locator(f"{CARD} tbody tr")
    lines = [rows.nth(at).locator("td").all_inner_texts() for at in range(rows.count())]
    left = 0.0
    for _day, _entry, came, went, balance in lines:
        left += number(came) - number(went)
        assert number(balance) == left
    assert any(entry.startswith("Rezerve çözüldü") for _, entry, *_ in lines)
    expect(page.locator(f"{CARD} .ksm-subtitle")).to_contain_text(page.locator(".ksm-account").inner_text())
    page.locator(f"{CARD} .ksm-menu summary").click()
    with page.expect_download() as got:
        page.locator(f"{CARD} .ksm-menu").get_by_role("button", name="Veri: CSV (Excel)").click()
    got.value.save_as(tmp_path / "statement.csv")
    with (tmp_path / "statement.csv").open(encoding="utf-8-sig", newline="") as file:
        _head, *written = csv.reader(file, delimiter=";")
    assert [number(row[-1]) for row in written] == [number(line[-1]) for line in lines]
