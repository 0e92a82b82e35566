"""Reach: people in class, by broadcast and by CD are never added up silently (E34)."""


def reach_range(users: int, in_class: int, broadcast: int, cd: int) -> tuple[int, int]:
    """Fewest and most people of an institution that the three channels can have reached.

    Fewest: everybody of the smaller channels was in the largest one. Most: nobody was in two. Never above its users.
    """
    channels = (in_class, broadcast, cd)
    return min(users, max(channels)), min(users, sum(channels))
