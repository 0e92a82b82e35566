"""Settings: read once from the environment (or from files of systemd), checked at start, handed on."""

import os
from datetime import date, time
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data_layer.errors import ProgrammeError
from data_layer.outbox import is_address

PREFIX = "EGITIM_"
_EXAMPLES = {
    "store": "data/egitim.duckdb",
    "bugun": "2012-09-14",
    "bos": "1",
    "gunluk": "INFO",
    "esik_mb": "200",
    "dil": "tr",
    "yedek_saati": "02:30",
    "yedek_gun": "2",
    "olcum_anahtari": "en-az-on-alti-harf",
    "trusted_proxies": "1",
    "adres": "https://egitim.kurum.gov.tr",
    "anahtar": "en-az-otuz-iki-harf-uzunlugunda-rastgele",
    "capa_anahtari": "en-az-otuz-iki-harf-uzunlugunda-rastgele",
    "oidc_issuer": "https://kimlik.kurum.gov.tr/realms/kurum",
    "oidc_client_id": "egitim",
    "oidc_secret": "saglayicinin-verdigi-gizli-deger",
    "muhur": "/etc/egitim/muhur.p12",
    "muhur_parola": "muhur-dosyasinin-parolasi",
    "muhur_kanit": "/etc/egitim/muhur-kanit",
    "zaman_damgasi": "https://zd.kurum.gov.tr",
    "eposta_sunucu": "posta.kurum.gov.tr",
    "eposta_kapi": "587",
    "eposta_tls": "starttls",
    "eposta_kullanici": "egitim",
    "eposta_parola": "posta-hesabinin-parolasi",
    "eposta_gonderen": "Kamu SM Eğitim <egitim@kurum.gov.tr>",
}
# Never told back.
_SECRETS = ("olcum_anahtari", "anahtar", "capa_anahtari", "oidc_secret", "muhur_parola", "eposta_parola")
_CREDENTIALS = "CREDENTIALS_DIRECTORY"  # where systemd puts the files of LoadCredential=


class SettingsError(ProgrammeError):
    """A setting that cannot be used; its sentence names the variable and shows an example."""


class Settings(BaseSettings):
    """EGITIM_STORE, EGITIM_BUGUN (a frozen day), EGITIM_BOS (start empty), EGITIM_GUNLUK (log level),
    EGITIM_ESIK_MB (least free disk for /readyz), EGITIM_DIL (language of the command line),
    EGITIM_YEDEK_SAATI (when a copy is made every night, Istanbul time; DuckDB only), EGITIM_YEDEK_GUN (most days since
    the last copy for /readyz, 0 = any), EGITIM_OLCUM_ANAHTARI (what /metrics asks for), EGITIM_TRUSTED_PROXIES (how
    many proxies in front write the forwarded headers), EGITIM_ADRES (where people find the dashboard: https, or http on
    this machine), EGITIM_ANAHTAR (signs the cookies) and EGITIM_CAPA_ANAHTARI (seals
    the anchors of the trail; both are made and kept beside the store when not given), EGITIM_OIDC_ISSUER,
    EGITIM_OIDC_CLIENT_ID and EGITIM_OIDC_SECRET (the institution's identity provider, all three or none), EGITIM_MUHUR
    (the seal of certificates: a PKCS#12 file or the pkcs11: address of a token) with EGITIM_MUHUR_PAROLA,
    EGITIM_ZAMAN_DAMGASI (a time-stamp service), EGITIM_MUHUR_KANIT (a folder with roots and revocation lists),
    EGITIM_EPOSTA_SUNUCU and EGITIM_EPOSTA_GONDEREN (the mail server and whose name the letters bear; without them
    nothing is sent) with EGITIM_EPOSTA_KAPI (its port), EGITIM_EPOSTA_TLS, EGITIM_EPOSTA_KULLANICI and
    EGITIM_EPOSTA_PAROLA."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    store: str = "data/egitim.duckdb"
    bugun: date | None = None
    bos: bool = False
    gunluk: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    esik_mb: int = 200
    dil: Literal["tr", "en"] = "tr"
    yedek_saati: time | None = None
    yedek_gun: Annotated[int, Field(ge=0)] = 0
    olcum_anahtari: Annotated[SecretStr, Field(min_length=16)] | None = None
    trusted_proxies: Annotated[int, Field(ge=0, le=9)] = 0
    adres: str = "http://127.0.0.1:8050"
    anahtar: Annotated[SecretStr, Field(min_length=32)] | None = None
    capa_anahtari: Annotated[SecretStr, Field(min_length=32)] | None = None
    oidc_issuer: str | None = None
    oidc_client_id: Annotated[str, Field(min_length=1)] | None = None
    oidc_secret: Annotated[SecretStr, Field(min_length=16)] | None = None
    muhur: str | None = None
    muhur_parola: SecretStr | None = None
    muhur_kanit: Path | None = None
    zaman_damgasi: str | None = None
    eposta_sunucu: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]+$")] | None = None
    eposta_kapi: Annotated[int, Field(ge=1, le=65535)] = 587
    eposta_tls: Literal["starttls", "tls", "yok"] = "starttls"
    eposta_kullanici: Annotated[str, Field(min_length=1)] | None = None
    eposta_parola: Annotated[SecretStr, Field(min_length=1)] | None = None
    eposta_gonderen: str | None = None

    @field_validator("adres")
    @classmethod
    def _safe(cls, given: str) -> str:
        """Passwords and cookies travel: over TLS, or not at all beyond this machine."""
        return _over_tls(given).rstrip("/")

    @field_validator("oidc_issuer")
    @classmethod
    def _safe_provider(cls, given: str | None) -> str | None:
        """The client's secret travels there. Kept letter by letter: the issuer is compared with that of each token."""
        return _over_tls(given) if given else None

    @field_validator("eposta_gonderen")
    @classmethod
    def _one_mailbox(cls, given: str | None) -> str | None:
        if given and not (given.isprintable() and is_address(parseaddr(given)[1])):
            raise ValueError(given)
        return given

    @field_validator("eposta_kullanici", "eposta_parola")
    @classmethod
    def _carried(cls, given: str | SecretStr | None) -> str | SecretStr | None:
        """A sign-in of SMTP is ASCII."""
        text = given.get_secret_value() if isinstance(given, SecretStr) else given or ""
        if not text.isascii():
            raise ValueError("ascii")
        return given

    @property
    def https(self) -> bool:
        return self.adres.startswith("https:")


def _over_tls(address: str) -> str:
    parts = urlsplit(address)
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))):
        return address
    raise ValueError(address)


def is_loopback(host: str) -> bool:
    """Whether a name or number means this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read() -> Settings:
    """The settings of this process. SettingsError for a name that does not exist or a value that cannot be read."""
    known = sorted(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
    if unknown := sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known):
        raise SettingsError("settings.unknown", name=unknown[0], known=", ".join(known))
    try:
        return Settings(_secrets_dir=_credentials())  # type: ignore[call-arg]  # an argument of BaseSettings
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        name = f"{PREFIX}{field.upper()}"
        given = "…" if field in _SECRETS else os.environ.get(name, "…")
        raise SettingsError("settings.unreadable", name=name, given=given, example=_EXAMPLES[field]) from error


def _credentials() -> Path | None:
    """A folder with files such as `egitim_store`, for what must not stand in the environment."""
    folder = Path(os.environ.get(_CREDENTIALS, ""))
    return folder if _CREDENTIALS in os.environ and folder.is_dir() else None
