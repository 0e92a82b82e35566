"""Numbers of T.C. identity cards: recognised so that they are never kept (law 6698)."""

import re

# Eleven digits, also grouped with spaces, dots or hyphens; phone numbers begin with 0 or +.
_ELEVEN_DIGITS = re.compile(r"(?<![\d+])[1-9](?:[\s.\-]?\d){10}(?!\d)")


def valid_tckn(text: str) -> bool:
    """Whether these are eleven digits with the two right check digits."""
    if len(text) != 11 or not text.isdecimal():
        return False
    digits = [int(sign) for sign in text]
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[0] != 0 and digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def strip_tckn(text: str) -> tuple[str, int]:
    """The text without such numbers, and how many were taken out."""
    found = 0

    def drop(match: re.Match[str]) -> str:
        nonlocal found
        if not valid_tckn("".join(sign for sign in match[0] if sign.isdecimal())):
            return match[0]
        found += 1
        return ""

    clean = _ELEVEN_DIGITS.sub(drop, text)
    return (" ".join(clean.split()), found) if found else (text, 0)
