"""Every component id, one class a page (administration: admin_ids.py); rows and cards have dict ids made here."""


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


class Outbox:
    """E-mails: the button that was pressed, in the frame; the list on the page of bookings."""

    WANTED = "outbox-wanted"
    LIST = "outbox-list"


class Certificates:
    QUEUE = "certificates-queue"
    PROGRESS = "certificates-progress"
    TICK = "certificates-tick"
    SESSIONS = "certificates-sessions"
    PEOPLE = "certificates-people"
    ACTS = "certificates-acts"
    PICKED = "certificates-picked"  # sessions; the script finds these two by their names
    CHOSEN = "certificates-chosen"  # certificates
    OPENED = "certificates-opened"
    MAKE = "certificates-make"
    MAKE_ALL = "certificates-make-all"
    DOWNLOAD = "certificates-download"
    FILE = "certificates-file"
    DELIVER = "certificates-deliver"
    PERSON_ACTS = "certificates-person-acts"
    REASON = "certificates-reason"
    REVOKE = "certificates-revoke"
    REISSUE = "certificates-reissue"
    SAID = "certificates-said"
    TOLD = "certificates-told"


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
    UNDO = "sheet-undo"
    WAIVER = "sheet-waiver"
    AWAY = "sheet-away"
    WHY = "sheet-waiver-reason"
    WAIVE = "sheet-waive"
    WAIVED = "sheet-waived"


class Sessions:
    CALENDAR = "sessions-calendar"


class SessionForm:
    COURSE = "session-form-course"
    PLACE = "session-form-place"
    HOST = "session-form-host"
    PROVINCE = "session-form-province"
    AT_HOST = "session-form-at-host"
    DAY = "session-form-day"
    START = "session-form-start"
    CAPACITY = "session-form-capacity"
    TRAINER = "session-form-trainer"
    REASON = "session-form-reason"
    OVERRIDE = "session-form-override"
    MOVING = "session-form-moving"
    CHECKS = "session-form-checks"
    HEAD = "session-form-head"
    SAVE = "session-form-save"
    ANNOUNCE = "session-form-announce"
    MOVE = "session-form-move"
    SAID = "session-form-said"
    SEEN = "session-form-seen"
    NOTICE = "session-form-notice"
    WISHED = "session-form-wished"
    PLANNED = "session-form-planned"


class Session:
    HEADER = "session-header"
    BODY = "session-body"
    SEATS = "session-seats"
    WAITING = "session-waiting"
    TASKS = "session-tasks"
    KIT = "session-kit"
    ITEMS = "session-items"
    ITEMS_SAID = "session-items-said"
    HISTORY = "session-history"
    ACTS = "session-acts"
    SEEN = "session-seen"
    REASON = "session-reason"
    ANNOUNCE = "session-announce"
    CANCEL = "session-cancel"
    DISCARD = "session-discard"
    RESTORE = "session-restore"
    HELD = "session-held"
    MINUTES = "session-minutes"
    COPY = "session-copy"
    WEEKS = "session-weeks"
    CHANGE = "session-change"
    SAID = "session-said"
    TASK_SAID = "session-task-said"


class Trainers:
    FEEDS = "trainers-feeds"
    SAID = "trainers-said"


class Booking:
    """The form, which stands in the frame; its lists, on the page. The script finds them by these names."""

    DESK = "desk"
    OPENED = "desk-opened"
    NAMES = "desk-names"
    WISH = "desk-wish"
    OFFER = "desk-offer"
    PANEL = "desk-panel"
    SENT = "desk-sent"
    ANSWER = "desk-answer"
    ANSWERED = "desk-answered"
    TODAY = "booking-today"
    QUEUE = "booking-queue"
    GIVEN = "booking-given"
    DUE = "booking-due"
    POOL = "booking-pool"


class Naming:
    """Names on the seats of one booking, below the form."""

    SECTION = "naming"
    ROLL = "naming-roll"
    TEXT = "naming-text"
    PREVIEW = "naming-preview"
    REASON = "naming-reason"
    ADD = "naming-add"
    ADDED = "naming-added"
    SEAT = "naming-seat"
    NAME = "naming-name"
    REPLACE = "naming-replace"
    REPLACED = "naming-replaced"


class Reports:
    LANG = "reports-lang"
    SESSION = "reports-session"
    REASON = "reports-reason"
    CARDS = "reports-cards"
    TITLE = "reports-title"
    FORM = "reports-form"
    BUILD = "reports-build"
    WANTED = "reports-wanted"  # the ready report whose button was pressed
    ASKED = "reports-asked"  # the line of the register whose button was pressed
    BUSY = "reports-busy"
    SAID = "reports-said"
    CHANGES = "reports-changes"
    PAST = "reports-past"
    FILE = "reports-file"


class Institution:
    HEADER = "institution-header"
    BODY = "institution-body"


class InstitutionEdit:
    HEAD = "institution-edit-head"
    BODY = "institution-edit-body"
    UNIT = "institution-edit-unit"
    CLOSING = "institution-edit-closing"
    OUTLOOK = "institution-edit-outlook"
    REASON = "institution-edit-reason"
    CLOSE = "institution-edit-close"
    REOPEN = "institution-edit-reopen"
    CLOSED = "institution-edit-closed"


class Merging:
    CARD = "merging-card"
    STANDING = "merging-standing"
    FORM = "merging-form"
    INTO = "merging-into"
    OUTLOOK = "merging-outlook"
    SEEN = "merging-seen"
    REASON = "merging-reason"
    MERGE = "merging-merge"
    UNMERGE = "merging-unmerge"
    SAID = "merging-said"


class Media:
    INSTITUTION = "media-institution"
    COPIES = "media-copies"
    REQUESTED = "media-requested"
    DISPATCHED = "media-dispatched"
    TRACKING = "media-tracking"
    DELIVERED = "media-delivered"
    WATCHED = "media-watched"
    CD_EVIDENCE = "media-cd-evidence"
    RETURNED = "media-returned"
    CD_TITLE = "media-cd-title"
    CD_OUTLOOK = "media-cd-outlook"
    CD_SAVE = "media-cd-save"
    CD_NEW = "media-cd-new"
    CD_SAID = "media-cd-said"
    CD_SEEN = "media-cd-seen"  # the form's number, and the dispatch that it changes
    SESSION = "media-session"
    HELD = "media-held"
    VIEWERS = "media-viewers"
    EVIDENCE = "media-evidence"
    OUTLOOK = "media-outlook"
    SAVE = "media-save"
    SAID = "media-said"
    SEEN = "media-seen"
    LIST = "media-list"
    OPENED = "media-opened"
    UNDO = "media-undo"


class Cascade:
    SUMS = "cascade-sums"
    PERSON = "cascade-person"
    HELD = "cascade-held"
    PEOPLE = "cascade-people"
    NOTE = "cascade-note"
    SAVE = "cascade-save"
    SAID = "cascade-said"
    SEARCH = "cascade-search"
    LIST = "cascade-list"
    REPORTS = "cascade-reports"
    CHOSEN = "cascade-chosen"
    REMOVED = "cascade-removed"
    UNDO = "cascade-undo"


class Quality:
    LIST = "quality-list"
    PAIR = "quality-pair"
    SAID = "quality-said"
    DECIDED = "quality-decided"
    UNDO = "quality-undo"


class Plan:
    """The plan of one institution."""

    HEAD = "plan-head"
    BODY = "plan-body"
    APPROVE = "plan-approve"
    SHOWN = "plan-shown"
    SAID = "plan-said"
    UNDO = "plan-undo"


class PlanForm:
    HEAD = "plan-form-head"
    BODY = "plan-form-body"
    DAY = "plan-form-day"
    LEVEL = "plan-form-level"
    PROVINCE = "plan-form-province"
    COURSE = "plan-form-course"
    MONTH = "plan-form-month"
    PEOPLE = "plan-form-people"
    ADD = "plan-form-add"
    COPY = "plan-form-copy"
    LINES = "plan-form-lines"
    HINT = "plan-form-hint"
    PREVIEW = "plan-form-preview"
    SAVE = "plan-form-save"
    SAID = "plan-form-said"
    SEEN = "plan-form-seen"  # the form's number, and the newest version when it was begun
    UNDO = "plan-form-undo"


class Counting:
    HEAD = "counting-head"
    UNDO = "counting-undo"
    BODY = "counting-body"
    UNIT = "counting-unit"
    USERS = "counting-users"
    DAY = "counting-day"
    SOURCE = "counting-source"
    OUTLOOK = "counting-outlook"
    SAVE = "counting-save"
    SAID = "counting-said"
    PROPOSAL = "counting-proposal"
    DEEDS = "counting-deeds"
    REASON = "counting-reason"
    APPROVE = "counting-approve"
    DECLINE = "counting-decline"
    DECIDED = "counting-decided"
    WAITING = "counting-waiting"


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


def session_task(deed: object, booking: object) -> dict[str, object]:
    """A button beside an application of a session: `deed` is take, leave, accept or decline."""
    return {"type": "session-task", "deed": deed, "booking": booking}


def calendar_address(owner: object, number: object) -> dict[str, object]:
    """The button that gives a new address to the calendar of a trainer or a room."""
    return {"type": "calendar-address", "owner": owner, "number": number}


def form(part: str, name: str) -> dict[str, object]:
    """A part of a form of the administration."""
    return {"type": f"form-{part}", "form": name}


def form_input(name: str, row: object, field: object) -> dict[str, object]:
    """An input of such a form; `row` and `field` are names or ALL."""
    return {"type": "form-input", "form": name, "row": row, "field": field}
