"""A certificate authority of a test: a root, certificates below it, a revocation list, a time-stamp service."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from asn1crypto import tsp
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

NOW = datetime.now(UTC)
PASSWORD = "deneme-parolasi"
_NOT_USED = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Authority:
    """Its root lies with its list in a folder of proofs as an office keeps them."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.root = self._signed("Deneme Kökü", self._key, is_root=True)

    def seal(self, key: Key, name: str = "Örnek Kurum Mührü") -> bytes:
        """A PKCS#12 file with PASSWORD."""
        cert = self._signed(name, key)
        secret = BestAvailableEncryption(PASSWORD.encode())
        return pkcs12.serialize_key_and_certificates(b"muhur", key, cert, [self.root], secret)

    def certificate(self, key: Key) -> bytes:
        return self._signed("Örnek Aygıt Mührü", key).public_bytes(Encoding.DER)

    def proofs(self, folder: Path) -> Path:
        """A folder with the root and an empty revocation list."""
        (folder / "kok.crt").write_bytes(self.root.public_bytes(Encoding.PEM))
        listed = x509.CertificateRevocationListBuilder().issuer_name(self.root.subject)
        listed = listed.last_update(NOW - timedelta(days=1)).next_update(NOW + timedelta(days=30))
        (folder / "liste.crl").write_bytes(listed.sign(self._key, hashes.SHA256()).public_bytes(Encoding.DER))
        return folder

    @contextmanager
    def stamping(self) -> Iterator[str]:
        """The address of a time-stamp service (RFC 3161) on loopback."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        cert = self._signed("Deneme Zamanı", key, ExtendedKeyUsageOID.TIME_STAMPING)
        secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        stamper = DummyTimeStamper(
            Certificate.load(cert.public_bytes(Encoding.DER)), PrivateKeyInfo.load(secret), [_loaded(self.root)]
        )

        class Service(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
                answer = stamper.request_tsa_response(asked).dump()
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        with HTTPServer(("127.0.0.1", 0), Service) as server:
            thread = Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            thread.join(timeout=10)

    def _signed(
        self, name: str, key: Key, purpose: x509.ObjectIdentifier | None = None, is_root: bool = False
    ) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = subject if is_root else self.root.subject
        usage = {"digital_signature": True, "content_commitment": True, "key_cert_sign": is_root, "crl_sign": is_root}
        made = (
            x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=2))
            .not_valid_after(NOW + timedelta(days=900))
            .add_extension(x509.BasicConstraints(is_root, None), critical=True)
            .add_extension(x509.KeyUsage(**usage, **dict.fromkeys(_NOT_USED, False)), critical=True)
        )
        if purpose:
            made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        return made.sign(self._key, hashes.SHA256())


def _loaded(cert: x509.Certificate) -> Certificate:
    return Certificate.load(cert.public_bytes(Encoding.DER))
