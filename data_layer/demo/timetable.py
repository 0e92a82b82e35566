"""The timetable of the demo year: which classes are held, how many come. Numbers add up to the promised totals.

Until 14.09.2012: 118 four-hour rights used, 37 reserved; 2.604 attendances of 2.118 people.
"""

from dataclasses import dataclass
from datetime import date

TODAY = date(2012, 9, 14)
ANKARA, GEBZE = "Ankara", "Gebze"
TEMEL, KEP, FULL_DAY, TECHNICAL = "EI-TEMEL", "EI-KEP", "EI-UYGULAMA", "EI-TEKNIK"


@dataclass(frozen=True, slots=True)
class CentralClass:
    """A class at a site: institutions and seats booked, people who came (None = not entered, or still to come).

    `wants` says what each institution asks for, in order, where the story needs it.
    """

    city: str
    on: date
    announced: date
    institutions: int
    seats: int
    present: int | None = None
    course: str = TEMEL
    afternoon: bool = False
    wants: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Trainings of a large institution to which mostly the same people come: attended, of them for the first time."""

    customer: str
    on: date
    course: str
    attended: int
    new: int


def _day(month: int, day: int) -> date:
    return date(2012, month, day)


HELD = (
    CentralClass(ANKARA, _day(3, 28), _day(3, 5), 5, 24, 21),
    CentralClass(ANKARA, _day(4, 10), _day(3, 16), 4, 22, 20),
    CentralClass(GEBZE, _day(4, 18), _day(3, 22), 4, 20, 17),
    CentralClass(ANKARA, _day(4, 26), _day(3, 27), 4, 23, 20, KEP),
    CentralClass(ANKARA, _day(5, 9), _day(4, 9), 4, 21, 19),
    CentralClass(GEBZE, _day(5, 17), _day(4, 18), 4, 18, 17, afternoon=True),
    CentralClass(ANKARA, _day(5, 25), _day(4, 26), 4, 22, 20, wants=(6, 6, 5, 5)),
    CentralClass(GEBZE, _day(5, 31), _day(5, 3), 3, 17, 15),
    CentralClass(ANKARA, _day(6, 13), _day(5, 14), 5, 24, 20, wants=(6, 6, 6, 4, 2)),
    CentralClass(GEBZE, _day(6, 22), _day(5, 28), 4, 19, 16, KEP, afternoon=True),
    CentralClass(GEBZE, _day(7, 3), _day(6, 8), 4, 18, 16),
    CentralClass(ANKARA, _day(7, 12), _day(6, 12), 4, 20, 18, KEP),
    CentralClass(GEBZE, _day(7, 27), _day(7, 5), 3, 16, 14),
    CentralClass(ANKARA, _day(8, 7), _day(7, 9), 4, 20, 18, afternoon=True),
    CentralClass(GEBZE, _day(8, 29), _day(8, 1), 4, 20, 19),
    CentralClass(ANKARA, _day(9, 5), _day(8, 3), 4, 22, 20),
)
NOT_ENTERED = (
    CentralClass(ANKARA, _day(9, 11), _day(8, 13), 4, 22),
    CentralClass(GEBZE, _day(9, 12), _day(8, 15), 3, 17),
)
AHEAD = (
    CentralClass(GEBZE, _day(9, 20), _day(8, 24), 2, 9),
    CentralClass(ANKARA, _day(9, 27), _day(8, 28), 4, 18, course=KEP),
    CentralClass(ANKARA, _day(10, 4), _day(9, 3), 5, 24, wants=(6, 6, 6, 4, 5)),
    CentralClass(GEBZE, _day(10, 11), _day(9, 6), 3, 14),
    CentralClass(ANKARA, _day(10, 16), _day(9, 10), 4, 20),
    CentralClass(GEBZE, _day(10, 18), _day(9, 12), 4, 15),
)

# The trainer fell ill: the class is cancelled, its applications move in their old order to the one of 27.07.
CANCELLED = CentralClass(GEBZE, _day(7, 18), _day(6, 18), 3, 16)
CANCELLED_ON = _day(7, 4)
TAKES_OVER = _day(7, 27)

# In these classes more people apply than there are seats.
FULL_IN_JUNE = _day(6, 13)
LATE_CANCEL = _day(5, 25)
FULL_AHEAD = _day(10, 4)
ASKS_FOR_EIGHT = _day(4, 26)
ASKS_FOR_SEVEN = _day(10, 18)
CORRECTED = _day(4, 10)
UNNAMED_SIX = (_day(9, 27), _day(10, 18))

LARGEST = "Örnek Sosyal Hizmetler ve Güvenlik Kurumu Genel Müdürlüğü"
REGISTRY = "Örnek Nüfus ve Yerleşim Genel Müdürlüğü"
JUSTICE = "Örnek Adli İşler Genel Müdürlüğü"
SERIES = (
    Series(REGISTRY, _day(4, 12), TEMEL, 110, 110),
    Series(JUSTICE, _day(4, 25), TEMEL, 118, 118),
    Series(LARGEST, _day(5, 10), TEMEL, 140, 140),
    Series(REGISTRY, _day(5, 24), KEP, 108, 20),
    Series(LARGEST, _day(6, 14), KEP, 138, 20),
    Series(JUSTICE, _day(6, 21), KEP, 114, 37),
    Series(REGISTRY, _day(7, 5), TECHNICAL, 104, 20),
    Series(LARGEST, _day(9, 7), TECHNICAL, 134, 18),
)


@dataclass(frozen=True, slots=True)
class OnsiteMonth:
    """On-site classes of tiers 1 and 2 in a span of days: how many of each tier, and how many people come to all."""

    first: date
    last: date
    tier_1: int
    tier_2: int
    people: int
    full_day: str = ""  # the tier of which one class takes a whole day


ONSITE = (
    OnsiteMonth(_day(3, 14), _day(3, 30), 5, 1, 194),
    OnsiteMonth(_day(4, 2), _day(4, 30), 5, 0, 145),
    OnsiteMonth(_day(5, 2), _day(5, 31), 7, 2, 310, full_day="1"),
    OnsiteMonth(_day(6, 1), _day(6, 29), 8, 2, 314, full_day="2"),
    OnsiteMonth(_day(7, 2), _day(7, 31), 5, 0, 120),
    OnsiteMonth(_day(8, 1), _day(8, 29), 4, 0, 103),
    OnsiteMonth(_day(9, 3), _day(9, 13), 3, 2, 162),
)


@dataclass(frozen=True, slots=True)
class OnsiteAhead:
    """An on-site class whose attendance is not entered yet."""

    tier: str
    on: date
    announced: date
    people: int
    named: bool = False


ONSITE_AHEAD = (
    OnsiteAhead("1", _day(9, 10), _day(8, 14), 29, named=True),
    OnsiteAhead("1", _day(9, 25), _day(8, 27), 35, named=True),
    OnsiteAhead("2", _day(10, 3), _day(8, 31), 50),
    OnsiteAhead("1", _day(10, 9), _day(9, 4), 30),
    OnsiteAhead("1", _day(10, 10), _day(9, 5), 28),
    OnsiteAhead("2", _day(10, 17), _day(9, 11), 46),
    OnsiteAhead("1", _day(10, 23), _day(9, 13), 32),
    OnsiteAhead("1", _day(10, 31), _day(9, 14), 30),
)

# People of large institutions who stood in two lists under two spellings: each pair is counted as one person (E19).
MERGED_PAIRS = ((_day(4, 12), _day(5, 24)), (_day(5, 10), _day(6, 14)), (_day(4, 25), _day(6, 21)))
OPEN_PAIR = _day(5, 10), _day(6, 21)
WITHOUT_UNIT = 14
PROVINCES_WITHOUT = 20

GOVERNORATE = "Örnek Valiliği"
NEVER_BOOKED = {
    "S": (GOVERNORATE, "Örnek Zeytincilik Enstitüsü", "Örnek Niğde Belediyesi"),
    "1": (
        "Örnek Yatırım Destek Ajansı",
        "Örnek Mekânsal Planlama Genel Müdürlüğü",
        "Örnek Havaalanları İşletmesi",
        "Örnek Denizcilik Müsteşarlığı",
        "Örnek Basın Yayın Genel Müdürlüğü",
    ),
    "2": ("Örnek Genel Müdürlüğü", "Örnek Su İşleri Genel Müdürlüğü", "Örnek Sosyal Yardımlar Genel Müdürlüğü"),
}
