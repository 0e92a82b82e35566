"""Filters and the address: one codec, both ways. Default values are left out; a bad value is dropped and named."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, quote

from data_layer.filters import VENUES, Filters
from data_layer.programme import Programme

FILTER_KEYS = ("d", "k", "y", "il", "kurum", "tem", "o", "asof")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_ALL_PROVINCES = 81
_LARGEST_ID = 2**31 - 1  # what an integer of the store holds


@dataclass(frozen=True, slots=True)
class Address:
    """What a query string says: filters, every raw value (page switches too), and the values that were dropped."""

    filters: Filters
    query: dict[str, str]
    bad: tuple[str, ...]


def parse(search: str | None, programme: Programme, today: date) -> Address:
    """Read a query string; unknown keys stay in `query` and filter nothing."""
    query = {key: value for key, value in parse_qsl((search or "").removeprefix("?")) if value}
    filters, bad = Filters.whole(programme, today), []
    for key, read in _READERS.items():
        if (value := query.get(key)) is None:
            continue
        try:
            filters = read(filters, value)
        except ValueError:
            bad.append(f"{key}={value}")
            del query[key]
    return Address(filters, query, tuple(bad))


def write(query: Mapping[str, str]) -> str:
    """The query string of these values; empty ones are left out."""
    parts = [f"{key}={quote(value, safe=',.:')}" for key, value in query.items() if value]
    return "?" + "&".join(parts) if parts else ""


def days(first: date, last: date) -> str:
    """The value of `d`."""
    return f"{first}..{last}"


def province_text(code: int) -> str:
    """The value of `il`: plate code with two digits."""
    return f"{code:02d}"


def _read_days(filters: Filters, value: str) -> Filters:
    match = _DAYS.fullmatch(value)
    if match is None:
        raise ValueError(value)
    first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2])
    if first > last:
        raise ValueError(value)
    return replace(filters, first=first, last=last)


def _read_tiers(filters: Filters, value: str) -> Filters:
    return replace(filters, tiers=_some(value, filters.tiers))


def _read_venues(filters: Filters, value: str) -> Filters:
    return replace(filters, venues=_some(value, VENUES))


def _read_provinces(filters: Filters, value: str) -> Filters:
    codes = tuple(sorted({_whole(code) for code in value.split(",")}))
    if not all(0 <= code <= _ALL_PROVINCES for code in codes):
        raise ValueError(value)
    return replace(filters, provinces=codes)


def _read_measure(filters: Filters, value: str) -> Filters:
    return replace(filters, measure=_some(value, ("kisi", "katilim"))[0])


def _read_as_of(filters: Filters, value: str) -> Filters:
    as_of = date.fromisoformat(value)
    if as_of.isoformat() != value or as_of > filters.as_of:
        raise ValueError(value)
    return replace(filters, as_of=as_of)


def _some(value: str, known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = value.split(",")
    if set(chosen) - set(known):
        raise ValueError(value)
    return tuple(code for code in known if code in chosen)


def _one(value: str) -> int:
    number = _whole(value)
    if not 1 <= number <= _LARGEST_ID:
        raise ValueError(value)
    return number


def _whole(value: str) -> int:
    """Plain digits only: Python's int() also reads `1_0`, ` 6` and the digits of other scripts."""
    if not (value.isascii() and value.isdigit()):
        raise ValueError(value)
    return int(value)


_READERS: dict[str, Callable[[Filters, str], Filters]] = {
    "d": _read_days,
    "k": _read_tiers,
    "y": _read_venues,
    "il": _read_provinces,
    "kurum": lambda filters, value: replace(filters, institution=_one(value)),
    "tem": lambda filters, value: replace(filters, representative=_one(value)),
    "o": _read_measure,
    "asof": _read_as_of,
}
