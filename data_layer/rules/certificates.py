"""Certificates: what one needs, how its number reads, and when a withdrawn one is owed again (L16, L21, E26, E28)."""

REOPENED, CORRECTED = "Yoklama yeniden açıldı", "Yoklama düzeltildi"
_WITHDRAWN = frozenset({REOPENED, CORRECTED})  # reasons that a sheet gives, not a person


def lacking(full_name: str | None) -> tuple[str, ...]:
    """What the paper needs and nobody wrote down: `name` without a first and a last name."""
    return () if len((full_name or "").split()) >= 2 else ("name",)


def number(programme: str, place: int) -> str:
    """`KSM-EGT-2012-000123`."""
    return f"{prefix(programme)}{place:06}"


def prefix(programme: str) -> str:
    """What all numbers of a programme begin with."""
    return f"KSM-EGT-{programme}-"


def is_due(holds: bool, last_reason: str | None) -> bool:
    """Whether somebody who earned a certificate is owed one; `last_reason` is why the last one was revoked, if any.

    What a person revoked with a reason stays revoked until it is issued again on purpose; what a sheet took does not.
    """
    return not holds and (last_reason is None or last_reason in _WITHDRAWN)
