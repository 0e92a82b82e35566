"""`/dogrula/<code>`: whoever holds a certificate, or its file, learns whether it is ours and still counts.

No sign-in. An unknown code gets the same page in the same time; names are masked and stand in no log.
"""

import hashlib
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from werkzeug.wrappers import Response

from dashboard import document, formats
from dashboard.reports import certificate
from dashboard.signing import page
from dashboard.texts import Words, words
from data_layer import certificate_facts
from data_layer.certificate_facts import Paper
from data_layer.clock import wall
from data_layer.rules.masks import masked
from data_layer.store import Store

TRIES, FILES = "30 per minute", "10 per minute"
_SEALS = {"awaiting_signature": "unsealed", "signed": "signed", "delivered": "handed", "revoked": "not_valid"}


def register(site: Flask, store: Store, limiter: Limiter) -> None:
    @site.route("/dogrula/<token>", methods=["GET", "POST"], endpoint="verify")
    @limiter.limit(TRIES, methods=["GET"])
    @limiter.limit(FILES, methods=["POST"])
    def verify(token: str) -> Response:
        w = words(document.language())
        found = certificate_facts.of_token(store, token)
        verdict = _compared(found, site.config["SETTINGS"].adres) if request.method == "POST" else ""
        answer = page("dogrula.html", store, shown=_shown(found, w), verdict=verdict)
        answer.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})
        return answer


def _shown(found: Paper | None, w: Words) -> dict[str, Any]:
    """The same parts for every code: state, tone, facts."""
    if found is None:
        return {"state": w("certificate_check.unknown"), "tone": "muted", "facts": [], "demo": False}
    revoked = found.revoked_at is not None
    day = formats.day(wall(found.revoked_at).date(), w.lang) if found.revoked_at else ""
    facts = {
        "training": found.title_tr if w.lang == "tr" else found.title_en,
        "date": formats.day(found.day, w.lang),
        "hours": certificate.length(found.minutes, w),
        "name": masked(found.name or "") or w("certificate_check.none"),
        "seal": w(f"certificate_check.{_SEALS[found.state]}"),
        "number": found.number,
    }
    return {
        "state": w("certificate_check.revoked", day=day) if revoked else w("certificate_check.valid"),
        "tone": "bad" if revoked else "ok",
        "facts": [(w(f"certificate_check.{key}"), value) for key, value in facts.items()],
        "demo": found.is_demo,
    }


def _compared(found: Paper | None, base: str) -> str:
    """`same`, `other` or `no_file`: the SHA-256 of what was sent against that of the file that was issued."""
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    digest = hashlib.sha256(data).hexdigest()
    if not data:
        return "no_file"
    return "same" if found is not None and digest == _issued(found, base) else "other"


def _issued(found: Paper, base: str) -> str:
    """As kept; the demo's files are made when they are asked for."""
    return found.sha256 or hashlib.sha256(certificate.pdf(found, base)).hexdigest()
