"""A certificate's file as it is kept: a draft, or sealed and proven before anybody gets it."""

from collections.abc import Callable

import structlog

from dashboard.reports import certificate
from dashboard.seals import proof
from dashboard.seals.keys import SealError
from dashboard.seals.proof import Proof
from dashboard.seals.seal import Seal
from dashboard.seals.trial import TRIAL
from data_layer import certificate_files
from data_layer.certificate_facts import Paper
from data_layer.certificate_files import HERE, Made

_MISSES = 3  # in a row: the device or the service is gone, and each further try would wait for it
_log = structlog.get_logger()


def maker(base: str, seal: Seal | None) -> Callable[[Paper], Made | None]:
    """Makes the files of one batch, with one opened seal or without any; None for one that cannot be made."""
    misses = 0

    def make(paper: Paper) -> Made | None:
        nonlocal misses
        if misses >= _MISSES:
            return None
        try:
            made = draft(paper, base) if seal is None else sealed(paper, base, seal)
        except SealError as error:
            misses += 1
            _log.error("certificate.unsealed", certificate=paper.id, reason=str(error))
            return None
        misses = 0
        return made

    return make


def draft(paper: Paper, base: str) -> Made | None:
    """Without a seal only what has no file yet: a draft is no signed file."""
    return Made(certificate.pdf(paper, base)) if paper.state == "ready" else None


def sealed(paper: Paper, base: str, seal: Seal) -> Made:
    """SealError when it could not be sealed, or the seal does not hold."""
    content = seal.seal(certificate.pdf(paper, base, mark=certificate.sealed_by(seal.owner, seal.is_trial)))
    found = proof.read(content)
    if found is None or not found.is_good or found.fingerprint != seal.fingerprint:
        raise SealError("seal.failed", reason="proof")
    return kept(content, found, HERE)


def kept(content: bytes, found: Proof, way: str) -> Made:
    """A sealed file with what is noted of its seal."""
    trial = found.owner.startswith(TRIAL)
    facts = (way, found.owner, found.fingerprint.hex(), found.level, trial, found.signed, found.stamped, len(content))
    return Made(content, certificate_files.Seal(*facts))
