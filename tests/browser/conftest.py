"""A real Chromium against the real app over the demo year; each test fails on an unclean console or a foreign host."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from werkzeug.serving import make_server

from data_layer.clock import utc_now
from data_layer.store import Store
from tests import chromium
from tests.stores import NewAddress, demo_year

if TYPE_CHECKING:
    from dashboard.settings import Settings

LAPTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
_PATIENCE = 90_000  # a busy machine is no fault of the page
expect.set_options(timeout=_PATIENCE)
_POLICY = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`));
"""
_QUIET = """() => {
  const now = performance.now();
  if (document.querySelector("[data-dash-is-loading=true]")) window.quietSince = undefined;
  else window.quietSince ??= now;
  return window.quietSince !== undefined && now - window.quietSince > 300;
}"""
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Screens are looked at over the embedded store; over the other engine where it decides what a person sees."""
    spared = [item for item in items if _is_spared(item)]
    config.hook.pytest_deselected(items=spared)
    items[:] = [item for item in items if item not in spared]


def _is_spared(item: pytest.Item) -> bool:
    """Answers are equal on both engines by the tests without a browser; races and crashes are marked `both_engines`."""
    if not item.get_closest_marker("browser") or item.get_closest_marker("both_engines"):
        return False
    assert isinstance(item, pytest.Function)
    return hasattr(item, "callspec") and item.callspec.params.get("new_address") == "postgresql"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    assert path, chromium.ADVICE
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(demo_store: Store) -> Iterator[str]:
    """The address of the app over the demo year."""
    with serving(demo_store) as address:
        yield address


@pytest.fixture(scope="module")
def office(new_address: NewAddress) -> Iterator[Store]:
    """A demo year of the file's own, for tests that write; the file's `site` serves it."""
    with demo_year(new_address()) as store:
        yield store


@contextmanager
def serving(store: Store, clock: Callable[[], datetime] = utc_now, chosen: "Settings | None" = None) -> Iterator[str]:
    """The address of the app over a store."""
    from app import create_app
    from dashboard.settings import Settings

    app = create_app(chosen or Settings(), store, clock=clock)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=20)


@dataclass
class Visit:
    """A person at a screen: `page` is open, `open` goes to a path and waits until every card is drawn.

    `faults` is what the console said and which answers were refusals; who expects one takes it out with `faced`.
    """

    page: Page
    site: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.drawn()

    def faced(self, *what: str) -> None:
        """At least one fault until now, and each of them was one of these."""
        assert self.faults and [fault for fault in self.faults if not any(one in fault for one in what)] == []
        self.faults.clear()

    def drawn(self) -> Page:
        """All cards of the page are there and none waits any more."""
        self.page.locator(".ksm-card:visible").first.wait_for()
        self.page.wait_for_selector(".ksm-card.waiting", state="detached")
        return settled(self.page)


def settled(page: Page) -> Page:
    """Nothing is being drawn anew: one answer may ask for the next, so it has been quiet for a while."""
    page.evaluate("window.quietSince = undefined")
    page.wait_for_function(_QUIET)
    return page


def barriers(page: Page) -> list[tuple[str, list[str]]]:
    """The serious faults that axe finds on the settled page, with the first places of each."""
    found = Axe().run(settled(page)).response["violations"]
    return [
        (fault["id"], [node["html"][:160] for node in fault["nodes"][:3]])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


def fits(page: Page) -> bool:
    """Nothing hangs over the edge of the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visitor]:
    """`visit(lang="tr", theme="light", size=LAPTOP, role="admin")` opens a fresh browser profile, signed in."""
    faults: list[str] = []
    hosts: set[str] = set()
    contexts = []

    def start(lang: str = "tr", theme: str = "light", size: ViewportSize = LAPTOP, role: str | None = "admin") -> Visit:
        context = browser.new_context(
            locale="tr-TR",
            timezone_id="Europe/Istanbul",
            viewport=size,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        for name, value in (("dil", lang), ("tema", theme)):
            context.add_cookies([{"name": name, "value": value, "url": site}])
        if role:
            assert context.request.post(f"{site}/giris/ornek", form={"role": role}, max_redirects=0).status == 302
        context.set_default_timeout(_PATIENCE)
        context.add_init_script(_POLICY)
        page = context.new_page()
        page.on("console", lambda line: faults.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.on("request", lambda r: hosts.add(urlsplit(r.url).netloc) if r.url.startswith("http") else None)
        return Visit(page, site, faults)

    yield start
    for context in contexts:
        context.close()
    assert faults == []
    assert hosts <= {urlsplit(site).netloc}
