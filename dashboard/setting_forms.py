"""The forms of the settings: which fields each one has."""

from dashboard.forms import Field, Shape
from data_layer.programme_settings import CHOICES, TIER_BOUNDS, TIER_CHOICES


def _words(*names: str) -> dict[str, str]:
    return {name: f"choice.{name}" for name in names}


TARGET = "target_people"
PLAN = Shape("plan", (Field("month", "head"), Field("people", "number", low=0)))
DECISIONS = Shape(
    "decisions",
    (
        Field("decision", "head"),
        Field("value", "number"),
        Field("scope", "choice", _words(*CHOICES["quota_scope"]), shares=True),
    ),
    reason=True,
)
TIERS = Shape(
    "tiers",
    (
        Field("tier", "head"),
        *(Field(name, "number", low=low, high=high) for name, (low, high) in TIER_BOUNDS.items()),
        *(Field(name, "choice", _words(*known)) for name, known in TIER_CHOICES.items()),
    ),
    reason=True,
    locked=True,
)
COURSES = Shape(
    "courses",
    (
        Field("code", fixed=True),
        Field("title_tr"),
        Field("title_en"),
        Field("audience", "choice", _words("user", "technical")),
        Field("minutes", "number", low=30, high=1_440),
        Field("retired", "flag"),
    ),
    adds=True,
)
SITES = Shape(
    "sites",
    (Field("city", fixed=True), Field("province_code", "choice", fixed=True, worded=False), Field("name")),
    adds=True,
)
ROOMS = Shape(
    "rooms",
    (
        Field("site_id", "choice", fixed=True, worded=False),
        Field("name"),
        Field("capacity", "number", low=1, high=1_000),
        Field("retired", "flag"),
    ),
    adds=True,
)
TRAINERS = Shape(
    "trainers",
    (Field("name"), Field("home_city"), Field("skills", "many", worded=False), Field("retired", "flag")),
    adds=True,
)
LEAVES = Shape(
    "leaves",
    (
        Field("trainer", "choice", fixed=True, worded=False),
        Field("starts_on", "date", fixed=True),
        Field("ends_on", "date", fixed=True),
        Field("remove", "flag"),
    ),
    adds=True,
)
WEIGHTS = {"0": "choice.weight_0", "0.5": "choice.weight_half", "1": "choice.weight_1"}
DAYS = Shape(
    "days",
    (
        Field("day", "date", fixed=True),
        Field("name"),
        Field("weight", "choice", WEIGHTS),
        Field("kind", "choice", _words("leave", "correction")),
        Field("remove", "flag"),
    ),
    adds=True,
)
