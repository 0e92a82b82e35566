"""Who acts, and what a role may do. Checked inside every write function, whoever calls it."""

from dataclasses import dataclass

from data_layer.errors import Forbidden

_VIEWER = frozenset({"read", "figures.export"})
_OPERATOR = _VIEWER | {
    "names.read",
    "institution.write",
    "booking.write",
    "session.draft",
    "attendance.write",
    "reach.write",
    "mail.send",
}
_SUPERVISOR = _OPERATOR | {
    "session.announce",
    "import",
    "attendance.finalise",
    "override",
    "tier.approve",
    "certificate.issue",
    "certificate.revoke",
    "names.export",
    "audit.read",
}
_ADMIN = _SUPERVISOR | {"settings.write", "account.admin", "person.erase", "system.backup", "system.status"}

ROLES: dict[str, frozenset[str]] = {
    "viewer": _VIEWER,
    "operator": _OPERATOR,
    "supervisor": _SUPERVISOR,
    "admin": _ADMIN,
}


@dataclass(frozen=True, slots=True)
class User:
    """The acting person: `name` goes into the audit trail, `role` is a key of ROLES."""

    name: str
    role: str

    def may(self, permission: str) -> bool:
        return permission in ROLES[self.role]


def least_role(permission: str) -> str:
    """The first role that holds a permission."""
    return next(role for role, held in ROLES.items() if permission in held)


SYSTEM = User("sistem", "admin")


def require(by: User, permission: str) -> None:
    """Refuse with Forbidden unless the person's role holds the permission."""
    if not by.may(permission):
        raise Forbidden(permission)
