"""The forecast: how many people will be reached by the end of the programme, as a range.

reached + booked future seats × show rate + what the recent pace brings after the announced sessions, as far as the
free hours can buy it. The middle is this sum; the 80 % range comes from draws with a fixed seed, so the same data
always give the same range.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, variance

from data_layer.rules.plan import half_up, recent_pace

_ENOUGH_WEEKS = 4
_RECENT_WEEKS = 8
_PRIOR_SEATS = 20.0  # a site needs about so many named seats before its own show rate outweighs the common one


@dataclass(frozen=True, slots=True)
class FutureSeats:
    """Booked seats of coming sessions at one site."""

    site: str
    seats: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """People at the end of the programme: 80 % of the draws lie between low and high."""

    low: int
    mid: int
    high: int


def forecast(
    reached: int,
    future: Sequence[FutureSeats],
    shown: Mapping[str, tuple[int, int]],
    recent_weeks: Sequence[int],
    weeks_beyond: float,
    buyable_seats: int,
    finalised_weeks: int,
    seed: int = 2012,
    draws: int = 500,
) -> Forecast | None:
    """None before four weeks with finalised sessions.

    shown: site → (people present, named seats) of finalised sessions. recent_weeks: people newly reached in each of the
    last working weeks, oldest first; the last eight count, their mean is the pace and their spread its uncertainty.
    weeks_beyond: working weeks of the programme after the announced horizon. buyable_seats: seats of the free hours.
    """
    if finalised_weeks < _ENOUGH_WEEKS:
        return None
    beliefs = _beliefs({item.site for item in future}, shown)
    pace, weeks = recent_pace(recent_weeks), max(weeks_beyond, 0.0)
    spread = _spread(recent_weeks[-_RECENT_WEEKS:], weeks)
    rates = {site: alpha / (alpha + beta) for site, (alpha, beta) in beliefs.items()}
    middle = _total(reached, future, rates, pace * weeks, buyable_seats)
    random = Random(seed)  # noqa: S311  (a forecast, not a secret)
    totals = []
    for _ in range(draws):
        drawn = {site: random.betavariate(*belief) for site, belief in beliefs.items()}
        totals.append(_total(reached, future, drawn, random.gauss(pace * weeks, spread), buyable_seats))
    totals.sort()
    tenth = draws // 10
    low, high = min(totals[tenth], middle), max(totals[-1 - tenth], middle)
    return Forecast(half_up(low), half_up(middle), half_up(high))


def _total(
    reached: int, future: Sequence[FutureSeats], rates: Mapping[str, float], later: float, buyable_seats: int
) -> float:
    booked = sum(item.seats * rates[item.site] for item in future)
    return reached + booked + min(max(later, 0.0), buyable_seats)


def _beliefs(sites: set[str], shown: Mapping[str, tuple[int, int]]) -> dict[str, tuple[float, float]]:
    """Site → Beta(alpha, beta) of its show rate: what was seen there, drawn towards the rate of all sites together."""
    present = sum(there for there, _ in shown.values())
    named = sum(seats for _, seats in shown.values())
    common = (present + 1) / (named + 2)
    beliefs = {}
    for site in sorted(sites):
        there, seats = shown.get(site, (0, 0))
        beliefs[site] = (common * _PRIOR_SEATS + there, (1 - common) * _PRIOR_SEATS + seats - there)
    return beliefs


def _spread(weekly: Sequence[int], weeks: float) -> float:
    """Standard deviation of the people in so many coming weeks: they differ, and the pace itself is not known exactly.

    The weeks differ at least as much as people who come independently of each other would make them.
    """
    if not weekly:
        return 0.0
    a_week = max(variance(weekly) if len(weekly) > 1 else 0.0, fmean(weekly))
    return float((a_week * weeks * (1 + weeks / len(weekly))) ** 0.5)
