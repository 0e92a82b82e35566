"""Which seal this installation has: that of the settings, else the trial seal beside demo data, else none."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from dashboard.seals import keys
from dashboard.seals.keys import SealError
from dashboard.seals.seal import opened
from dashboard.settings import Settings
from data_layer import programme
from data_layer.store import Store

TRIAL_FILE = "deneme-muhru.p12"


@dataclass(frozen=True, slots=True)
class State:
    """`until` (UTC) is the end of a file's certificate; `fault` is why a seal that is set up cannot be used now."""

    kind: Literal["none", "file", "token", "trial"]
    until: datetime | None = None
    fault: SealError | None = None


def of(settings: Settings, store: Store) -> Settings:
    """The settings with the seal that counts here."""
    trial = trial_file(store.folder)
    if settings.muhur or not trial.exists() or store.remember(programme.load).demo_day is None:
        return settings
    return settings.model_copy(update={"muhur": str(trial), "muhur_parola": None})


def state(chosen: Settings) -> State:
    """Whether it could seal now. Nobody signs in to a token for it: a batch may hold its one login."""
    if not chosen.muhur:
        return State("none")
    if keys.is_token(chosen.muhur):
        return State(
            "token",
            fault=None
            if keys.is_connected(chosen.muhur)
            else SealError("seal.no_token", token=keys.label_of(chosen.muhur)),
        )
    try:
        found = opened(chosen)
    except SealError as fault:
        return State("file", fault=fault)
    assert found is not None
    return State("trial" if found.is_trial else "file", found.until)


def ready(chosen: Settings) -> None:
    """SealError when there is no seal, or it cannot be used now."""
    found = state(chosen)
    if found.kind == "none":
        raise SealError("seal.none")
    if found.fault:
        raise found.fault


def trial_file(folder: Path) -> Path:
    """Of demo data: beside its store, in nobody's repository."""
    return folder / TRIAL_FILE
