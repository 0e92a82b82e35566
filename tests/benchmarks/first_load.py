"""Cold and warm load of `/` beside a bare page that fetches the same figures and draws them with the same chart code.

Prints bytes on the wire, requests, time to the verdict and to all charts, and the ratio to the bare page (medians).
`python -m tests.benchmarks.first_load`
"""

import json
import statistics
import tempfile
import threading
import urllib.request
from pathlib import Path
from typing import Any

from flask import Flask, Response
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from tests import chromium
from tests.browser.conftest import serving
from tests.stores import demo_year

_RUNS = 5
_BARE = """<!doctype html><title>bare</title><div id="chart" style="height:320px"></div>
<script src="/chart.js"></script>
<script>fetch("/bare.json").then(r => r.json()).then(f => Plotly.newPlot("chart", f.data, f.layout))
.then(() => { window.drawn = performance.now(); });</script>"""
_DRAWN = ".ksm-plot .js-plotly-plot .main-svg"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with demo_year(str(Path(folder) / "egitim.duckdb")) as store, serving(store) as site:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
                _report(browser, site)
                browser.close()


def _report(browser: Browser, site: str) -> None:
    context = _signed_in(browser, site)
    figure, script = _figure(context, site)
    context.close()
    bare = _bare(figure, _packed(site + script))
    cold, warm, plain = [], [], []
    for _ in range(_RUNS):
        context = _signed_in(browser, site)
        cold.append(_visit(context, site))
        warm.append(_visit(context, site))
        context.close()
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        plain.append(_plain(context, bare))
        context.close()
    for name, visits in (("cold", cold), ("warm", warm)):
        kb, requests, verdict, charts = (statistics.median(column) for column in zip(*visits, strict=True))
        print(f"{name}: {kb / 1000:.0f} kB, {requests:.0f} requests, verdict {verdict:.0f} ms, charts {charts:.0f} ms")
    ratio = statistics.median(visit[3] for visit in cold) / statistics.median(plain)
    print(f"bare page: charts {statistics.median(plain):.0f} ms; ratio of the cold visit {ratio:.2f}")


def _signed_in(browser: Browser, site: str) -> BrowserContext:
    """A fresh browser profile that has signed in, and has fetched nothing else."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    assert context.request.post(f"{site}/giris/ornek", form={"role": "admin"}, max_redirects=0).status == 302
    return context


def _figure(context: BrowserContext, site: str) -> tuple[dict[str, object], str]:
    """The figure of the first chart as the browser got it, and the address of the chart code."""
    page = context.new_page()
    scripts: list[str] = []
    page.on("request", lambda r: scripts.append(r.url.removeprefix(site)) if "plotly" in r.url else None)
    page.goto(site)
    page.wait_for_selector(_DRAWN)
    return page.evaluate(
        "(() => { const g = document.querySelector('.js-plotly-plot');"
        " return JSON.parse(JSON.stringify({data: g.data, layout: g.layout})); })()"
    ), scripts[0]


def _visit(context: BrowserContext, site: str) -> tuple[float, int, float, float]:
    """(bytes, requests, ms to the verdict, ms to all charts)."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    asked: set[str] = set()  # pictures written into the style sheet are no requests

    def sent(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            asked.add(event["requestId"])

    def arrived(event: dict[str, Any]) -> None:
        if event["requestId"] in asked:
            sizes.append(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", sent)
    wire.on("Network.loadingFinished", arrived)
    page.goto(site, wait_until="commit")
    page.wait_for_selector("#overview-verdict .ksm-badge")
    verdict = page.evaluate("performance.now()")
    page.wait_for_selector(_DRAWN)
    page.wait_for_selector(".ksm-card.waiting", state="detached")
    charts = page.evaluate("performance.now()")
    page.wait_for_load_state("networkidle")
    page.close()
    return sum(sizes), len(sizes), verdict, charts


def _packed(address: str) -> bytes:
    """The chart code as the site sends it."""
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept-Encoding": "br"})) as answer:
        return bytes(answer.read())


def _bare(figure: dict[str, object], script: bytes) -> str:
    """The address of a page with one script, one fetch and one drawing."""
    packed = {"Content-Encoding": "br", "Content-Type": "text/javascript"}
    bare = Flask("bare")
    bare.add_url_rule("/", "page", lambda: _BARE)
    bare.add_url_rule("/chart.js", "script", lambda: Response(script, headers=packed))
    bare.add_url_rule("/bare.json", "json", lambda: Response(json.dumps(figure), mimetype="application/json"))
    server = make_server("127.0.0.1", 0, bare, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def _plain(context: BrowserContext, address: str) -> float:
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(".main-svg")
    taken = page.evaluate("performance.now()")
    page.close()
    return float(taken)


if __name__ == "__main__":
    main()
