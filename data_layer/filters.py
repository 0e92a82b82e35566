"""What a reader wants to see: dates, tiers, venues, provinces, one institution, one representative."""

from dataclasses import dataclass
from datetime import date

from data_layer.programme import Programme

VENUES = ("ankara", "gebze", "kurum")
PROVINCES = tuple(range(82))  # 0 = unknown


@dataclass(frozen=True, slots=True)
class Filters:
    """All values are given; "not filtered" is the whole range. `measure` is "kisi" or "katilim"."""

    programme: int
    first: date
    last: date
    as_of: date
    tiers: tuple[str, ...]
    venues: tuple[str, ...] = VENUES
    provinces: tuple[int, ...] = PROVINCES
    institution: int | None = None
    representative: int | None = None
    measure: str = "kisi"

    @classmethod
    def whole(cls, programme: Programme, as_of: date) -> "Filters":
        """Everything of a programme up to a day."""
        return cls(
            programme=programme.id,
            first=programme.starts_on,
            last=programme.ends_on,
            as_of=as_of,
            tiers=tuple(tier.code for tier in programme.tiers),
        )

    def values(self) -> dict[str, object]:
        """The `$name` values of FACT_FILTER and its neighbours."""
        return {
            "programme": self.programme,
            "first": self.first,
            "last": self.last,
            "as_of": self.as_of,
            "tiers": list(self.tiers),
            "venues": list(self.venues),
            "provinces": list(self.provinces),
            "institution": self.institution,
            "representative": self.representative,
        }


# Institutions that pass the filter; every view with tier_code, province_code, institution_id, representative_id.
INSTITUTION_FILTER = """
    programme_id = $programme
    and tier_code = any($tiers)
    and coalesce(province_code, 0) = any($provinces)
    and (cast($institution as integer) is null or institution_id = $institution)
    and (cast($representative as integer) is null or representative_id = $representative)
"""

# Dated facts that pass the filter; such views have session_date and venue too.
FACT_FILTER = f"""{INSTITUTION_FILTER}
    and session_date between $first and $last
    and session_date <= $as_of
    and venue = any($venues)
"""
