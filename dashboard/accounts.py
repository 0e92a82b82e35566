"""Rows and columns of accounts: the hours page and the list of institutions show the same ones."""

import pandas as pd

from dashboard import describe
from dashboard.cards import Column, Screen

AMOUNTS = ("entitled", "used", "reserved", "free")
_KINDS = {
    "institution": "link",
    "institutions": "count",
    "users": "count",
    "share": "percent",
    "last_on": "date",
    "week": "date",
    "unused": "hours",
    "even": "decimal",
} | dict.fromkeys(AMOUNTS, "hours")
_OF_THE_LIST = ("province", "contact")


def tier_names(screen: Screen) -> dict[str, str]:
    """The word of each tier."""
    return {tier.code: describe.tier_name(tier.code, screen.words) for tier in screen.programme.tiers}


def columns(screen: Screen, *keys: str) -> tuple[Column, ...]:
    """Columns in this order, with the words and kinds that both pages use."""
    pages = {key: "institutions" if key in _OF_THE_LIST else "hours" for key in keys}
    return tuple(Column(key, screen.words(f"{pages[key]}.{key}"), _KINDS.get(key, "text")) for key in keys)


def in_hours(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Each `…_minutes` of the names as hours."""
    return table.assign(**{name: table[f"{name}_minutes"] / 60 for name in names or AMOUNTS})


def used_share(table: pd.DataFrame) -> pd.Series:
    """Used of entitled; empty without a right."""
    return table["used_minutes"] / table["entitled_minutes"].where(table["entitled_minutes"] > 0)


def rows(account: pd.DataFrame, screen: Screen) -> pd.DataFrame:
    """Rows of data_layer.hours.by_institution as people read them; a row opens its institution."""
    return in_hours(account).assign(
        institution=account["name"],
        tier=account["tier_code"].map(tier_names(screen)),
        users=account["active_users"],
        share=used_share(account),
        last_on=account["last_on"].dt.date,
        province=[describe.province_name(code, screen.words) for code in account["province_code"]],
        _go="/kurumlar/" + account["institution_id"].astype(str),
    )
