"""What a person meets of the guard: a clean policy, the end of a session, a refusal; by keyboard, without a barrier."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from data_layer import account_states, accounts, logins, programme
from data_layer.clock import utc_now
from data_layer.store import Store
from data_layer.users import SYSTEM
from pages import PAGES, admin
from tests.browser.conftest import LAPTOP, PHONE, Visit, Visitor, barriers, fits, serving, settled
from tests.stores import NewAddress, demo_year

pytestmark = pytest.mark.browser

TABS = tuple(tab.KEY for tab in admin.TABS)
LOOKS = [("tr", "light", LAPTOP), ("en", "dark", PHONE)]
PLAN = "/yonetim?sekme=plan"
MARCH = "Mart 2012: Kişi"
FORM = "[data-tab-body=plan] .ksm-settings"
SAVE = '[id*="form-save"][id*="plan"]'
SAID = '[id*="form-said"][id*="plan"]'
SECRET = "sarı leylek göl kıyısı"
OVER = ("401", '"error":"auth"')  # what Chromium and Dash say of such answers
REFUSED = ("403", '"error":"forbidden"')
HALF_A_MINUTE_LEFT = timedelta(minutes=29, seconds=30)


class Clock:
    """The time of the site; tests move it on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


def administrator(store: Store, name: str) -> int:
    """A new one, with a password."""
    number = accounts.add(store, name, "Örnek Yönetici", "admin", SYSTEM, utc_now())
    accounts.accept(store, accounts.invite(store, number, SYSTEM, utc_now()), SECRET, utc_now())
    return number


@pytest.fixture(scope="module")
def office(new_address: NewAddress) -> Iterator[Store]:
    """A demo year of this file's own: its tests write."""
    with demo_year(new_address()) as store:
        administrator(store, "yedek")  # the last one with a password may not be lowered
        yield store


@pytest.fixture(scope="module")
def site(office: Store, clock: Clock) -> Iterator[str]:
    with serving(office, clock) as address:
        yield address


def plan_form(seen: Visit) -> Page:
    """The monthly plan, filled and ready."""
    seen.page.goto(seen.site + PLAN)
    return filled(seen.page)


def filled(page: Page) -> Page:
    expect(page.get_by_label(MARCH)).not_to_have_value("")
    return settled(page)


def sign_out_everywhere(office: Store, role: str = "admin") -> None:
    (person,) = [one for one in accounts.listed(office) if one.is_demo and one.role == role]
    account_states.end_sessions(office, person.id, SYSTEM, utc_now())


def tab_to(page: Page, target: Locator) -> None:
    """With the Tab key alone."""
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {target}")


def test_every_page_keeps_to_the_policy_and_asks_no_other_host(visit: Visitor) -> None:
    """The visit itself holds it: a violation, a word on the console or another host fails it."""
    seen = visit()
    for page in PAGES:
        seen.open(page.PATH.replace("<kurum>", "5"))
    for path in ("/hesabim", "/davet/yok"):
        seen.page.goto(seen.site + path)
        expect(seen.page.locator("h1")).to_be_visible()
    seen.faced("404")


def test_a_script_in_the_page_is_refused_and_noticed(visit: Visitor) -> None:
    seen = visit(role=None)
    seen.page.goto(seen.site + "/giris")
    with seen.page.expect_console_message(lambda line: line.text.startswith("policy: script-src")):
        seen.page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'ran = 1'}))")
    assert seen.page.evaluate("typeof ran") == "undefined"
    assert any(fault.startswith("policy: script-src") for fault in seen.faults)
    seen.faults.clear()


@pytest.mark.parametrize(("lang", "theme", "size"), LOOKS)
def test_no_tab_has_a_barrier_and_each_fits(visit: Visitor, lang: str, theme: str, size: ViewportSize) -> None:
    seen = visit(lang, theme, size)
    page = plan_form(seen) if lang == "tr" else seen.open("/yonetim")
    found = {}
    for tab in TABS:
        page.locator(f"[data-tab={tab}]").click()
        expect(page.locator(f"[data-tab-body={tab}]")).to_be_visible()
        found[tab] = barriers(page), fits(page)
    assert found == dict.fromkeys(TABS, ([], True))


def test_a_form_outlives_the_end_of_its_session(visit: Visitor, office: Store) -> None:
    seen = visit()
    page = plan_form(seen)
    typed = str(int(page.get_by_label(MARCH).input_value()) - 1)
    page.get_by_label(MARCH).fill(typed)
    sign_out_everywhere(office)
    page.locator(SAVE).click()
    expect(page.get_by_role("alert").filter(has_text="Oturumunuz kapandı; yazdıklarınız duruyor")).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Yeniden giriş yap").click()
    opened.value.get_by_role("button", name=re.compile("^Yönetici")).click()
    expect(opened.value.locator("h1")).to_be_visible()
    assert page.get_by_label(MARCH).input_value() == typed
    page.get_by_label("Nisan 2012: Kişi").fill(str(int(page.get_by_label("Nisan 2012: Kişi").input_value()) + 1))
    page.locator(SAVE).click()
    expect(page.locator(SAID)).to_contain_text("Kaydedildi")
    expect(page.get_by_text("Oturumunuz kapandı")).to_be_hidden()
    assert programme.load(office).plan[0][1] == int(typed)
    seen.faced(*OVER)


def test_a_page_without_typing_goes_to_the_sign_in_and_comes_back(visit: Visitor, office: Store) -> None:
    seen = visit(role="viewer")
    page = seen.open("/saat")
    sign_out_everywhere(office, "viewer")
    page.locator(".ksm-nav a[href='/hedef']").click()
    page.wait_for_url("**/giris?sonra=*")
    seen.faced(*OVER)
    page.get_by_role("button", name=re.compile("^İzleyici")).click()
    assert seen.drawn().title().startswith("Hedef")


def test_an_act_that_is_refused_says_so_and_keeps_what_was_typed(visit: Visitor, office: Store) -> None:
    """The role was lowered while the form was open."""
    number = administrator(office, "eski-yonetici")
    seen = visit(role=None)
    form = {"user_name": "eski-yonetici", "password": SECRET}
    assert seen.page.context.request.post(f"{seen.site}/giris", form=form, max_redirects=0).status == 302
    page = plan_form(seen)
    before = office.version()
    page.get_by_label(MARCH).fill("7")
    accounts.set_role(office, number, "viewer", SYSTEM, utc_now())
    page.locator(SAVE).click()
    expect(page.locator("#toast")).to_have_text("Bu işlem için yetkiniz yok.")
    assert page.get_by_label(MARCH).input_value() == "7"
    page.close()  # others of its callbacks are being refused too
    seen.faced(*REFUSED)
    done = "select distinct action from audit_event where seq > $seq order by action"
    assert office.rows(done, seq=before) == [("access.refuse",), ("account.role",)]


def test_the_end_through_idleness_is_announced_and_can_be_put_off(visit: Visitor, office: Store, clock: Clock) -> None:
    seen = visit(role="operator")
    seen.page.clock.install()
    page = seen.open("/saat")
    (person,) = [one for one in accounts.listed(office) if one.is_demo and one.role == "operator"]
    (before,) = logins.opened(office, person.id, clock())
    warning = page.get_by_role("alert").filter(has_text="Oturumunuz 1 dakika içinde kapanacak.")
    expect(warning).to_have_count(0)
    clock.ahead = HALF_A_MINUTE_LEFT
    page.clock.fast_forward(15_000)
    expect(warning).to_be_visible()
    with page.expect_response(lambda answer: answer.url.endswith("/oturum") and answer.request.method == "POST"):
        page.get_by_role("button", name="Sürdür").press("Enter")
    expect(warning).to_be_hidden()
    (after,) = logins.opened(office, person.id, clock())
    clock.ahead = timedelta()
    assert after.key == before.key and after.seen_at - before.seen_at >= HALF_A_MINUTE_LEFT


def test_signing_in_and_saving_need_no_mouse(visit: Visitor, office: Store) -> None:
    administrator(office, "klavyeli")
    seen = visit(role=None)
    page = seen.page
    page.goto(seen.site + PLAN)
    expect(page.get_by_label("Kullanıcı adı")).to_be_focused()
    page.keyboard.type("klavyeli")
    tab_to(page, page.get_by_label("Parola", exact=True))
    page.keyboard.type(SECRET)
    page.keyboard.press("Enter")
    filled(page)
    people = [int(page.get_by_label(f"{month} 2012: Kişi").input_value()) for month in ("Mart", "Nisan")]
    for month, value in (("Mart", people[0] + 2), ("Nisan", people[1] - 2)):
        tab_to(page, page.get_by_label(f"{month} 2012: Kişi"))
        page.keyboard.press("Control+A")
        page.keyboard.type(str(value))
    tab_to(page, page.locator(SAVE))
    page.keyboard.press("Enter")
    expect(page.locator(SAID)).to_contain_text("Kaydedildi")
    assert [value for _, value in programme.load(office).plan][:2] == [people[0] + 2, people[1] - 2]


def test_a_session_is_closed_from_the_list_of_accounts(visit: Visitor, office: Store) -> None:
    watched = visit(role="supervisor")
    watched.open("/saat")
    page = visit().open("/yonetim?sekme=kullanicilar")
    (person,) = [one for one in accounts.listed(office) if one.is_demo and one.role == "supervisor"]
    page.get_by_label("Hesap", exact=True).select_option(str(person.id))
    page.get_by_role("button", name=re.compile("^Oturumu kapat: Chrome")).click()
    expect(page.get_by_text(f"Oturum kapatıldı: {person.user_name}")).to_be_visible()
    expect(page.get_by_text("Bu hesap şu anda hiçbir yerde girişli değil.")).to_be_visible()
    watched.page.locator(".ksm-nav a[href='/hedef']").click()
    watched.page.wait_for_url("**/giris?sonra=*")
    watched.faced(*OVER)
