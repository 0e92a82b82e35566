"""/metrics: who may read it, and that each number is of what really happened."""

import pytest
from dash import Dash, Input, Output
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

import callbacks
from app import create_app
from dashboard.settings import Settings
from data_layer import audit, backup
from data_layer.errors import Busy, Conflict, Forbidden, Retry, RuleError, Unreachable
from data_layer.store import Store
from data_layer.users import SYSTEM

KEY = "bir-olcum-anahtari"


class Trouble:
    """A callback that fails as asked; stands in for a page."""

    error: Exception | None = None

    @classmethod
    def register(cls, app: Dash, store: Store) -> None:
        @app.callback(Output("trouble-out", "children"), Input("trouble-in", "n_clicks"))
        def fail(_: object) -> str:
            if cls.error:
                raise cls.error
            return "well"


def press(visitor: FlaskClient, output: str = "trouble-out.children") -> None:
    given = {"id": "trouble-in", "property": "n_clicks", "value": 1}
    whole = {"id": "trouble-out", "property": "children"}
    body = {"output": output, "outputs": whole, "inputs": [given], "changedPropIds": ["trouble-in.n_clicks"]}
    visitor.post("/_dash-update-component", json=body)


@pytest.fixture
def troubled(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(callbacks, "ALL", (Trouble,))
    return create_app(Settings(), empty_store).server.test_client()


def numbers(visitor: FlaskClient) -> dict[str, float]:
    """Every sample: its name and labels as they are written, and its number."""
    answer = visitor.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        f"{sample.name}{dict(sorted(sample.labels.items())) or ''}": sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def site(store: Store, **settings: object) -> FlaskClient:
    return create_app(Settings(**settings), store).server.test_client()


def test_without_a_key_this_machine_may_read(letter_store: Store) -> None:
    assert site(letter_store).get("/metrics").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Forwarded-Proto", "X-Real-IP", "Via"])
def test_without_a_key_what_came_through_a_proxy_may_not(letter_store: Store, header: str) -> None:
    assert site(letter_store).get("/metrics", headers={header: "127.0.0.1"}).status_code == 401


@pytest.mark.parametrize("address", ["192.0.2.7", "::2", ""])
def test_without_a_key_no_other_machine_may(letter_store: Store, address: str) -> None:
    assert site(letter_store).get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 401


def test_behind_a_trusted_proxy_a_key_is_needed(letter_store: Store) -> None:
    assert site(letter_store, trusted_proxies=1).get("/metrics").status_code == 401
    with_key = site(letter_store, trusted_proxies=1, olcum_anahtari=KEY)
    assert with_key.get("/metrics", headers={"Authorization": f"Bearer {KEY}"}).status_code == 200


@pytest.mark.parametrize("given", [None, "Bearer", "Bearer wrong-wrong-wrong", KEY, f"Basic {KEY}", f"Bearer {KEY}ş"])
def test_where_a_key_is_set_nobody_reads_without_it(letter_store: Store, given: str | None) -> None:
    headers = {"Authorization": given.encode().decode("latin-1")} if given else {}
    answer = site(letter_store, olcum_anahtari=KEY).get("/metrics", headers=headers)
    assert (answer.status_code, answer.text) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_key_opens_from_anywhere(letter_store: Store) -> None:
    far = {"REMOTE_ADDR": "192.0.2.7"}
    headers = {"Authorization": f"Bearer {KEY}", "X-Forwarded-For": "192.0.2.7"}
    visitor = site(letter_store, olcum_anahtari=KEY)
    assert visitor.get("/metrics", headers=headers, environ_base=far).status_code == 200


def test_answers_are_counted_by_endpoint_and_status(troubled: FlaskClient) -> None:
    for path in ("/surum", "/surum", "/healthz", "/static/x/y.css"):
        troubled.get(path)
    found = numbers(troubled)
    assert found["egitim_requests_total{'endpoint': 'data_version', 'status': '200'}"] == 2
    assert found["egitim_requests_total{'endpoint': 'alive', 'status': '200'}"] == 1
    assert found["egitim_requests_total{'endpoint': 'joined', 'status': '404'}"] == 1


def test_a_fresh_site_has_counted_nothing(troubled: FlaskClient) -> None:
    assert [name for name in numbers(troubled) if name.startswith("egitim_requests")] == []


def test_callbacks_are_timed_by_their_key(troubled: FlaskClient) -> None:
    press(troubled)
    press(troubled)
    found = numbers(troubled)
    assert found["egitim_callback_seconds_count{'callback': 'trouble-out.children'}"] == 2
    assert 0 < found["egitim_callback_seconds_sum{'callback': 'trouble-out.children'}"] < 5


def test_made_up_callbacks_are_counted_as_one(troubled: FlaskClient) -> None:
    """Each name would be a series of its own: a visitor could fill the memory with them."""
    for number in range(5):
        press(troubled, output=f"made-up-{number}.children")
    found = {name: value for name, value in numbers(troubled).items() if "callback_seconds_count" in name}
    assert found == {"egitim_callback_seconds_count{'callback': 'other'}": 5}


def test_a_card_is_named_by_its_first_part(letter_store: Store) -> None:
    visitor = site(letter_store)
    key = next(name for name in visitor.application.extensions["meters"]._callbacks() if "list-title" in name)
    press(visitor, output=key)
    assert "egitim_callback_seconds_count{'callback': 'list-title.children'}" in numbers(visitor)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RuleError("programme.missing"), "RuleError"),
        (Busy("store.busy"), "Busy"),
        (Retry("store.retry"), "Retry"),
        (Conflict("programme.missing"), "Conflict"),
        (Forbidden("booking.write"), "Forbidden"),
        (Unreachable("store.unreachable", name="x", reason="y"), "Unreachable"),
    ],
)
def test_refusals_are_counted_by_kind_and_key(
    troubled: FlaskClient, monkeypatch: pytest.MonkeyPatch, error: Exception, kind: str
) -> None:
    monkeypatch.setattr(Trouble, "error", error)
    press(troubled)
    found = {name: value for name, value in numbers(troubled).items() if "refusals" in name}
    assert found == {f"egitim_refusals_total{ {'key': error.key, 'kind': kind} }": 1}  # type: ignore[attr-defined]


def test_what_nobody_expected_is_counted_apart(troubled: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert numbers(troubled)["egitim_unexpected_errors_total"] == 0
    monkeypatch.setattr(Trouble, "error", RuntimeError("secret"))
    press(troubled)
    assert numbers(troubled)["egitim_unexpected_errors_total"] == 1
    assert "secret" not in troubled.get("/metrics").text


def test_a_card_and_a_tile_that_fail_are_counted_too(letter_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from callbacks import cards
    from dashboard import tiles
    from dashboard.screen import screen

    def broken(*_: object) -> None:
        raise RuntimeError

    visitor = site(letter_store)
    monkeypatch.setitem(cards.CARDS, "overview-plan", broken)
    with visitor.application.test_request_context("/"):
        seen = screen(letter_store, "", "/")
        cards._drawn(letter_store, seen, "overview-plan")
        tiles.guarded("Kutu", "/", broken, seen.words)  # type: ignore[arg-type]
    assert numbers(visitor)["egitim_unexpected_errors_total"] == 2


def test_the_state_of_the_store_is_of_this_moment(troubled: FlaskClient, empty_store: Store) -> None:
    before = numbers(troubled)
    with empty_store.write() as tx:
        audit.record(tx, SYSTEM, "test", "store", 1, {})
    after = numbers(troubled)
    assert after["egitim_data_version"] == before["egitim_data_version"] + 1 == empty_store.version()
    sizes = empty_store.sizes()
    assert sizes == {part: after[f"egitim_store_bytes{{'part': '{part}'}}"] for part in sizes}
    assert max(sizes.values()) > 10_000
    assert after["egitim_free_bytes"] > 1_000_000
    assert 30_000_000 < after["egitim_memory_bytes"] < 4_000_000_000


def test_the_age_of_the_newest_copy_is_told_when_there_is_one(troubled: FlaskClient, empty_store: Store) -> None:
    assert "egitim_backup_age_seconds" not in numbers(troubled)
    backup.make(empty_store, SYSTEM)
    assert 0 <= numbers(troubled)["egitim_backup_age_seconds"] < 60


def test_a_store_that_fails_leaves_the_rest_readable(troubled: FlaskClient, empty_store: Store) -> None:
    empty_store.close()
    found = numbers(troubled)
    assert "egitim_data_version" not in found
    assert found["egitim_free_bytes"] > 0
