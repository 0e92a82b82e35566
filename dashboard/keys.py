"""The key that signs cookies: from the settings, or made once and kept beside the store."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from dashboard.settings import Settings
from data_layer.errors import StoreError

_FILE = "anahtar"


def secret(chosen: Settings, folder: Path) -> bytes:
    """At least 32 bytes. Several machines need the same one: EGITIM_ANAHTAR. StoreError when none can be kept."""
    if chosen.anahtar:
        return chosen.anahtar.get_secret_value().encode()
    file = folder / _FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        return file.read_bytes()
    except OSError as error:
        raise StoreError("store.unwritable", path=str(file), reason=error.strerror) from error


def _make(file: Path) -> None:
    """Written whole, then named: of workers that start together one wins and all read the same."""
    part = file.with_name(f"{_FILE}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as new:
        new.write(secrets.token_bytes(48))
    with suppress(FileExistsError):
        os.link(part, file)
    part.unlink()
