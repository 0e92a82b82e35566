"""Numbers, hours, dates and times as people read them; the only place that formats for the screen (CLDR through Babel).

Rounding is half up, as office programs show it; the minus is the typographic one and never stands before a zero.
"""

import decimal
import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import wraps
from typing import ParamSpec

from babel.dates import format_date
from babel.numbers import format_decimal

from data_layer.clock import utc_now, wall

P = ParamSpec("P")
MINUS = "−"
NONE = "—"
_ABOVE_ZERO = re.compile("[1-9]")


def _half_up(function: Callable[P, str]) -> Callable[P, str]:
    @wraps(function)
    def rounded(*args: P.args, **kwargs: P.kwargs) -> str:
        with decimal.localcontext(rounding=decimal.ROUND_HALF_UP):
            text = function(*args, **kwargs)
        return text.replace("-", MINUS if _ABOVE_ZERO.search(text) else "")

    return rounded


@_half_up
def number(value: float | None, lang: str, digits: int = 0) -> str:
    """4000 → `4.000` (tr), `4,000` (en); None → `—`."""
    if value is None or value != value:
        return NONE
    return str(format_decimal(_exact(value), format="#,##0" + _places(digits), locale=lang))


def signed(value: float | None, lang: str, digits: int = 0) -> str:
    """With its sign: `+84`, `−122`, `0`."""
    text = number(value, lang, digits)
    return f"+{text}" if value is not None and value > 0 and _ABOVE_ZERO.search(text) else text


@_half_up
def percent(value: float | None, lang: str, digits: int = 1) -> str:
    """0.635 → `%63,5` (tr, sign first), `63.5%` (en); None → `—`."""
    if value is None or value != value:
        return NONE
    pattern = "#,##0" + _places(digits)
    text = str(format_decimal(_exact(value) * 100, format=pattern, locale=lang))
    if lang != "tr":
        return f"{text}%"
    return f"-%{text[1:]}" if text.startswith("-") else f"%{text}"


def hours_number(minutes: float | None, lang: str) -> str:
    """Minutes as hours, a decimal only where needed: 210 → `3,5`."""
    if minutes is None or minutes != minutes:
        return NONE
    return number(minutes / 60, lang, 0 if minutes % 60 == 0 else 1)


def hours(minutes: float | None, lang: str) -> str:
    """720 → `12 saat` (tr), `12 h` (en)."""
    unit = "saat" if lang == "tr" else "h"
    return f"{hours_number(minutes, lang)} {unit}"


def day(value: date | None, lang: str) -> str:
    """`14.03.2012` (tr), `14 Mar 2012` (en)."""
    return _date(value, "dd.MM.y" if lang == "tr" else "d MMM y", lang)


def day_long(value: date | None, lang: str) -> str:
    """`14 Mart 2012 Çarşamba` (tr), `Wednesday 14 March 2012` (en)."""
    return _date(value, "d MMMM y EEEE" if lang == "tr" else "EEEE d MMMM y", lang)


def day_of_week(value: date | None, lang: str) -> str:
    """`05.10.2012 Cuma` (tr), `Friday 5 Oct 2012` (en)."""
    return _date(value, "dd.MM.y EEEE" if lang == "tr" else "EEEE d MMM y", lang)


def day_short(value: date | None, lang: str) -> str:
    """`14.03` (tr), `14 Mar` (en)."""
    return _date(value, "dd.MM" if lang == "tr" else "d MMM", lang)


def month(value: date | None, lang: str) -> str:
    """`Mart 2012`, `March 2012`."""
    return _date(value, "LLLL y", lang)


def month_short(value: date | None, lang: str) -> str:
    """`Mar`, `May`, `Ağu`."""
    return _date(value, "LLL", lang)


def weekday(value: date | None, lang: str) -> str:
    """`Pazartesi`, `Monday`."""
    return _date(value, "EEEE", lang)


def weekday_short(value: date | None, lang: str) -> str:
    """`Pzt`, `Mon`."""
    return _date(value, "EEE", lang)


def clock(value: time | datetime | None, lang: str) -> str:
    """`09.30` (tr), `09:30` (en)."""
    if value is None:
        return NONE
    return value.strftime("%H.%M" if lang == "tr" else "%H:%M")


def _date(value: date | None, pattern: str, lang: str) -> str:
    if value is None or value != value:
        return NONE
    return str(format_date(value, pattern, locale=lang))


def _exact(value: float) -> decimal.Decimal:
    return decimal.Decimal(str(value))


def _places(digits: int) -> str:
    return "." + "0" * digits if digits else ""


def moment(at: datetime, lang: str) -> str:
    """`14.09.2012 16.42` in Istanbul, of a time in UTC without a zone mark."""
    local = wall(at)
    return f"{day(local.date(), lang)} {clock(local, lang)}"


def now(lang: str) -> str:
    """`16.42`, the time in Istanbul."""
    return clock(wall(utc_now()), lang)
