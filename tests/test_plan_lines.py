"""Lines of a training plan as they are typed or pasted."""

from datetime import date

import pytest

from data_layer.plan_lines import Fault, PlanLine, read, written
from data_layer.rules.plan import months_between

MONTHS = months_between(date(2012, 3, 1), date(2012, 12, 31))
COURSES = {"ei temel": 1, "e imza temel kullanici egitimi": 1, "ei kep": 2}
OCTOBER = date(2012, 10, 1)
LINE = PlanLine("centre", 6, 1, OCTOBER, 25)


@pytest.mark.parametrize(
    "text",
    [
        "Merkez; Ankara; EI-TEMEL; 2012-10; 25",
        "MERKEZ;06;ei-temel;Ekim;25",
        "centre; ANKARA; E-imza temel kullanıcı eğitimi; October 2012; 25",
        "Merkez\tAnkara\tEI-TEMEL\t01.10.2012\t25",
        "Teşkilat\tİl\tEğitim\tAy\tKişi\nMerkez\tAnkara\tEI-TEMEL\t10.2012\t25\n\n",
    ],
)
def test_a_line_is_read_in_the_ways_people_write_it(text: str) -> None:
    assert read(text, COURSES, MONTHS).lines == (LINE,)
    assert read(text, COURSES, MONTHS).faults == ()


def test_two_districts_of_a_province_are_one_line() -> None:
    text = "İlçe; Afyon; EI-KEP; Kasım; 10\nİlçe; Afyonkarahisar; EI-KEP; 2012-11; 5"
    assert read(text, COURSES, MONTHS).lines == (PlanLine("district", 3, 2, date(2012, 11, 1), 15),)


@pytest.mark.parametrize(
    ("text", "cell", "value"),
    [
        ("Merkez; Ankara; EI-TEMEL; 2012-10", "cells", "Merkez; Ankara; EI-TEMEL; 2012-10"),
        ("Bölge; Ankara; EI-TEMEL; 2012-10; 25", "level", "Bölge"),
        ("Merkez; Ankaar; EI-TEMEL; 2012-10; 25", "province", "Ankaar"),
        ("Merkez; 82; EI-TEMEL; 2012-10; 25", "province", "82"),
        ("Merkez; Ankara; EI-YOK; 2012-10; 25", "course", "EI-YOK"),
        ("Merkez; Ankara; EI-TEMEL; 2012-02; 25", "month", "2012-02"),
        ("Merkez; Ankara; EI-TEMEL; Ekim 2013; 25", "month", "Ekim 2013"),
        ("Merkez; Ankara; EI-TEMEL; Ekim sonu; 25", "month", "Ekim sonu"),
        ("Merkez; Ankara; EI-TEMEL; 2012-10; 0", "people", "0"),
        ("Merkez; Ankara; EI-TEMEL; 2012-10; 100001", "people", "100001"),
        ("Merkez; Ankara; EI-TEMEL; 2012-10; iki", "people", "iki"),
    ],
)
def test_what_cannot_be_read_is_named_by_line_and_cell(text: str, cell: str, value: str) -> None:
    good = "Merkez; Ankara; EI-TEMEL; 2012-10; 25"
    found = read(f"{good}\n{text}", COURSES, MONTHS)
    assert (found.lines, found.faults) == ((LINE,), (Fault(2, cell, value),))


def test_the_largest_number_of_people_is_read() -> None:
    assert read("Merkez; Ankara; EI-TEMEL; 2012-10; 100000", COURSES, MONTHS).faults == ()


def test_what_was_written_reads_the_same() -> None:
    lines = (LINE, PlanLine("district", 34, 2, date(2012, 3, 1), 7))
    worded = written(lines, {"centre": "Merkez", "district": "İlçe"}, {1: "EI-TEMEL", 2: "EI-KEP"})
    assert worded.splitlines()[1] == "İlçe; İstanbul; EI-KEP; 2012-03; 7"
    assert read(worded, COURSES, MONTHS).lines == lines
    assert read(written(lines), {"1": 1, "2": 2}, MONTHS).lines == lines


@pytest.mark.parametrize("text", ["", "\n \n", ";;;;", "Teşkilat; İl; Eğitim; Ay; Kişi"])
def test_nothing_is_no_line_and_no_fault(text: str) -> None:
    assert read(text, COURSES, MONTHS) == read("", COURSES, MONTHS)
