"""Figures of the fill page, asked for their data."""

from datetime import date

import pandas as pd
import pytest

from dashboard.figures import fill, fill_calendar
from dashboard.texts import Words, words
from dashboard.theme import DARK, LIGHT, PRINT, Tokens

TODAY = date(2012, 9, 14)
BOTH = {"ankara": "Ankara · %50,0", "gebze": "Gebze · %25,0"}


@pytest.fixture(params=["tr", "en"])
def w(request: pytest.FixtureRequest) -> Words:
    return words(request.param)


def classes() -> pd.DataFrame:
    rows = [
        ("ANK-1", "ankara", date(2012, 9, 12), "finalised", 24, 24, 22),
        ("ANK-2", "ankara", date(2012, 9, 13), "held", 24, 20, None),
        ("GBZ-1", "gebze", date(2012, 9, 12), "finalised", 24, 10, 6),
        ("GBZ-2", "gebze", date(2012, 9, 20), "planned", 24, 9, None),
    ]
    names = ["code", "venue", "session_date", "state", "offered", "booked", "present"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(session_date=pd.to_datetime(frame["session_date"]), present=frame["present"].astype("Int64"))


def test_each_site_has_outline_booked_and_present(w: Words) -> None:
    figure = fill.sessions(classes(), w, LIGHT, "gercek", TODAY, BOTH)
    assert [trace.name for trace in figure.data] == ["offered", "booked", "present"] * 2
    assert [list(trace.y) for trace in figure.data[:3]] == [[24, 24], [24, 20], [22, None]]
    assert {trace.yaxis for trace in figure.data[3:]} == {"y2"}


def test_booked_shows_no_people(w: Words) -> None:
    figure = fill.sessions(classes(), w, LIGHT, "rezerve", TODAY, BOTH)
    assert [trace.name for trace in figure.data] == ["offered", "booked"] * 2


def test_a_class_without_attendance_is_hatched_and_said_so() -> None:
    booked = fill.sessions(classes(), words("tr"), LIGHT, "gercek", TODAY, BOTH).data[1]
    assert list(booked.marker.pattern.shape) == ["", "/"]
    assert booked.hovertext[0] == "ANK-1 · 12.09.2012 · 24 koltuk · 24 rezerve · 22 gelen"
    assert booked.hovertext[1] == "ANK-2 · 13.09.2012 · 24 koltuk · 20 rezerve · 4 boş · yoklama girilmedi"


def test_a_click_on_a_class_chooses_its_day(w: Words) -> None:
    figure = fill.sessions(classes(), w, LIGHT, "gercek", TODAY, BOTH)
    assert list(figure.data[0].customdata[0]) == ["d=2012-09-12..2012-09-12"]


def test_two_classes_of_a_day_stand_side_by_side(w: Words) -> None:
    twins = classes().iloc[[0, 0]]
    bars = fill.sessions(twins, w, LIGHT, "gercek", TODAY, {"ankara": "Ankara"}).data[0]
    gap = bars.x[1] - bars.x[0]
    assert gap.total_seconds() * 1000 >= bars.width[0]


def days() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = [("ankara", date(2012, 9, 12), "ANK-1", 22, 24), ("ankara", date(2012, 9, 13), "ANK-2", None, 24)]
    rows.append(("gebze", date(2012, 9, 12), "GBZ-1", 6, 24))
    frame = pd.DataFrame(rows, columns=["venue", "session_date", "codes", "part", "whole"])
    frame = frame.assign(session_date=pd.to_datetime(frame["session_date"]), part=frame["part"].astype("Int64"))
    return frame, pd.DataFrame({"day": [date(2012, 8, 30)], "name": ["Zafer Bayramı"]})


def test_the_calendar_puts_days_in_weeks(w: Words) -> None:
    figure = fill_calendar.calendar(*days(), w, LIGHT, BOTH)
    cells, missing, holidays = figure.data[:3]
    assert (list(cells.x), list(cells.y)) == ([date(2012, 9, 10)], [0, 1, 2, 3, 4])
    assert [list(line) for line in cells.z] == [[None], [None], [22 / 24], [None], [None]]
    assert (list(missing.x), list(missing.y)) == ([date(2012, 9, 10)], [3])
    assert (list(holidays.y), holidays.hovertext[0].endswith("Zafer Bayramı")) == ([3], True)


def test_the_calendar_names_working_days_in_the_language() -> None:
    names = [
        list(fill_calendar.calendar(*days(), words(lang), DARK, BOTH).layout.yaxis.ticktext) for lang in ("tr", "en")
    ]
    assert names == [["Pzt", "Sal", "Çar", "Per", "Cum"], ["Mon", "Tue", "Wed", "Thu", "Fri"]]


def absences() -> pd.DataFrame:
    rows = [("venue", "ankara", "Ankara", 100, 10, 0.10, 0.07, 0.14), ("weekday", "4", "Cuma", 4, 2, 0.5, 0.24, 0.76)]
    return pd.DataFrame(rows, columns=["kind", "key", "label", "named", "absent", "rate", "low", "high"])


def test_an_absence_has_its_interval_and_its_number(w: Words) -> None:
    dot = fill.no_show(absences(), w, LIGHT).data[0]
    assert (dot.x[0], dot.error_x.array[0], dot.error_x.arrayminus[0]) == pytest.approx((10, 4, 3))
    assert "n = 100" in dot.text[0]


@pytest.mark.parametrize(("named", "grey"), [(4, True), (5, False)])
def test_few_named_seats_are_greyed(named: int, grey: bool) -> None:
    dot = fill.no_show(absences().assign(named=named), words("tr"), LIGHT).data[1]
    assert (dot.marker.color == LIGHT.muted) is grey


def test_the_waterfall_leads_from_offered_to_present(w: Words) -> None:
    causes, seats = ["offered", "no_demand", "no_show", "present"], [48, 20, 3, 25]
    steps = pd.DataFrame({"cause": causes, "label": causes, "seats": seats, "share": [one / 48 for one in seats]})
    bar = fill.losses(steps, w, LIGHT).data[0]
    assert (list(bar.base), list(bar.x)) == ([0, 28, 25, 0], seats)


@pytest.mark.parametrize("tokens", [LIGHT, DARK, PRINT])
def test_the_funnel_narrows(tokens: Tokens) -> None:
    labels = ["Sunulan", "Rezerve", "Gelen", "Sertifika"]
    steps = pd.DataFrame({"label": labels, "seats": [48, 40, 30, 29], "share": [1, 40 / 48, 30 / 48, 29 / 48]})
    figure = fill.funnel(steps, words("tr"), tokens)
    assert list(figure.data[0].x) == [48, 40, 30, 29]
    assert figure.data[1].text[1] == " 40 · %83,3"
