"""What a sealed PDF is worth: by whom, when, whether a byte was changed and whether something was added."""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from dashboard.seals.additions import only_seals


@dataclass(frozen=True, slots=True)
class Proof:
    """`intact`: what was sealed is as it was. `whole`: nothing was added that a seal does not allow.

    `is_pure`: nothing but seals was added since the first bytes. Moments in UTC: `signed` by
    the signer's own word, `stamped` by a time stamp; None without one.
    """

    owner: str
    intact: bool
    whole: bool
    fingerprint: bytes
    signed: datetime | None = None
    stamped: datetime | None = None
    is_pure: bool = False
    lasts: bool = False

    @property
    def is_good(self) -> bool:
        return self.intact and self.whole

    @property
    def level(self) -> str:
        """That of PAdES: without a stamp, with one, with all that a later check needs."""
        return "B-B" if self.stamped is None else "B-LT" if self.lasts else "B-T"


def read(pdf: bytes) -> Proof | None:
    """The proof of the first seal of a file; None when it is no PDF or carries none."""
    try:
        reader = PdfFileReader(BytesIO(pdf))
        seals = reader.embedded_regular_signatures
    except _UNREADABLE:
        return None
    return _proof(reader, seals[0]) if seals else None


_UNREADABLE = (PdfError, ValueError, KeyError, TypeError, RecursionError, OSError)


def _proof(reader: PdfFileReader, found: EmbeddedPdfSignature) -> Proof:
    """The certificate is taken at its word here: whose it is, is compared by its fingerprint."""
    cert = found.signer_cert
    name, mark = str(cert.subject.native.get("common_name", "")), bytes(cert.sha256)
    try:
        status = validate_pdf_signature(found, ValidationContext(trust_roots=[cert], allow_fetching=False))
        is_pure = only_seals(reader)
    except (*_UNREADABLE, SignatureValidationError, SigningError):
        return Proof(name, False, False, mark)
    stamp = status.timestamp_validity
    return Proof(
        name,
        status.intact and status.valid,
        bool(status.docmdp_ok),
        mark,
        _utc(status.signer_reported_dt),
        _utc(stamp.timestamp if stamp else None),
        is_pure,
        "/DSS" in reader.root,
    )


def _utc(moment: datetime | None) -> datetime | None:
    """Without a zone mark, as the store keeps times."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None
