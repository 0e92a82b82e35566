"""Figures of the reach page, asked for their data."""

import pandas as pd
import pytest

from dashboard.figures import reach
from dashboard.texts import Words, words
from dashboard.theme import DARK, LIGHT

COLUMNS = ["label", "tier_code", "active_users", "lower", "upper", "sure_class", "sure_broadcast", "sure_cd"]


@pytest.fixture(params=["tr", "en"])
def w(request: pytest.FixtureRequest) -> Words:
    return words(request.param)


def ranges() -> pd.DataFrame:
    rows = [("Standart", "S", 1000, 430, 496, 100, 300, 30), ("Kategori 5", "5", 0, 0, 0, 0, 0, 0)]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_the_bar_ends_in_the_cap_of_doubt(w: Words) -> None:
    figure = reach.whole(ranges().head(1), w, LIGHT)
    parts = {bar.name: (bar.base[0], bar.x[0]) for bar in figure.data}
    assert parts == {"class": (0, 100), "broadcast": (100, 300), "cd": (400, 30), "doubt": (430, 66)}
    assert figure.data[3].marker.pattern.shape == "/"
    assert list(figure.layout.xaxis.range) == [0, 1000]


def test_parts_carry_their_word_where_there_is_room() -> None:
    texts = [note.text for note in reach.whole(ranges().head(1), words("tr"), LIGHT).layout.annotations]
    assert texts == [
        "yüz yüze<br>100",
        "yayın<br>+300",
        "CD<br>+30",
        "430–496 kişi<br>(%43,0–%49,6)<br>taralı 66: örtüşme belirsiz",
    ]
    crowded = ranges().head(1).assign(sure_class=60, sure_broadcast=70, sure_cd=0)
    assert [note.text for note in reach.whole(crowded, words("tr"), LIGHT).layout.annotations][:-1] == [
        "yüz yüze<br>60"
    ]


def test_tiers_are_shares_of_their_users(w: Words) -> None:
    figure = reach.by_tier(ranges(), w, DARK)
    assert [bar.x[0] for bar in figure.data[:4]] == pytest.approx([10, 30, 3, 6.6])
    assert figure.data[0].customdata[0][0] == "k=S"


def test_ranges_are_written_with_people_and_shares() -> None:
    texts = reach.by_tier(ranges(), words("tr"), LIGHT).data[4].text
    assert list(texts) == ["\u00a0430–496 kişi<br>\u00a0(%43,0–%49,6)", "\u00a0Bu kategoride kurum yok"]


def test_without_doubt_there_is_one_number() -> None:
    row = {"lower": 5, "upper": 5, "active_users": 50}
    assert (reach.people(row, words("tr")), reach.people(row, words("en"))) == ("5 kişi (%10,0)", "5 people (10.0%)")


def test_the_pipeline_says_copies_and_days() -> None:
    table = pd.DataFrame(
        {"label": ["Talep", "Gönderildi"], "dispatches": [4, 3], "copies": [1302, 10], "days": [None, 6.0]}
    )
    figure = reach.pipeline(table, words("tr"), LIGHT)
    assert list(figure.data[0].x) == [4, 3]
    assert list(figure.data[1].text) == [
        "\u00a04 gönderim · 1.302 kopya",
        "\u00a03 gönderim · 10 kopya<br>\u00a0ortanca 6 gün",
    ]
