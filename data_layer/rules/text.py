"""Turkish letters: how names are compared, found and sorted.

Neither Python nor the databases do this alone: `'İSTANBUL'.lower()` has nine letters, `lower('I')` is never `ı`, and
plain sorting puts Çorum, İzmir and Şırnak at the end (E38).
"""

import re
import unicodedata

_DOTLESS = str.maketrans("İIı", "iii")
_TO_LOWER = str.maketrans("İI", "iı")
_TO_UPPER = str.maketrans("iı", "İI")
_SIGNS = re.compile(r"[\W_]+")

# What people type for long words, folded; whole words only.
_ABBREVIATIONS = (
    (re.compile(r"\bil (?:md|mud)\b"), "il mudurlugu"),
    (re.compile(r"\bilce (?:md|mud)\b"), "ilce mudurlugu"),
    (re.compile(r"\bgn (?:md|mud)\b|\bgm\b"), "genel mudurlugu"),
    (re.compile(r"\bbsk\b"), "baskanligi"),
    (re.compile(r"\buniv\b"), "universitesi"),
)

_ALPHABET = {letter: place for place, letter in enumerate("abcçdefgğhıijklmnoöpqrsştuüvwxyz")}
_CIRCUMFLEX = str.maketrans("âîû", "aiu")


def fold(text: str) -> str:
    """Lower-case letters and digits without marks, one space between words: `ÇANKIRI  İl-Md.` → `cankiri il md`."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_DOTLESS))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _SIGNS.sub(" ", plain.casefold()).strip()


def name_key(name: str) -> str:
    """The stored key of a name, equal for two spellings of it. Abbreviations stay: they could join different names."""
    return fold(name)


def search_fold(text: str) -> str:
    """`fold` with the usual abbreviations written out: `Sağlık GM` → `saglik genel mudurlugu`. For searching only."""
    folded = fold(text)
    for short, whole in _ABBREVIATIONS:
        folded = short.sub(whole, folded)
    return folded


def search_words(name: str) -> str:
    """All spellings under which a drop-down finds a name: the browser compares with its own, non-Turkish lower case."""
    lower = tr_lower(name)
    spellings = [fold(name), lower, tr_upper(name).lower(), lower.replace("i", "ı"), search_fold(name)]
    return " ".join(dict.fromkeys(spellings))


def tr_lower(text: str) -> str:
    """Lower case with i and ı kept apart."""
    return unicodedata.normalize("NFC", text).translate(_TO_LOWER).lower()


def tr_upper(text: str) -> str:
    """Upper case with İ and I kept apart."""
    return unicodedata.normalize("NFC", text).translate(_TO_UPPER).upper()


def sort_key(text: str) -> tuple[tuple[tuple[int, int], ...], str]:
    """The key of Turkish order: signs, digits, letters. A circumflex counts only between otherwise equal words."""
    lower = tr_lower(text)
    return tuple(_place(letter) for letter in lower.translate(_CIRCUMFLEX)), lower


def _place(letter: str) -> tuple[int, int]:
    if letter in _ALPHABET:
        return 3, _ALPHABET[letter]
    if letter.isalpha():
        return 4, ord(letter)
    if letter.isdigit():
        return 2, ord(letter)
    return (0, 0) if letter.isspace() else (1, ord(letter))
