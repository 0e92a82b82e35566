"""`certificate verify`: by whom a PDF is sealed, and whether a byte of it was changed. It asks no store."""

import argparse

from dashboard import certificate_returned, formats
from dashboard.seals import proof
from dashboard.seals.keys import SealError
from dashboard.settings import Settings
from dashboard.texts import words


def verify(_settings: Settings, given: argparse.Namespace) -> int:
    """1 when the file carries no seal, or one that does not hold. Whose certificate it is, the reader judges."""
    w = words("tr")
    try:
        found = proof.read(given.file.read_bytes())
    except OSError as error:
        raise SealError("certificate_seal.no_pdf", path=str(given.file), reason=error.strerror) from error
    if flaw := certificate_returned.flaw(found):
        print(w("certificate_seal.fails", reason=w(f"reason.{flaw}")))
        return 1
    assert found is not None, "a file without a seal has a flaw"
    at = formats.moment(found.signed, "tr") if found.signed else formats.NONE
    stamped = formats.moment(found.stamped, "tr") if found.stamped else formats.NONE
    facts = {"signer": found.owner, "level": found.level, "at": at, "stamped": stamped}
    print(w("certificate_seal.holds", fingerprint=found.fingerprint.hex(), **facts))
    return 0
