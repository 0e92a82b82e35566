"""The component ids of administration, one class a tab (ids.py holds those of the other pages)."""

from typing import ClassVar


class AdminSettings:
    PLAN_SUM = "admin-plan-sum"
    PLAN_CURVE = "admin-plan-curve"
    END = "admin-end"
    EXPIRE = "admin-end-expire"
    RESTORE = "admin-end-restore"
    ENDED = "admin-ended"
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
    SNAPSHOT = "admin-snapshot"
    SAID = "admin-said"


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
