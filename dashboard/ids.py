"""Every component id, one class a page; rows and cards have dict ids made by a function here."""

from typing import ClassVar


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
    TEMPLATE = "admin-import-template"
    MAPPING = "admin-import-mapping"
    COLUMNS = "admin-import-columns"
    HEADS = "admin-import-heads"  # headings of the file
    NAMED = "admin-import-named"  # what this browser was told of headings, by list
    REREAD = "admin-import-reread"


class Admin:
    DRAWN = "admin-drawn"
    SYSTEM = "admin-system"


class AdminAudit:
    ACTOR = "admin-audit-actor"
    ACTION = "admin-audit-action"
    FIRST = "admin-audit-first"
    LAST = "admin-audit-last"
    ABOUT = "admin-audit-about"
    LIST = "admin-audit-list"
    COUNT = "admin-audit-count"
    PAGE = "admin-audit-page"
    NEWER = "admin-audit-newer"
    OLDER = "admin-audit-older"
    PROVE = "admin-audit-prove"
    PROVEN = "admin-audit-proven"
    CSV = "admin-audit-csv"
    XLSX = "admin-audit-xlsx"
    FILE = "admin-audit-file"
    UNDO = "admin-audit-undo"  # the event whose button was pressed
    SAID = "admin-audit-said"


class AdminPeople:
    SEARCH = "people-search"
    HINT = "people-hint"
    FOUND = "people-found"
    PANEL = "people-panel"
    RECORD = "people-record"
    SEEN = "people-seen"
    FIELDS: ClassVar = {
        "full_name": "people-name",
        "title": "people-title",
        "phone": "people-phone",
        "email": "people-email",
    }
    CORRECT = "people-correct"
    CORRECTED = "people-corrected"
    REASON = "people-reason"
    DOCUMENT = "people-document"
    TYPED = "people-typed"
    ERASE = "people-erase"
    ERASED = "people-erased"
    RETENTION = "people-retention"
    LOG = "people-log"


class AdminNames:
    INSTITUTION = "names-institution"
    REASON = "names-reason"
    TAKE = "names-take"
    SAID = "names-said"
    FILE = "names-file"


class AdminUsers:
    NAME = "admin-users-name"
    FULL_NAME = "admin-users-full-name"
    NEW_ROLE = "admin-users-new-role"
    ADD = "admin-users-add"
    LIST = "admin-users-list"
    ACCOUNT = "admin-users-account"
    ROLE = "admin-users-role"
    ROLE_SAVE = "admin-users-role-save"
    LINK = "admin-users-link"
    CLOSE = "admin-users-close"
    OPEN = "admin-users-open"
    UNLOCK = "admin-users-unlock"
    SIGN_OUT = "admin-users-sign-out"
    ADDED = "admin-users-added"
    CHANGED = "admin-users-changed"
    SEEN = "admin-users-seen"
    SESSIONS = "admin-users-sessions"
    END = "admin-users-end"  # the session whose button was pressed
    ENDED = "admin-users-ended"
    IDENTITY_PART = "admin-users-identity-part"
    IDENTITY = "admin-users-identity"
    IDENTITY_SAVE = "admin-users-identity-save"
    IDENTITY_SAID = "admin-users-identity-said"


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


class Attendance:
    """The list of sheets."""

    WAITING = "attendance-waiting"
    FINAL = "attendance-final"


class AttendanceSheet:
    """One sheet: the table is one component; below it the paper."""

    SHEET = "sheet"
    PRINT = "sheet-print"
    PRINTED = "sheet-printed"
    FILE = "sheet-file"
    CHOOSE = "sheet-choose"
    LARGE = "sheet-large"
    PREVIEW = "sheet-preview"
    SEEN = "sheet-seen"
    APPLY = "sheet-apply"
    APPLIED = "sheet-applied"


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


def admin_tab(key: object) -> dict[str, object]:
    """The body of a tab of the administration."""
    return {"type": "admin-tab", "tab": key}


def import_column(key: object) -> dict[str, object]:
    """Which heading of the file is the column `key` of the list; may be ALL."""
    return {"type": "admin-import-column", "key": key}


def form(part: str, name: str) -> dict[str, object]:
    """A part of a form of the administration."""
    return {"type": f"form-{part}", "form": name}


def form_input(name: str, row: object, field: object) -> dict[str, object]:
    """An input of such a form; `row` and `field` are names or ALL."""
    return {"type": "form-input", "form": name, "row": row, "field": field}
