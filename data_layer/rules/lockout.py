"""Lockout: how long an account stays closed after wrong passwords (trust: 5 tries, then 30 s, doubling to 15 min)."""

from datetime import timedelta

FREE_TRIES = 5
_FIRST = timedelta(seconds=30)
_LONGEST = timedelta(minutes=15)


def closed_for(failures: int) -> timedelta:
    """How long nobody may sign in after so many failures in a row."""
    if failures < FREE_TRIES:
        return timedelta(0)
    doublings = min(failures - FREE_TRIES, 10)
    return min(_FIRST * (1 << doublings), _LONGEST)
