"""Signing in through the institution's identity provider (OpenID Connect), off until it is set up.

The provider proves who somebody is; the account, its role and the session are ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Flask, redirect, session
from flask_limiter import Limiter
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from dashboard import access, metrics, signing
from dashboard.settings import PREFIX, Settings, SettingsError
from data_layer import identities
from data_layer.errors import ProgrammeError
from data_layer.identities import Identity
from data_layer.store import Store

START = f"{access.SIGN_IN}/kurum"
BACK = f"{START}/donus"
OUT = f"{START}/cikis"
_NEEDED = ("oidc_issuer", "oidc_client_id", "oidc_secret")
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_SECONDS = 5  # for each answer of the provider
_LEEWAY = 60  # seconds that its clock may differ
_DISCOVERY = "/.well-known/openid-configuration"
_WANTED = "sonra"
_LONGEST = 80  # of a reason in the log: part of it may be the visitor's words
_REFUSED, _DOWN = "sign_in.provider_refused", "sign_in.provider_down"
_log = structlog.get_logger()


def is_on(chosen: Settings) -> bool:
    """Whether the institution's sign-in is set up. SettingsError when only a part of it is."""
    missing = [name for name in _NEEDED if getattr(chosen, name) is None]
    if missing and len(missing) < len(_NEEDED):
        raise SettingsError("settings.together", missing=", ".join(f"{PREFIX}{name.upper()}" for name in missing))
    return not missing


def register(site: Flask, store: Store, chosen: Settings, limiter: Limiter) -> None:
    """The ways there and back; none of them exists unless the settings name a provider."""
    if not is_on(chosen):
        return
    provider = _provider(site, chosen)
    site.extensions[signing.PROVIDER] = START
    often = limiter.limit(signing.TRIES)

    @site.get(START, endpoint="oidc_start")
    @often
    def start() -> Response:
        """To the provider, with state, nonce and a PKCE challenge; an earlier try of this browser ends."""
        _forget()
        session[_WANTED] = signing.wanted()
        with _asking():
            away: Response = provider.authorize_redirect(f"{chosen.adres}{BACK}")
        return away

    @site.get(BACK, endpoint="oidc_back")
    @often
    def back() -> Response:
        with _asking():
            who = _proven(provider, chosen)
        return _enter(store, who)

    @site.get(OUT, endpoint="oidc_out")
    @often
    def out() -> Response:
        """Where the provider ends its own session, when it has such a place."""
        with suppress(RequestException, OAuthError, RuntimeError):
            return redirect(provider.create_logout_url(client_id=chosen.oidc_client_id)["url"])
        return redirect(access.SIGN_IN)

    @site.errorhandler(SignInFailed)
    def failed(error: SignInFailed) -> Response:
        """One sentence for a forged token, a stranger and a closed account; another when the provider is down."""
        _forget()
        _log.warning("sign_in", by="oidc", **error.values)
        metrics.failed(error)
        return signing.page("giris.html", store, error.key, 503 if error.key == _DOWN else 403)


class SignInFailed(ProgrammeError):
    """The provider does not answer, or what it says opens no account; `reason` is for the log only."""


class _App(FlaskOAuth2App):  # type: ignore[misc]  # carries no types
    """The client of a provider that is who it says it is and signs with keys of two halves."""

    issuer = ""

    def load_server_metadata(self) -> dict[str, Any]:
        found: dict[str, Any] = super().load_server_metadata()
        if found.get("issuer") != self.issuer:
            found.pop("_loaded_at", None)  # asked again with the next try
            raise OAuthError("wrong_issuer")
        found["id_token_signing_alg_values_supported"] = _ALGORITHMS  # whatever it offers: never none, never HS256
        found.pop("jwks", None)  # asked for with each sign-in: a key that was withdrawn counts no more
        return found


def _provider(site: Flask, chosen: Settings) -> _App:
    assert chosen.oidc_issuer and chosen.oidc_secret, "asked by is_on"
    known: _App = OAuth(site).register(
        "kurum",
        client_cls=_App,
        client_id=chosen.oidc_client_id,
        client_secret=chosen.oidc_secret.get_secret_value(),
        server_metadata_url=chosen.oidc_issuer.rstrip("/") + _DISCOVERY,
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": _SECONDS},
    )
    known.issuer = chosen.oidc_issuer
    return known


def _proven(provider: _App, chosen: Settings) -> Identity:
    """Who it is, by the ID token: state, PKCE, signature, issuer, audience, expiry and nonce hold, or an error."""
    exact = {
        "iss": {"essential": True, "value": chosen.oidc_issuer},
        "aud": {"essential": True, "value": chosen.oidc_client_id},
    }
    claims = provider.authorize_access_token(claims_options=exact, leeway=_LEEWAY).get("userinfo")
    if not claims:
        raise OAuthError("no_id_token")
    email = claims.get("email") if claims.get("email_verified") is True else None
    return Identity(str(chosen.oidc_issuer), str(claims["sub"]), str(email) if email else None)


def _enter(store: Store, who: Identity) -> Response:
    attempt = identities.sign_in(store, who, access.now())
    number = attempt.account.id if attempt.account else None
    if attempt.result != "ok" or number is None:
        raise SignInFailed(_REFUSED, result=attempt.result, account=number)
    _log.info("sign_in", result="ok", by="oidc", account=number)
    response = access.begin(store, number, redirect(session.get(_WANTED, "/")))
    session[signing.PROVIDER] = True  # signing out offers to end the provider's session too
    return response


@contextmanager
def _asking() -> Iterator[None]:
    """A step with the provider. What it answers is not ours: whatever is wrong with it is a refusal, not a fault."""
    try:
        yield
    except RequestException as error:
        raise SignInFailed(_DOWN, result="unreachable", reason=type(error).__name__) from error
    except (OAuthError, JoseError, ValueError, KeyError, TypeError, RuntimeError) as error:
        reason = f"{type(error).__name__} {getattr(error, 'error', '')}"[:_LONGEST]
        raise SignInFailed(_REFUSED, result="refused", reason=reason) from error


def _forget() -> None:
    """What an earlier way to the provider left in this browser's cookie."""
    for key in [key for key in session if key.startswith("_state_") or key == _WANTED]:
        session.pop(key)
