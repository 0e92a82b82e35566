"""Settings: read once from the environment, checked at start, handed on."""

import os
from datetime import date
from typing import Literal

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from data_layer.errors import ProgrammeError

PREFIX = "EGITIM_"
_EXAMPLES = {
    "store": "data/egitim.duckdb",
    "bugun": "2012-09-14",
    "bos": "1",
    "gunluk": "INFO",
    "esik_mb": "200",
    "dil": "tr",
}


class SettingsError(ProgrammeError):
    """A setting that cannot be used; its sentence names the variable and shows an example."""


class Settings(BaseSettings):
    """EGITIM_STORE, EGITIM_BUGUN (a frozen day), EGITIM_BOS (start empty), EGITIM_GUNLUK (log level),
    EGITIM_ESIK_MB (least free disk for /readyz), EGITIM_DIL (language of the command line)."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    store: str = "data/egitim.duckdb"
    bugun: date | None = None
    bos: bool = False
    gunluk: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    esik_mb: int = 200
    dil: Literal["tr", "en"] = "tr"


def read() -> Settings:
    """The settings of this process. SettingsError for a name that does not exist or a value that cannot be read."""
    known = sorted(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
    if unknown := sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known):
        raise SettingsError("settings.unknown", name=unknown[0], known=", ".join(known))
    try:
        return Settings()
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        name = f"{PREFIX}{field.upper()}"
        raise SettingsError(
            "settings.unreadable", name=name, given=os.environ[name], example=_EXAMPLES[field]
        ) from error
