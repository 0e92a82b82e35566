"""What every answer tells the browser."""

import base64
import hashlib
import re

import pytest
from flask.testing import FlaskClient

ADDRESSES = (
    "/",
    "/hedef",
    "/no/such/page",
    "/_dash-layout",
    "/_dash-dependencies",
    "/surum",
    "/healthz",
    "/static/no/such",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(visitor: FlaskClient, address: str) -> None:
    headers = visitor.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=()"
    assert headers["Cache-Control"] == "no-store"


def test_only_our_own_code_may_run(visitor: FlaskClient) -> None:
    policy = dict(part.split(" ", 1) for part in visitor.get("/").headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["object-src"] == policy["frame-ancestors"] == "'none'"
    own, *hashes = policy["script-src"].split()
    assert own == "'self'"
    assert hashes and all(item.startswith("'sha256-") and item.endswith("'") for item in hashes)
    assert "unsafe-eval" not in str(policy)
    assert "http" not in str(policy)


def test_every_script_inside_the_page_has_its_hash(visitor: FlaskClient) -> None:
    answer = visitor.get("/")
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>(.*?)</script>", answer.text, re.S)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert scripts
    assert [item for item in hashes if item not in answer.headers["Content-Security-Policy"]] == []


def test_transport_security_is_said_over_https_only(visitor: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in visitor.get("/").headers
    secure = visitor.get("/", base_url="https://egitim.test")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_missing_file_is_not_kept_by_the_browser(visitor: FlaskClient) -> None:
    answer = visitor.get("/assets/no-such.css")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
