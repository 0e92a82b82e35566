"""The tiles of the overview: one number each, told in HTML. One that fails says so, the others live."""

from collections.abc import Callable
from dataclasses import dataclass

from dash.development.base_component import Component

from dashboard import formats, notices, parts
from dashboard.texts import Words
from data_layer.errors import Broken
from data_layer.pace import Progress
from data_layer.reach import Reach


@dataclass(frozen=True, slots=True)
class Fill:
    """Actual fill rates of the two sites and the no-show rate of both; None where nothing is finalised."""

    ankara: float | None
    gebze: float | None
    no_show: float | None


def guarded(title: str, href: str, build: Callable[[], Component], w: Words) -> Component:
    """The tile, or one with a dash and the reason or the code of what went wrong."""
    try:
        return build()
    except Broken:
        raise  # no tile can be drawn any more: the process has to end
    except Exception as error:
        return parts.tile(title, formats.NONE, notices.told(error, w, "overview.tile_failed"), href)


def people(now: Progress, w: Words) -> Component:
    """Reached people on the way to the target; without a plan only the counts."""
    lang = w.lang
    reached = formats.number(now.reached, lang)
    if now.target is None:
        detail = w("overview.tile_reached_filtered", attendances=formats.number(now.attendances, lang))
        return parts.tile(w("overview.tile_reached"), reached, detail, "/hedef")
    value = w("overview.tile_reached_value", reached=reached, target=formats.number(now.target, lang))
    plan, gap = formats.number(now.plan_today, lang), formats.signed(now.gap, lang)
    detail = w("overview.tile_reached_detail", plan=plan, gap=gap)
    bar = parts.bullet(now.reached, now.plan_today, now.target)
    return parts.tile(w("overview.tile_reached"), value, detail, "/hedef", bar)


def hours(account: dict[str, int], w: Words) -> Component:
    """Used hours of the right, with what is reserved and left."""
    texts = {name: formats.hours_number(account[f"{name}_minutes"], w.lang) for name in _PARTS}
    value = w("overview.tile_hours_value", used=texts["used"], entitled=texts["entitled"])
    detail = w("overview.tile_hours_detail", reserved=texts["reserved"], free=texts["free"])
    filled = [(name, float(account[f"{name}_minutes"])) for name in ("used", "reserved")]
    bar = parts.stacked(filled, account["entitled_minutes"])
    return parts.tile(w("overview.tile_hours"), value, detail, "/saat", bar)


def fill(rates: Fill, w: Words) -> Component:
    """The fill rates of Ankara and Gebze."""
    texts = {"ankara": formats.percent(rates.ankara, w.lang), "gebze": formats.percent(rates.gebze, w.lang)}
    value = w("overview.tile_fill_value", **texts)
    detail = w("overview.tile_fill_none")
    if rates.no_show is not None:
        detail = w("overview.tile_fill_detail", no_show=formats.percent(rates.no_show, w.lang))
    return parts.tile(w("overview.tile_fill"), value, detail, "/doluluk")


def reach(found: Reach, w: Words) -> Component:
    """The range of users reached in class, by broadcast and by CD."""
    users = found.active_users
    low, high = (formats.percent(bound / users if users else None, w.lang) for bound in (found.lower, found.upper))
    value = w("overview.tile_reach_value", low=low, high=high)
    detail = w("overview.tile_reach_detail", users=formats.number(users, w.lang))
    bar = parts.stacked([("used", found.lower), ("reserved", found.upper - found.lower)], users)
    return parts.tile(w("overview.tile_reach"), value, detail, "/yayin-cd", bar)


_PARTS = ("entitled", "used", "reserved", "free")
