"""The app as a whole: two in one process, languages, machine addresses, files, errors."""

import json
import re
from pathlib import Path

import pytest
from dash import Dash, Input, Output
from flask.testing import FlaskClient

import callbacks
from app import create_app
from dashboard import endpoints, joined
from dashboard.settings import Settings, SettingsError, read
from data_layer import audit
from data_layer.errors import Broken, Forbidden, RuleError
from data_layer.store import Store
from data_layer.users import SYSTEM

ASSETS = Path(__file__).resolve().parent.parent / "assets"
BROTLI = {"Accept-Encoding": "br, gzip"}


class Trouble:
    """A page's callbacks that fail as asked; stands in for a page."""

    error: Exception = RuntimeError("secret detail")

    @classmethod
    def register(cls, app: Dash, store: Store) -> None:
        @app.callback(Output("trouble-out", "children"), Input("trouble-in", "n_clicks"))
        def fail(_: object) -> str:
            raise cls.error


PRESS = {
    "output": "trouble-out.children",
    "outputs": {"id": "trouble-out", "property": "children"},
    "inputs": [{"id": "trouble-in", "property": "n_clicks", "value": 1}],
    "changedPropIds": ["trouble-in.n_clicks"],
}


@pytest.fixture
def troubled(letter_store: Store, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A visitor of an app in which one callback fails."""
    monkeypatch.setattr(callbacks, "ALL", (Trouble,))
    return create_app(Settings(), letter_store).server.test_client()


def fail_with(error: Exception, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setattr(Trouble, "error", error)
    answer = visitor.post("/_dash-update-component", json=PRESS)
    return answer.status_code, answer.get_data(as_text=True).encode().decode("unicode_escape", "ignore")


def stylesheet(visitor: FlaskClient) -> str:
    """The address of the page's style sheet."""
    found = re.search(r'rel="stylesheet" href="([^"]+)"', visitor.get("/").text)
    assert found
    return found[1]


def dependencies(app: Dash) -> list[str]:
    return sorted(entry["output"] for entry in app.server.test_client().get("/_dash-dependencies").json)


def test_two_apps_live_in_one_process_each_complete(letter_app: Dash, empty_store: Store) -> None:
    second = create_app(Settings(), empty_store)
    assert dependencies(second) == dependencies(letter_app) != []
    with empty_store.write() as tx:
        audit.record(tx, SYSTEM, "test", "store", 1, {})
    versions = [app.server.test_client().get("/surum").text for app in (letter_app, second)]
    assert int(versions[1]) == int(versions[0]) + 1


def test_the_document_speaks_turkish_unless_the_visitor_chose_english(visitor: FlaskClient) -> None:
    assert '<html lang="tr">' in visitor.get("/").text
    visitor.set_cookie("dil", "en")
    assert '<html lang="en">' in visitor.get("/").text
    visitor.set_cookie("dil", "<script>")
    assert '<html lang="tr">' in visitor.get("/").text


def test_the_chosen_theme_stands_in_the_document(visitor: FlaskClient) -> None:
    assert "data-bs-theme" not in visitor.get("/").text
    visitor.set_cookie("tema", "dark")
    assert '<html lang="tr" data-bs-theme="dark">' in visitor.get("/").text
    visitor.set_cookie("tema", '"><script>')
    assert "data-bs-theme" not in visitor.get("/").text


def test_the_page_tells_nothing_about_the_interpreter(visitor: FlaskClient) -> None:
    assert "python_version" not in visitor.get("/").text
    assert "dash_version" in visitor.get("/").text


def test_the_theme_is_chosen_before_the_first_paint(visitor: FlaskClient) -> None:
    head = visitor.get("/").text.split("</head>")[0]
    assert head.index("<script src=") < head.index('rel="stylesheet"')
    assert 'rel="icon"' in head


def test_machines_can_ask(visitor: FlaskClient, letter_store: Store) -> None:
    assert visitor.get("/healthz").text == "ok"
    assert visitor.get("/readyz").text == "ok"
    assert visitor.get("/surum").text == str(letter_store.version())


def test_not_ready_says_one_word(empty_store: Store) -> None:
    assert endpoints.unready(empty_store, least_free_mb=10**9) == "disk"
    with empty_store.write():
        assert endpoints.unready(empty_store, least_free_mb=0) == "busy"
    empty_store.close()
    assert endpoints.unready(empty_store, least_free_mb=0) in ("store", "broken")


def test_first_files_are_packed_and_kept_for_a_year(visitor: FlaskClient) -> None:
    addresses = re.findall(r'(?:src|href)="(/[^"]+)"', visitor.get("/").text)
    assert len(addresses) > 5
    for address in addresses:
        answer = visitor.get(address, headers=BROTLI)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Encoding"] == "br", address
        assert "immutable" in answer.headers["Cache-Control"], address


def test_a_first_visit_asks_for_few_files(visitor: FlaskClient) -> None:
    """With the layout, the wires and a callback a card, `/` stays within 30 requests."""
    assert len(re.findall(r'(?:src|href)="/[^"]+"', visitor.get("/").text)) <= 12


def test_our_files_are_joined_whole(visitor: FlaskClient) -> None:
    files = joined.join(ASSETS).files
    for asset in ASSETS.glob("*.js"):
        assert asset.read_bytes() in files[joined.FIRST if asset.name == joined.FIRST else joined.SCRIPTS]
    for asset in ASSETS.glob("*.css"):
        assert asset.read_bytes() in files[joined.STYLES]


def test_the_chart_code_is_sent_once(visitor: FlaskClient) -> None:
    """Dash gives it no fingerprint: a tag spares the second transfer."""
    address = "/_dash-component-suites/plotly/package_data/plotly.min.js"
    first = visitor.get(address, headers=BROTLI)
    assert first.headers["Content-Encoding"] == "br"
    second = visitor.get(address, headers={**BROTLI, "If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")


def test_a_browser_without_brotli_gets_gzip_and_one_without_both_gets_plain(visitor: FlaskClient) -> None:
    address = stylesheet(visitor)
    assert visitor.get(address, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    plain = visitor.get(address, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.data == joined.join(ASSETS).files[joined.STYLES]


@pytest.mark.parametrize("address", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/static/x/manifest.json"])
def test_no_file_outside_is_served(visitor: FlaskClient, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_an_old_address_still_answers_but_is_not_kept(visitor: FlaskClient) -> None:
    answer = visitor.get("/static/00000000000000000000/app.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_callback_answers_are_compressed(visitor: FlaskClient) -> None:
    assert visitor.get("/_dash-layout", headers=BROTLI).headers["Content-Encoding"] == "br"


def test_a_refusal_becomes_its_sentence(troubled: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    status, body = fail_with(RuleError("programme.missing"), troubled, monkeypatch)
    assert status == 200
    assert "Kurulu bir program yok." in body


def test_the_unexpected_becomes_a_code_that_stands_in_the_log(
    troubled: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dashboard import log

    log.start("INFO")
    status, body = fail_with(RuntimeError("secret detail"), troubled, monkeypatch)
    code = re.search(r"E-[0-9A-F]{4}", body)
    assert status == 200 and code
    assert "secret detail" not in body and "Traceback" not in body
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["code"] == code[0]
    assert "secret detail" in line["exception"]


def test_a_missing_right_is_refused_not_explained_away(troubled: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    status, body = fail_with(Forbidden("booking.write"), troubled, monkeypatch)
    assert status == 403
    assert "booking.write" not in body


def test_the_process_ends_when_the_engine_gave_up(letter_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[bool] = []
    monkeypatch.setattr(callbacks, "ALL", (Trouble,))
    app = create_app(Settings(), letter_store, lambda: left.append(True))
    _, body = fail_with(Broken("store.broken", reason="checksum"), app.server.test_client(), monkeypatch)
    assert left == [True]
    assert "yedekten" in body


def test_a_card_does_not_hide_that_the_engine_gave_up(letter_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(store: Store, seen: object) -> None:
        raise Broken("store.broken", reason="checksum")

    monkeypatch.setitem(callbacks.cards.CARDS, "overview-plan", broken)
    with pytest.raises(Broken):
        callbacks.cards._drawn(letter_store, None, "overview-plan")


def test_an_error_outside_the_callbacks_shows_no_trace(letter_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(letter_store, "version", broken)
    answer = create_app(Settings(), letter_store).server.test_client().get("/surum")
    assert answer.status_code == 500
    assert re.fullmatch(r".*Kod: E-[0-9A-F]{4}\..*", answer.text)


def test_a_setting_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGITIM_STROE", "x")
    with pytest.raises(SettingsError, match="EGITIM_STROE"):
        read()


@pytest.mark.parametrize(("name", "value"), [("BUGUN", "14.09.2012"), ("GUNLUK", "LOUD"), ("ESIK_MB", "many")])
def test_a_setting_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"EGITIM_{name}", value)
    with pytest.raises(SettingsError, match=f"EGITIM_{name}"):
        read()


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EGITIM_STORE", str(tmp_path / "x.duckdb"))
    monkeypatch.setenv("EGITIM_BUGUN", "2012-09-14")
    monkeypatch.setenv("EGITIM_BOS", "")
    found = read()
    assert (found.store, str(found.bugun), found.bos) == (str(tmp_path / "x.duckdb"), "2012-09-14", False)
