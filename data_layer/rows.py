"""Rows of a table as plain values."""

from typing import Any

import pandas as pd

Record = dict[str, Any]


def records(frame: pd.DataFrame) -> list[Record]:
    """One dict a row; an empty cell is None."""
    empty = frame.isna().to_numpy()
    rows = frame.to_dict("records")
    return [
        {str(name): None if gone else value for (name, value), gone in zip(row.items(), gaps, strict=True)}
        for row, gaps in zip(rows, empty, strict=True)
    ]
