"""A report as a workbook: its first table with real numbers and dates, and a sheet that says what they are."""

import pandas as pd

from dashboard.reports.content import Report
from dashboard.texts import Words
from data_layer import table_files


def xlsx(report: Report, w: Words) -> bytes:
    """One sheet of rows and one of facts; no text becomes a formula."""
    part = next(report.parts)
    table = pd.DataFrame(list(part.rows), columns=[column.key for column in part.columns], dtype=object)
    heads = [(column.key, column.title, column.kind) for column in part.columns]
    return table_files.xlsx(table, heads, w("card.sheet"), facts(report, w), w("card.info_sheet"))


def facts(report: Report, w: Words) -> dict[str, str]:
    """What the rows are: title, measure, definition, official view, and the foot of the printed reports."""
    part = next(report.parts)
    return {
        w("card.info_title"): report.title,
        w("card.info_subtitle"): part.subtitle or report.subtitle,
        w("card.info_how"): part.how,
        w("card.info_view"): part.view,
        w("card.info_source"): " · ".join(report.stamp),
    }
