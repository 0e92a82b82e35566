"""Filters in words: for chips, pictures and information sheets."""

from dashboard import formats, urls
from dashboard.cards import Screen
from dashboard.texts import Words
from data_layer import geography, institutions
from data_layer.filters import PROVINCES, VENUES, Filters
from data_layer.programme import Programme
from data_layer.store import Store


def chips(store: Store, screen: Screen) -> list[tuple[str, str, str]]:
    """(address key, value, words) of every filter that is set."""
    filters, programme, w = screen.filters, screen.programme, screen.words
    found: list[tuple[str, str, str]] = []
    if (filters.first, filters.last) != (programme.starts_on, programme.ends_on):
        text = f"{formats.day(filters.first, w.lang)} – {formats.day(filters.last, w.lang)}"
        found.append(("d", urls.days(filters.first, filters.last), text))
    if len(filters.tiers) < len(programme.tiers):
        found += [("k", code, tier_name(code, w)) for code in filters.tiers]
    if len(filters.venues) < len(VENUES):
        found += [("y", code, w(f"venue.{code}")) for code in filters.venues]
    if len(filters.provinces) < len(PROVINCES):
        found += [("il", urls.province_text(code), province_name(code, w)) for code in filters.provinces]
    found += _one("kurum", filters.institution, dict(store.remember(institutions.choices)))
    found += _one("tem", filters.representative, dict(store.remember(institutions.representatives)))
    if filters.measure != "kisi":
        found.append(("o", filters.measure, w(f"filter.{filters.measure}")))
    if filters.as_of != screen.today:
        found.append(("asof", filters.as_of.isoformat(), w("filter.as_of", day=formats.day(filters.as_of, w.lang))))
    return found


def sentence(store: Store, screen: Screen) -> str:
    """All filters in one line, or "all records"."""
    texts = [text for _, _, text in chips(store, screen)]
    return " · ".join(texts) if texts else screen.words("filter.none")


def file_part(filters: Filters, programme: Programme) -> str:
    """The filters in a file name, ASCII: `_k-S-1_y-ankara`."""
    parts = []
    if len(filters.tiers) < len(programme.tiers):
        parts.append("k-" + "-".join(filters.tiers))
    if len(filters.venues) < len(VENUES):
        parts.append("y-" + "-".join(filters.venues))
    if len(filters.provinces) < len(PROVINCES):
        parts.append("il-" + "-".join(urls.province_text(code) for code in filters.provinces))
    if filters.institution:
        parts.append(f"kurum-{filters.institution}")
    if filters.representative:
        parts.append(f"tem-{filters.representative}")
    return "".join(f"_{part}" for part in parts)


def tier_name(code: str, w: Words) -> str:
    """`Standart`, `1. kategori`."""
    return w("tier.standard") if code == "S" else w("tier.number", code=code)


def province_name(code: int, w: Words) -> str:
    return geography.province_names()[code] if code else w("filter.unknown_province")


def _one(key: str, number: int | None, names: dict[int, str]) -> list[tuple[str, str, str]]:
    return [] if number is None else [(key, str(number), names.get(number, f"#{number}"))]
