"""A real mail server on loopback: keeps what arrives, answers what a test wants to hear, speaks TLS when told to."""

import email
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from dashboard.settings import Settings
from tests.servers import free_port

SENDER = "Kamu SM Eğitim <egitim@kurum.gov.tr>"
PASSWORD = "posta-parolasi"
DROP = "the line breaks"


@dataclass
class Office:
    """`letters` that arrived. Each of `answers` is given once, to the next command of its name (rcpt, data)."""

    port: int = 0
    letters: list[Envelope] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    on_data: Callable[[], None] = lambda: None
    logins: list[bytes] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (said := self._answer("rcpt")) != "250 OK":
            return said
        envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        said = self._answer("data")
        if said == DROP:
            server.transport.abort()
        elif said != "250 OK":
            return said
        self.letters.append(envelope)
        self.on_data()
        return said

    def read(self) -> list[EmailMessage]:
        """What arrived, as a mail program shows it."""
        return [email.message_from_bytes(one.content, policy=default) for one in self.letters]  # type: ignore[arg-type, misc]

    def settings(self, **more: Any) -> Settings:
        given = {"eposta_sunucu": "127.0.0.1", "eposta_kapi": self.port, "eposta_gonderen": SENDER}
        return Settings(**{**given, "eposta_tls": "yok", **more})

    def admit(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append(given.password)
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)

    def _answer(self, command: str) -> str:
        if self.answers and self.answers[0][0] == command:
            return self.answers.pop(0)[1]
        return "250 OK"


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[Office]:
    """With `tls` it takes letters after STARTTLS and a sign-in only."""
    office = Office(free_port())
    more: dict[str, Any] = {}
    if tls:
        more = {"tls_context": tls, "require_starttls": True, "auth_required": True, "authenticator": office.admit}
    controller = Controller(office, hostname="127.0.0.1", port=office.port, **more)
    controller.start()
    yield office
    controller.stop()


def certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate of its own for this machine, and the file that makes it trusted."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Deneme Postası")])
    cert = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted, whole = folder / "posta.crt", folder / "posta.pem"
    trusted.write_bytes(cert.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    whole.write_bytes(secret + cert.public_bytes(Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(whole)
    return context, trusted
