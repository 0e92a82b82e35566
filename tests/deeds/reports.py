"""Reports that are handed out."""

from data_layer import reports
from data_layer.reports import Draft
from tests.deeds.common import CHIEF, NOW, TODAY, Deeds

REPORT = Draft("monthly", "pdf", "tr", "Özet", TODAY, "", "", {}, 1, "ozet.pdf", b"%PDF", [])
WHY = "Denetim kurulu istedi"

DEEDS: Deeds = {
    "data_layer/reports.py:keep": (
        "report.make",
        lambda it: lambda: reports.keep(it.store, REPORT, CHIEF, NOW),
    ),
    "data_layer/reports.py:keep_named": (
        "report.make",
        lambda it: lambda: reports.keep_named(it.store, REPORT, WHY, CHIEF, NOW),
    ),
}
