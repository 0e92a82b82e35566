"""Sealing: PAdES B-B offline, B-T with a time-stamp service, B-LT when roots and revocation lists lie ready as well."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Lock

from asn1crypto.x509 import Certificate
from pkcs11.exceptions import PKCS11Error
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

from dashboard.seals import keys
from dashboard.seals.keys import SealError
from dashboard.seals.trial import TRIAL
from dashboard.settings import Settings

FIELD = "Muhur"
_AROUND = 2_048  # bytes


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal that is ready. `until` is the end of its certificate (UTC)."""

    signer: Signer
    stamps: TimeStamper | None = None
    proofs: Path | None = None
    _one_at_a_time: Lock = field(default_factory=Lock)  # a token has one session

    @property
    def owner(self) -> str:
        """The name in its certificate."""
        return str(self._certificate.subject.native.get("common_name", ""))

    @property
    def until(self) -> datetime:
        end: datetime = self._certificate.not_valid_after
        return end

    @property
    def is_trial(self) -> bool:
        return self.owner.startswith(TRIAL)

    @property
    def fingerprint(self) -> bytes:
        return bytes(self._certificate.sha256)

    def close(self) -> None:
        """Let go of a token: it takes one login of a process at a time."""
        if isinstance(self.signer, PKCS11Signer):
            self.signer.pkcs11_session.close()

    def seal(self, pdf: bytes) -> bytes:
        """The paper with its seal: nothing may change afterwards, and its first bytes are the paper's. SealError."""
        out = BytesIO()
        paper, signer = (
            IncrementalPdfFileWriter(BytesIO(pdf)),
            PdfSigner(self._what(), self.signer, timestamper=self.stamps),
        )
        try:
            with self._one_at_a_time:
                signer.sign_pdf(paper, output=out, bytes_reserved=self._room())
        except TimestampRequestError as error:
            raise SealError("seal.no_stamp") from error
        except (SigningError, PKCS11Error) as error:
            raise SealError("seal.failed", reason=type(error).__name__) from error
        return out.getvalue()

    def _room(self) -> int | None:
        """Hexadecimal digits for certificates, signature and what stands around it. None with a time stamp: pyHanko
        then seals once on trial to learn it."""
        if self.stamps is not None:
            return None
        known = {cert.sha256: len(cert.dump()) for cert in (self._certificate, *self.signer.cert_registry)}
        return 2 * (sum(known.values()) + _AROUND)

    def _what(self) -> PdfSignatureMetadata:
        """Roots and lists are asked for anew each time: an office exchanges its lists every day."""
        lasting = self.stamps is not None and self.proofs is not None
        return PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            embed_validation_info=lasting,
            validation_context=known(self.proofs) if lasting and self.proofs else None,
        )

    @property
    def _certificate(self) -> Certificate:
        found = self.signer.signing_cert
        assert found is not None, "a signer without a certificate is refused when it is opened"
        return found


def opened(chosen: Settings) -> Seal | None:
    """The seal of the settings; None without one. SealError when it cannot be used now."""
    if not chosen.muhur:
        return None
    if chosen.muhur_kanit and not chosen.muhur_kanit.is_dir():
        raise SealError("seal.no_proofs", path=str(chosen.muhur_kanit))
    password = chosen.muhur_parola.get_secret_value() if chosen.muhur_parola else ""
    stamps = RequestsHTTPTimeStamper(chosen.zaman_damgasi) if chosen.zaman_damgasi else None
    found = Seal(keys.signer(chosen.muhur, password), stamps, chosen.muhur_kanit)
    if found.until < datetime.now(UTC):
        found.close()
        raise SealError("seal.expired", owner=found.owner, until=found.until.date())
    return found


def known(proofs: Path) -> ValidationContext:
    """Roots (*.crt, *.cer, *.pem) and revocation lists (*.crl) of a folder; nothing is fetched."""
    return ValidationContext(
        trust_roots=[Certificate.load(one) for one in keys.certificates(proofs, ".crt", ".cer", ".pem")],
        crls=keys.certificates(proofs, ".crl"),
        allow_fetching=False,
    )
