"""Reach: people in class, by broadcast and by CD are never added up silently (E34)."""

from datetime import date


def reach_range(users: int, in_class: int, broadcast: int, cd: int) -> tuple[int, int]:
    """Fewest and most people of an institution that the three channels can have reached.

    Fewest: everybody of the smaller channels was in the largest one. Most: nobody was in two. Never above its users.
    """
    channels = (in_class, broadcast, cd)
    return min(users, max(channels)), min(users, sum(channels))


def doubts(users: int, watched: int, viewers: int, sent: date | None, delivered: date | None) -> tuple[str, ...]:
    """What does not go together in an entry, as the codes of a list: told to the person, never refused.

    `watched` are all viewers of the institution by this channel, with those of the entry.
    """
    found = {
        "izleyici_fazla": watched > users,
        "izleyici_teslimsiz": viewers > 0 and delivered is None,
        "teslim_once": sent is not None and delivered is not None and delivered < sent,
    }
    return tuple(code for code, holds in found.items() if holds)
