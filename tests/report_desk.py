"""Reports for tests: made of a store without a browser, their words and tables read back."""

import io
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest

from callbacks import report_kinds as kinds
from callbacks.report_kinds import Wish
from dashboard.cards import Screen
from dashboard.reports import setting
from dashboard.texts import words
from dashboard.theme import PRINT
from data_layer import programme
from data_layer.filters import Filters
from data_layer.reports import Draft
from data_layer.store import Store
from data_layer.users import User

MADE = datetime(2012, 9, 14, 13)
DAY = date(2012, 9, 14)
MEHMET = User("mehmet", "viewer")
ZEYNEP = User("zeynep", "supervisor")


def screen(store: Store, lang: str = "tr", as_of: date = DAY) -> Screen:
    current = programme.load(store)
    return Screen(Filters.whole(current, as_of), words(lang), PRINT, as_of, "/raporlar", {}, current)


def pencilless(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typst sets words and tables, but its drawing of charts gives up."""
    shutil.copytree(setting.TEMPLATES, folder)
    (folder / "chart.typ").write_text('#let chart(c, tall) = panic("no pencil")', encoding="utf-8")
    monkeypatch.setattr(setting, "TEMPLATES", folder)


def drafted(store: Store, kind: str, form: str, lang: str = "tr", **choice: Any) -> Draft:
    return kinds.drafted(store, screen(store, lang), Wish(kind, form, choice), ZEYNEP, MADE)


def printed(draft: Draft) -> list[str]:
    """The words of each page; a line break is a blank."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(draft.content)).pages]


def table(draft: Draft, name: str) -> dict[str, Any]:
    return next(one for one in draft.tables if one["name"] == name)
