"""Everything that can be refused or go wrong, as a text key with its values."""


class ProgrammeError(Exception):
    """An answer that a person can read: `key` names its sentence, `values` fill the slots."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.key} ({facts})" if facts else self.key


class RuleError(ProgrammeError):
    """The letter, or a decision about it, says no."""


class NotFound(ProgrammeError):
    """No such record."""


class Conflict(ProgrammeError):
    """The record changed since it was read."""


class Forbidden(ProgrammeError):
    """The person may not do this."""

    def __init__(self, permission: str) -> None:
        super().__init__("access.denied", permission=permission)


class StoreError(ProgrammeError):
    """The store could not do its work; the classes below say why."""

    def __init__(self, key: str = "store.failed", **values: object) -> None:
        super().__init__(key, **values)


class Busy(StoreError):
    """The write lock was not had in time."""


class Timeout(StoreError):
    """A statement ran too long and was stopped."""


class Retry(StoreError):
    """Two writes met; doing it again is safe."""


class Duplicate(StoreError):
    """A key exists already."""


class UnknownReference(StoreError):
    """A row points at one that does not exist."""


class Invalid(StoreError):
    """A value outside what its column may hold."""


class AlreadyRunning(StoreError):
    """Another process holds the store."""


class Broken(StoreError):
    """The engine gave up: every further statement would fail. The process must end and be started again."""


class Unreachable(StoreError):
    """The database server does not answer now; it is asked again with the next request."""
