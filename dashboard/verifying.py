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
from data_layer import certificate_facts, certificate_files
from data_layer.certificate_facts import Paper
from data_layer.certificate_files import Seal
from data_layer.clock import wall
from data_layer.rules.masks import masked
from data_layer.store import Store

TRIES, FILES = "30 per minute", "10 per minute"
_NOBODY = 0  # no certificate has it
_SEALS = {"awaiting_signature": "unsealed", "signed": "signed", "delivered": "handed", "revoked": "not_valid"}


def register(site: Flask, store: Store, limiter: Limiter) -> None:
    @site.route("/dogrula/<token>", methods=["GET", "POST"], endpoint="verify")
    @limiter.limit(TRIES, methods=["GET"])
    @limiter.limit(FILES, methods=["POST"])
    def verify(token: str) -> Response:
        w = words(document.language())
        found = certificate_facts.of_token(store, token)
        seal = certificate_files.seal_of(store, found.id if found else _NOBODY)
        verdict = _compared(store, found, seal, site.config["SETTINGS"].adres) if request.method == "POST" else ""
        answer = page("dogrula.html", store, shown=_shown(found, seal, w), verdict=verdict)
        answer.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})
        return answer


def _shown(found: Paper | None, seal: Seal | None, w: Words) -> dict[str, Any]:
    """The same parts for every code: state, tone, facts."""
    if found is None:
        return {"state": w("certificate_check.unknown"), "tone": "muted", "facts": [], "faults": []}
    revoked = found.revoked_at is not None
    day = formats.day(wall(found.revoked_at).date(), w.lang) if found.revoked_at else ""
    facts = {
        "training": found.title_tr if w.lang == "tr" else found.title_en,
        "date": formats.day(found.day, w.lang),
        "hours": certificate.length(found.minutes, w),
        "name": masked(found.name or "") or w("certificate_check.none"),
        "seal": _sealed(seal, w) if seal and not revoked else w(f"certificate_check.{_SEALS[found.state]}"),
        "number": found.number,
    }
    return {
        "state": w("certificate_check.revoked", day=day) if revoked else w("certificate_check.valid"),
        "tone": "bad" if revoked else "ok",
        "facts": [(w(f"certificate_check.{key}"), value) for key, value in facts.items()],
        "faults": [
            *([w("certificate_check.demo")] if found.is_demo else []),
            *([w("certificate_check.trial")] if seal and seal.is_trial else []),
        ],
    }


def _sealed(seal: Seal, w: Words) -> str:
    """By whom and when: by a time stamp where there is one, else by the signer's own word."""
    moment = seal.stamped_at or seal.signed_at
    at = formats.moment(moment, w.lang) if moment else formats.NONE
    key = f"certificate_check.by_{seal.way}{'_stamped' if seal.stamped_at else ''}"
    return w(key, signer=seal.signer, at=at)


def _compared(store: Store, found: Paper | None, seal: Seal | None, base: str) -> str:
    """What is said of the file that was sent: the key of a sentence. Compared by digests alone: a stranger's PDF is
    never read."""
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    digest = _digest(data)
    if not data:
        return "no_file"
    if found is None:
        return "other"
    if digest == found.sha256:
        return "same_sealed" if seal else "same"
    if digest in {
        _digest(certificate.pdf(found, base, mark=mark)) for mark in (certificate.DRAFT, certificate.TO_SIGN)
    }:
        return "draft" if found.sha256 else "same"
    if seal and _digest(data[: seal.size]) == found.sha256:
        return "appended"
    return "of_another" if certificate_files.is_known(store, digest) else "other"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
