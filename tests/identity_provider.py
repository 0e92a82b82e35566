"""A small OpenID Connect provider on loopback, for tests: it checks its clients, and may be told to lie."""

import base64
import hashlib
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "egitim", "bir-gizli-deger-ornegi"
_ALL = JWSRegistry(algorithms=["RS256", "HS256", "none"])


class Provider:
    """Whoever comes is the person in `person`; the next ID token gets `lies`, is signed by `alg` and `signs`."""

    def __init__(self) -> None:
        self.published = self.signs = RSAKey.generate_key(2048, {"kid": "bir"})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.as_new()

    def as_new(self) -> None:
        self.person: dict[str, Any] = {"sub": "s-1", "email": "oya@kurum.ornek", "email_verified": True}
        self.lies: dict[str, Any] = {}
        self.claimed = self.issuer
        self.alg, self.signs, self.asked = "RS256", self.published, list[dict[str, str]]()
        self.codes: dict[str, dict[str, str]] = {}
        self.without_token = False

    def discovery(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return {
            "issuer": self.claimed,
            **{name: f"{self.issuer}/{path}" for name, path in places.items()},
            "end_session_endpoint": f"{self.issuer}/cikis",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], credentials: str) -> dict[str, Any] | None:
        """None unless the client, its one-time code, its address and its PKCE verifier are right."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or unquote(credentials) != f"{CLIENT}:{SECRET}" or asked["code_challenge"] != challenge:
            return None
        if form.get("redirect_uri") != asked["redirect_uri"] or asked["code_challenge_method"] != "S256":
            return None
        answer = {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer"}
        return answer if self.without_token else {**answer, "id_token": self._id_token(asked)}

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        facts = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {key: value for key, value in {**facts, **self.person, **self.lies}.items() if value is not None}
        if self.alg == "none":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        key = OctKey.import_key(SECRET) if self.alg == "HS256" else self.signs
        return jwt.encode({"alg": self.alg, "kid": self.signs.kid}, claims, key, registry=_ALL)


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    thread = Thread(target=provider.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join()


def visit(address: str) -> str:
    """A browser at the provider, signed in there: where it is sent."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
    try:
        opener.open(address, timeout=10)
    except urllib.error.HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("the provider sends everybody back")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _part(facts: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(facts).encode()).rstrip(b"=").decode()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(_flat(parts.query)))
                self.end_headers()
            elif parts.path == "/jwks":
                self._answer({"keys": [provider.published.as_dict(private=False)]})
            else:
                self._answer(provider.discovery())

        def do_POST(self) -> None:
            form = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
            credentials = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
            answer = provider.token(form, credentials)
            self._answer(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def _answer(self, facts: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(facts).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Tests are quiet."""

    return Handler


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
