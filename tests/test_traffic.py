"""Every request leaves one line with a number of its own, and no line can be broken or forged from outside."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient

from app import create_app
from dashboard import log, traffic
from dashboard.settings import Settings
from data_layer.store import Store
from tests.signed_in import sign_in


class Log:
    """What was written, line by line."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def lines(self) -> list[str]:
        return self._capsys.readouterr().out.splitlines()

    def requests(self) -> list[dict[str, object]]:
        events = [json.loads(line) for line in self.lines()]
        return [event for event in events if event["event"] == "request"]


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Log:
    log.start("INFO")
    return Log(capsys)


def test_a_request_leaves_one_line_without_its_query(visitor: FlaskClient, written: Log) -> None:
    visitor.get("/hedef?ara=Ay%C5%9Fe")
    (line,) = written.lines()
    event = json.loads(line)
    assert (event["method"], event["path"], event["status"]) == ("GET", "/hedef", 200)
    assert event["ms"] > 0 and event["address"] == "127.0.0.1"
    assert event["timestamp"].endswith("Z") and event["level"] == "info" and event["pid"] > 0
    assert "Ay" not in line and "ara" not in line


def test_the_body_of_a_request_stays_out_of_the_log(visitor: FlaskClient, written: Log) -> None:
    visitor.post("/_dash-update-component", json={"output": "x.y", "inputs": [{"value": "Ayşe Yılmaz"}]})
    assert "Yılmaz" not in "".join(written.lines())


def test_the_token_of_a_one_time_link_stays_out_of_the_log(visitor: FlaskClient, written: Log) -> None:
    visitor.get("/davet/tek-kullanimlik")
    visitor.post("/davet/tek-kullanimlik", headers={"Origin": "https://elsewhere.test"})
    lines = written.lines()
    assert [json.loads(line)["path"] for line in lines] == ["/davet/-"] * 3
    assert json.loads(lines[1])["event"] == "csrf.refused"


def test_a_try_to_sign_in_leaves_a_line_without_what_was_typed(visitor: FlaskClient, written: Log) -> None:
    visitor.post("/giris", data={"user_name": "kimse", "password": "gizli"})
    lines = written.lines()
    (event,) = [json.loads(line) for line in lines if json.loads(line)["event"] == "sign_in"]
    assert (event["result"], event["account"], event["timestamp"][-1]) == ("unknown", None, "Z")
    assert "kimse" not in str(lines) and "gizli" not in str(lines)


def test_the_number_of_a_request_stands_in_its_answer_and_its_line(visitor: FlaskClient, written: Log) -> None:
    answers = [visitor.get("/kurumlar") for _ in range(2)]
    numbers = [answer.headers[traffic.HEADER] for answer in answers]
    assert len(set(numbers)) == 2
    assert [event["request_id"] for event in written.requests()] == numbers


def test_a_number_given_by_the_proxy_is_taken(visitor: FlaskClient, written: Log) -> None:
    assert visitor.get("/saat", headers={traffic.HEADER: "proxy-7f.3"}).headers[traffic.HEADER] == "proxy-7f.3"
    assert written.requests()[0]["request_id"] == "proxy-7f.3"


@pytest.mark.parametrize("given", ["", "a" * 65, "a b", 'x","level":"critical', "ş", "<b>"])
def test_a_number_that_is_none_is_replaced(visitor: FlaskClient, written: Log, given: str) -> None:
    own = visitor.get("/saat", headers={traffic.HEADER: given.encode().decode("latin-1")}).headers[traffic.HEADER]
    assert own != given and len(own) == 16


@pytest.mark.parametrize(
    "path",
    ["/a%0d%0a%7B%22event%22:%22forged%22%7D", "/%1b%5b31mred", "/%c2%9b31mred", "/%e2%80%a8next", "/%c2%85next"],
)
def test_a_path_cannot_break_or_colour_a_line(visitor: FlaskClient, written: Log, path: str) -> None:
    visitor.get(path)
    (line,) = written.lines()
    event = json.loads(line)
    assert event["event"] == "request"
    assert event["path"].isascii() and event["path"].isprintable()
    assert line.isprintable()


def test_a_path_without_end_is_cut(visitor: FlaskClient, written: Log) -> None:
    visitor.get("/" + "a" * 5000)
    assert len(str(written.requests()[0]["path"])) == 200


def test_what_machines_ask_all_day_is_told_only_when_it_fails(letter_store: Store, written: Log) -> None:
    visitor = create_app(Settings(esik_mb=10**9), letter_store).server.test_client()
    sign_in(visitor, letter_store)
    visitor.get("/surum")
    visitor.get("/healthz")
    visitor.get("/readyz")
    assert [(event["path"], event["status"]) for event in written.requests()] == [("/readyz", 503)]


def test_what_other_packages_write_is_a_line_of_ours(written: Log) -> None:
    import logging

    try:
        raise RuntimeError("two\nlines")
    except RuntimeError:
        logging.getLogger("psycopg.pool").warning("no\nway to %s", "the server", exc_info=True)
    (line,) = written.lines()
    event = json.loads(line)
    assert (event["logger"], event["event"], event["level"]) == ("psycopg.pool", "no\nway to the server", "warning")
    assert "RuntimeError: two" in event["exception"]


@contextmanager
def behind(proxies: int, store: Store) -> Iterator[FlaskClient]:
    with create_app(Settings(trusted_proxies=proxies), store).server.test_client() as visitor:
        yield sign_in(visitor, store)


FORWARDED = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Forwarded-Proto": "https"}


def test_forwarded_headers_are_ignored_when_no_proxy_is_trusted(letter_store: Store, written: Log) -> None:
    with behind(0, letter_store) as visitor:
        answer = visitor.get("/hedef", headers=FORWARDED)
    assert "Strict-Transport-Security" not in answer.headers
    assert written.requests()[0]["address"] == "127.0.0.1"


def test_a_trusted_proxy_says_who_asked_and_how(letter_store: Store, written: Log) -> None:
    with behind(1, letter_store) as visitor:
        answer = visitor.get("/hedef", headers=FORWARDED)
    assert "Strict-Transport-Security" in answer.headers
    assert written.requests()[0]["address"] == "198.51.100.7", "what stands before it was written by the visitor"


def test_two_trusted_proxies_leave_the_address_before_them(letter_store: Store, written: Log) -> None:
    with behind(2, letter_store) as visitor:
        visitor.get("/hedef", headers=FORWARDED)
    assert written.requests()[0]["address"] == "203.0.113.9"
