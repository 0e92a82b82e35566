"""Where a seal's key lies: in a PKCS#12 file or on a PKCS#11 token. It never comes near the store or a screen."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pkcs11
from asn1crypto import pem
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pkcs11.exceptions import PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign import Signer
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko_certvalidator.registry import SimpleCertificateStore

from data_layer.errors import ProgrammeError

SCHEME = "pkcs11"  # the scheme of RFC 7512


class SealError(ProgrammeError):
    """A seal that is set up but cannot be used; its sentence says what to look at."""


class HeldKey(Signer):
    """Signs with a key that was read and checked once: pyHanko's own signer reads it anew for every paper."""

    def __init__(
        self, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, cert: Certificate, chain: list[Certificate]
    ):
        known = SimpleCertificateStore()
        known.register_multiple([cert, *chain])
        super().__init__(signing_cert=cert, cert_registry=known)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        digest = getattr(hashes, digest_algorithm.upper())()
        if isinstance(self._key, rsa.RSAPrivateKey):
            return bytes(self._key.key_size // 8) if dry_run else self._key.sign(data, padding.PKCS1v15(), digest)
        return self._key.sign(data, ec.ECDSA(digest))


def signer(place: str, password: str) -> Signer:
    """The signer at `place`: a path, or `pkcs11:token=…;object=…?module-path=…`. SealError when it is not to be had."""
    return _of_token(place, password) if is_token(place) else _of_file(Path(place), password)


def certificates(folder: Path, *endings: str) -> list[bytes]:
    """The DER of every file of a folder with one of these endings; PEM is unpacked."""
    files = sorted(file for file in folder.iterdir() if file.suffix in endings)
    return [pem.unarmor(raw)[2] if pem.detect(raw) else raw for raw in (file.read_bytes() for file in files)]


def is_token(place: str) -> bool:
    return place.startswith(f"{SCHEME}:")


def label_of(address: str) -> str:
    """The token's name in an address."""
    return _parts(address)[0]


def is_connected(address: str) -> bool:
    """Whether the token of an address is there; nobody signs in to it."""
    label, _, module = _parts(address)
    try:
        pkcs11.lib(module).get_token(token_label=label)
    except (PKCS11Error, OSError):
        return False
    return True


def _of_file(path: Path, password: str) -> Signer:
    try:
        key, cert, chain = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode() or None)
    except OSError as error:
        raise SealError("seal.no_file", path=str(path)) from error
    except ValueError as error:
        raise SealError("seal.unreadable", path=str(path)) from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or cert is None:
        raise SealError("seal.unreadable", path=str(path))
    first, *others = [Certificate.load(one.public_bytes(serialization.Encoding.DER)) for one in (cert, *chain)]
    return HeldKey(key, first, others)


def _of_token(address: str, pin: str) -> Signer:
    """A session with the token stays open until it is closed."""
    label, name, module = _parts(address)
    try:
        session = open_pkcs11_session(module, token_criteria=TokenCriteria(label=label), user_pin=pin)
        found = PKCS11Signer(session, cert_label=name, other_certs_to_pull=None)
        assert found.signing_cert is not None
    except (PKCS11Error, SigningError, OSError) as error:
        raise SealError("seal.no_token", token=label) from error
    return found


def _parts(address: str) -> tuple[str, str, str]:
    """Label of the token, name of the certificate on it, path of its module."""
    parts = urlsplit(address)
    names = dict(pair.split("=", 1) for pair in unquote(parts.path).split(";") if "=" in pair)
    return names.get("token", ""), names.get("object", ""), parse_qs(parts.query).get("module-path", [""])[0]
