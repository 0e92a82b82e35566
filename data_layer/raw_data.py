"""Raw data without people: the tables of the programme, with neither names nor free text, in one snapshot."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import pandas as pd

from data_layer.store import Store
from data_layer.table_files import csv_excel

# What is handed out. Everything else stays inside: who people are, what was noted about them, accounts, the trail.
TABLES: Mapping[str, Sequence[str]] = {
    "programme": ("id", "code", "starts_on", "ends_on", "target_people", "active_users"),
    "plan_month": ("programme_id", "month", "people"),
    "tier": ("programme_id", "code", "lower_users", "upper_users", "minutes", "delivery", "class_size", "notice_days"),
    "institution": ("id", "name", "merged_into", "closed_on"),
    "unit": ("id", "institution_id", "level", "province_code", "district", "name"),
    "user_count": ("unit_id", "as_of", "active_users"),
    "entitlement": ("programme_id", "institution_id", "tier_code", "basis_users", "basis_as_of"),
    "entitlement_entry": ("id", "programme_id", "institution_id", "kind", "minutes", "recorded_at"),
    "course": ("id", "code", "title_tr", "title_en", "audience", "minutes"),
    "session": ("id", "code", "course_id", "delivery", "session_date", "announced_on", "capacity", "minutes", "state"),
    "booking": ("id", "code", "session_id", "institution_id", "received_at", "seats_requested", "min_accept", "state"),
    "seat": ("session_id", "seat_no", "institution_id", "booking_id", "participant_id"),
    "attendance": ("session_id", "participant_id", "block_no", "status", "minutes"),
    "broadcast": ("session_id", "institution_id", "viewers", "evidence"),
    "cd_dispatch": ("id", "institution_id", "copies", "dispatched_on", "delivered_on", "viewers_reported", "returned"),
}


def tables(store: Store) -> dict[str, pd.DataFrame]:
    """Every table of TABLES with its columns, all of one moment."""
    with store.read() as tx:
        return {
            name: tx.frame(f"select {', '.join(columns)} from {name} order by {columns[0]}, {columns[1]}")
            for name, columns in TABLES.items()
        }


def packed(found: Mapping[str, pd.DataFrame], about: Mapping[str, str], about_name: str) -> bytes:
    """One CSV a table as Turkish Excel opens it, and a text that says what they are."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in found.items():
            archive.writestr(f"{name}.csv", csv_excel(table, [(column, column, "text") for column in table.columns]))
        archive.writestr(f"{about_name}.txt", "\r\n".join(f"{name}: {text}" for name, text in about.items()))
    return raw.getvalue()
