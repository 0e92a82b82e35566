"""Every component id, one class a page; rows and cards have dict ids made by a function here."""


class Frame:
    """The frame of every page."""

    URL = "url"
    CONTENT = "content"
    NOTICES = "notices"
    VERSION = "veri-surumu"  # the poll's script finds it by this name
    THEME = "tema"
    STAMP = "frame-stamp"
    CHIPS = "frame-chips"
    BAR = "frame-filters"
    FIRST = "filter-first"
    LAST = "filter-last"
    TIERS = "filter-tiers"
    VENUES = "filter-venues"
    PROVINCES = "filter-provinces"
    INSTITUTION = "filter-institution"
    REPRESENTATIVE = "filter-representative"


class AdminSettings:
    PLAN_SUM = "admin-plan-sum"
    PLAN_CURVE = "admin-plan-curve"
    TIER_COUNTS = "admin-tier-counts"
    YEAR = "admin-holiday-year"
    HOLIDAYS = "admin-holidays"


class AdminImport:
    KIND = "admin-import-kind"
    FILE = "admin-import-file"
    CHOOSE = "admin-import-choose"
    LARGE = "admin-import-large"
    SEEN = "admin-import-seen"
    PREVIEW = "admin-import-preview"
    APPLY = "admin-import-apply"
    FAULTY = "admin-import-faulty"
    DOWNLOAD = "admin-import-download"
    RESULT = "admin-import-result"


class Admin:
    TABS = "admin-tabs"
    SYSTEM = "admin-system"


class Overview:
    VERDICT = "overview-verdict"
    PACE = "overview-pace"
    TILES = "overview-tiles"
    ATTENTION = "overview-attention"


class Hours:
    VERDICT = "hours-verdict"
    SUMS = "hours-sums"


class Fill:
    HEAD = "fill-head"


class Reach:
    HEAD = "reach-head"


class Coverage:
    VERDICT = "coverage-verdict"


class Institutions:
    SEARCH = "institutions-search"


class Institution:
    HEADER = "institution-header"
    BODY = "institution-body"


def chart(part: str, card: object) -> dict[str, object]:
    """A part of a card with a chart; `card` is its name or MATCH/ALL."""
    return {"type": f"chart-{part}", "card": card}


def listing(part: str, card: object) -> dict[str, object]:
    """A part of a card with a table only."""
    return {"type": f"list-{part}", "card": card}


def act(kind: str, card: object, deed: object) -> dict[str, object]:
    """A menu item of a card."""
    return {"type": f"{kind}-act", "card": card, "act": deed}


def form(part: str, name: str) -> dict[str, object]:
    """A part of a form of the administration."""
    return {"type": f"form-{part}", "form": name}


def form_input(name: str, row: object, field: object) -> dict[str, object]:
    """An input of such a form; `row` and `field` are names or ALL."""
    return {"type": "form-input", "form": name, "row": row, "field": field}
