"""What a sealed PDF is worth: by whom, when, whether a byte was changed and whether something was added."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True, slots=True)
class Proof:
    """`intact`: what was sealed is as it was. `whole`: nothing was added that a seal does not allow.

    `ours` is by the certificate itself; `stamped` is the time stamp's moment (UTC), None without one.
    """

    owner: str
    intact: bool
    whole: bool
    fingerprint: bytes
    stamped: datetime | None = None

    @property
    def is_good(self) -> bool:
        return self.intact and self.whole


def read(pdf: bytes) -> Proof | None:
    """The proof of the first seal of a file; None when it is no PDF or carries none."""
    try:
        seals = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    except (PdfError, ValueError, KeyError, TypeError, RecursionError, OSError):
        return None
    return _proof(seals[0]) if seals else None


def _proof(found: EmbeddedPdfSignature) -> Proof:
    """The certificate is taken at its word here: whose it is, is compared by its fingerprint."""
    cert = found.signer_cert
    name, mark = str(cert.subject.native.get("common_name", "")), bytes(cert.sha256)
    try:
        status = validate_pdf_signature(found, ValidationContext(trust_roots=[cert], allow_fetching=False))
    except (SignatureValidationError, SigningError, PdfError, ValueError):
        return Proof(name, False, False, mark)
    stamp = status.timestamp_validity
    return Proof(name, status.intact and status.valid, bool(status.docmdp_ok), mark, stamp.timestamp if stamp else None)
