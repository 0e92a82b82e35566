"""Sentences: two languages that say the same, keys that exist, slots that bear no ending."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from dashboard import texts
from dashboard.texts import catalogue, words

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("dashboard", "pages", "callbacks", "data_layer")
# What reads a sentence by its first argument, and errors that carry one.
READERS = {"w", "words", "RuleError", "NotFound", "Conflict", "Invalid", "StoreError", "Busy", "ServerError"}

TERMINAL = ("check", "command", "summary", "help", "server")


def slots(sentence: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def files(lang: str) -> set[str]:
    return {file.name for file in (Path(texts.__file__).parent / lang).glob("*.toml")}


def keys_in_code() -> Iterator[tuple[str, str]]:
    """(file, key) of every sentence that is named in full."""
    for file in (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in READERS:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and "." in first.value:
                    yield str(file.relative_to(ROOT)), first.value


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def test_both_languages_have_the_same_files_and_keys() -> None:
    assert files("tr") == files("en")
    assert catalogue("tr").keys() ^ catalogue("en").keys() == set()


def test_both_languages_fill_the_same_slots() -> None:
    other = {key: (slots(text), slots(catalogue("en")[key])) for key, text in catalogue("tr").items()}
    assert {key: pair for key, pair in other.items() if set(pair[0]) != set(pair[1])} == {}


def test_every_key_that_the_program_names_exists() -> None:
    named = list(keys_in_code())
    assert len(named) > 50
    assert sorted({pair for pair in named if pair[1] not in catalogue("tr")}) == []


def test_no_slot_bears_a_turkish_ending() -> None:
    """`{n}'ye` would be wrong for half of all numbers and names."""
    ending = re.compile(r"\}['’]\w")
    assert {key: text for key, text in catalogue("tr").items() if ending.search(text)} == {}


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_no_sentence_is_empty_or_has_stray_blanks(lang: str) -> None:
    """Lines of the terminal are set in columns: their blanks are meant."""
    screen = {key: text for key, text in catalogue(lang).items() if key.split(".")[0] not in TERMINAL}
    assert {key: text for key, text in screen.items() if not text or text != text.strip() or "  " in text} == {}


def test_no_turkish_letter_stands_in_an_english_sentence() -> None:
    """Names and the letter's own sentences may, and the button that leads to the Turkish screens."""
    turkish = re.compile(r"\b[a-zçğıöşü]*[çğışö][a-zçğıöşü]*\b")
    quoted = ("frame.language", "institution.quota_sentence")
    english = {key: text for key, text in catalogue("en").items() if not key.startswith(quoted)}
    assert {key: text for key, text in english.items() if turkish.search(text)} == {}


def test_a_sentence_is_filled_in_the_language_of_its_reader() -> None:
    assert words("tr")("frame.stamp", when="14.09.2012") == "Veri tarihi: 14.09.2012"
    assert words("en")("frame.stamp", when="14 Sep 2012").endswith("14 Sep 2012")


def test_an_unknown_language_is_turkish_and_an_unknown_key_an_error() -> None:
    assert words("de").lang == "tr"
    assert "frame.stamp" in words("tr") and "frame.nothing" not in words("tr")
    with pytest.raises(KeyError):
        words("tr")("frame.nothing")


def test_a_key_that_stands_in_two_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tr").mkdir()
    for name in ("a", "b"):
        (tmp_path / "tr" / f"{name}.toml").write_text('[page]\ntitle = "Başlık"\n', encoding="utf-8")
    monkeypatch.setattr(texts, "_HERE", tmp_path)
    with pytest.raises(ValueError, match="page.title stands twice in tr, again in b.toml"):
        texts.catalogue.__wrapped__("tr")
