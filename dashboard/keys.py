"""Keys: what signs cookies and what seals anchors. From the settings, or made once and kept beside the store."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from dashboard.settings import Settings
from data_layer.errors import StoreError

_FILE = "anahtar"
_ANCHORS = "capa-anahtari"


def secret(chosen: Settings, folder: Path) -> bytes:
    """Signs cookies; at least 32 bytes. Several machines need the same one: EGITIM_ANAHTAR."""
    return _kept(chosen.anahtar, folder / _FILE)


def of_anchors(chosen: Settings, folder: Path) -> bytes:
    """Seals anchors; at least 32 bytes. Worth most where the store is not: EGITIM_CAPA_ANAHTARI."""
    return _kept(chosen.capa_anahtari, folder / _ANCHORS)


def _kept(given: SecretStr | None, file: Path) -> bytes:
    """The one that is given, else that of the file. StoreError when none can be kept."""
    if given:
        return given.get_secret_value().encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        return file.read_bytes()
    except OSError as error:
        raise StoreError("store.unwritable", path=str(file), reason=error.strerror) from error


def _make(file: Path) -> None:
    """Written whole, then named: of workers that start together one wins and all read the same."""
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as new:
        new.write(secrets.token_bytes(48))
    with suppress(FileExistsError):
        os.link(part, file)
    part.unlink()
