"""Every sentence of the screens: `words("tr")("hours.verdict", free="344", n=12)`.

One file a page in tr/ and en/, the same keys and slots in both (a test compares them). The first table of a key is the
page; all files of a language are read as one tree.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
LANGUAGES = ("tr", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language. KeyError for a key that does not exist."""

    lang: str

    def __call__(self, key: str, **values: object) -> str:
        return catalogue(self.lang)[key].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in catalogue(self.lang)


def words(lang: str) -> Words:
    """The sentences of "tr" or "en"; anything else is Turkish."""
    return Words(lang if lang in LANGUAGES else "tr")


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All dotted keys of a language with their sentences."""
    sentences: dict[str, str] = {}
    for file in sorted((_HERE / lang).glob("*.toml")):
        for key, sentence in _flat(tomllib.loads(file.read_text(encoding="utf-8")), ""):
            if key in sentences:
                raise ValueError(f"{key} stands twice in {lang}, again in {file.name}")
            sentences[key] = sentence
    return sentences


def _flat(tree: dict[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(value)
