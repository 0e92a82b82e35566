"""Whether two records look like one person: the same name in one institution, or one address (E19)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, groupby


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """What a record says of its person; `key` is the folded name, `email` "" when none is given."""

    id: int
    institution: int
    key: str
    email: str


def alike(one: Known, other: Known) -> str:
    """Why two records look like one person: `email`, `name`, or "" when they do not.

    Two different addresses under one name are two people; one name in two institutions says nothing.
    """
    ours, theirs = one.email.casefold(), other.email.casefold()
    if ours and theirs:
        return "email" if ours == theirs else ""
    return "name" if (one.institution, one.key) == (other.institution, other.key) else ""


def pairs(people: Iterable[Known]) -> list[tuple[int, int, str]]:
    """(smaller id, larger id, why) of all that are `alike`, in the order of their ids."""
    everyone = sorted(people)
    near = {pair for key in (_by_name, _by_email) for pair in _together(everyone, key)}
    return [(one.id, other.id, why) for one, other in sorted(near) if (why := alike(one, other))]


def _together(people: list[Known], key: Callable[[Known], tuple[int | str, ...]]) -> Iterator[tuple[Known, Known]]:
    for shared, group in groupby(sorted(people, key=key), key):
        if all(shared):
            yield from combinations(group, 2)


def _by_name(one: Known) -> tuple[int | str, ...]:
    return one.institution, one.key


def _by_email(one: Known) -> tuple[int | str, ...]:
    return (one.email.casefold(),)
