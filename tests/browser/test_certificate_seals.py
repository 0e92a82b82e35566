"""Sealing in a real browser: a package goes out, comes back signed, the rest is sealed here, the check says by whom."""

import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from dashboard.seals import chosen, seal, trial
from dashboard.seals.seal import Seal
from dashboard.settings import Settings
from data_layer.store import Store
from tests.browser.conftest import LAPTOP, PHONE, Visitor, barriers, fits, serving, settled

pytestmark = pytest.mark.browser

LOOKS: list[tuple[str, str, ViewportSize]] = [("tr", "light", LAPTOP), ("en", "dark", PHONE)]
SESSION = "ANK-2012-009"  # 20 wait for a signature

_FIRST = "select token from certificate where id = (select min(certificate_id) from certificate_seal)"


@pytest.fixture(scope="module")
def site(office: Store) -> Iterator[str]:
    """With the trial seal of the demo."""
    file = trial.kept(chosen.trial_file(office.folder))
    with serving(office) as address:
        yield address
    file.unlink()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    """Somebody's seal that we do not have."""
    found = seal.opened(Settings(muhur=str(trial.kept(tmp_path_factory.mktemp("muhur") / "baska.p12"))))
    assert found
    return found


def test_a_package_comes_back_signed_and_the_rest_is_sealed_here(
    visit: Visitor, office: Store, elsewhere: Seal, tmp_path: Path
) -> None:
    seen = visit(role="supervisor")
    page = seen.open("/sertifikalar")
    expect(page.locator("#certificates-seal")).to_contain_text("DENEME MÜHRÜ - hukuki geçerliliği yoktur")
    page.get_by_label(f"{SESSION} seç").check()
    with page.expect_download() as taken:
        page.locator("#certificates-package").click()
    assert taken.value.suggested_filename == "imza-paketi-20.zip"
    back = tmp_path / "imzali.zip"
    with zipfile.ZipFile(taken.value.path()) as out, zipfile.ZipFile(back, "w") as signed:
        first, second, third = [name for name in out.namelist() if name.endswith(".pdf")][:3]
        for name in (first, second):
            with ThreadPoolExecutor(1) as pool:  # the browser holds the loop of this thread
                signed.writestr(name, pool.submit(elsewhere.seal, out.read(name)).result())
        signed.writestr(third, out.read(third))
    page.locator("#certificates-upload input").set_input_files(back)
    told = page.locator("#certificates-returned")
    expect(told).to_contain_text("Alınan: 2/3")
    expect(told.locator("li").last).to_contain_text("dosyada imza yok")
    settled(page)
    page.locator("#certificates-sign").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#certificates-said")).to_contain_text("18 belge mühürlenmek üzere")
    expect(page.locator("#certificates-progress")).to_have_text("18/18 imzalandı")
    page.locator(f"button:text('{SESSION}')").click()
    rows = page.locator("#certificates-people tbody tr")
    expect(rows.filter(has_text="mühür: DENEME MÜHRÜ")).to_have_count(18)
    expect(rows.filter(has_text="imza: DENEME MÜHRÜ")).to_have_count(2)
    assert barriers(page) == []

    ((token,),) = office.rows(_FIRST)
    for look in LOOKS:
        seen = visit(*look, role="supervisor")
        assert fits(seen.open("/sertifikalar"))
        seen.page.goto(f"{seen.site}/dogrula/{token}")
        expect(seen.page.locator(".ksm-fault")).to_have_count(2)
        assert barriers(seen.page) == []
        assert fits(seen.page)
