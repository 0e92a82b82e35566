"""The institution lists of the training office, read exactly as a careful person reads them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.texts import words
from data_layer import importing
from data_layer.errors import Conflict, Forbidden, RuleError
from data_layer.importing import Preview, Row
from data_layer.migrate import tables
from data_layer.rules.identity import strip_tckn
from data_layer.store import Store, is_shared
from data_layer.users import SYSTEM, User
from tests.import_table import DATA, TODAY, expected_of, institutions, new_store, take
from tests.stores import NewAddress

_LEVELS = {"centre": "merkez", "province": "il", "district": "ilce"}
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_READ = ("kurumlar.xlsx", "kurumlar-hatali.xlsx", "kurumlar-hatali-1254.csv")


@pytest.fixture(scope="module")
def previews(new_address: NewAddress) -> Iterator[dict[str, Preview]]:
    store = new_store(new_address())
    yield {file: institutions(store, file) for file in _READ}
    store.close()


@pytest.fixture(scope="module")
def filled(new_address: NewAddress) -> Iterator[Store]:
    """The customer list, applied to an empty programme."""
    store = new_store(new_address())
    take(store, "kurumlar.xlsx")
    yield store
    store.close()


def _as_expected(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"row": row.number, "status": row.status, "codes": list(row.codes)}
    if row.accepted and row.entry:
        told |= {
            "institution": row.entry.institution,
            "unit": row.entry.unit,
            "level": _LEVELS[row.entry.level],
            "province": f"{row.entry.province:02}",
            "district": row.entry.district or None,
            "users": row.entry.users,
        }
    return told


@pytest.mark.parametrize("file", _READ[1:])
def test_each_row_of_a_messy_list_is_judged_as_expected(previews: dict[str, Preview], file: str) -> None:
    assert [_as_expected(row) for row in previews[file].rows] == expected_of(file)["rows"]


@pytest.mark.parametrize("file", _READ)
def test_counts_and_heading_are_as_expected(previews: dict[str, Preview], file: str) -> None:
    wanted, preview = expected_of(file), previews[file]
    assert {name: preview.counts[name] for name in wanted["counts"]} == wanted["counts"]
    assert preview.source.header_row == wanted["header_row"]
    assert list(preview.notes) == wanted.get("file_notes", [])
    dropped = [{"heading": drop.heading, "code": drop.code} for drop in preview.dropped]
    assert dropped == wanted.get("dropped_columns", [])
    for name in ("sheet", "encoding", "delimiter"):
        assert getattr(preview.source, name) == wanted.get(name)


@pytest.mark.parametrize("file", _READ)
def test_units_are_added_up_to_institutions_and_their_tiers(previews: dict[str, Preview], file: str) -> None:
    lines = [
        {
            "name": line.name,
            "units": line.units,
            "users": line.users,
            "merkez_users": line.centre_users,
            "tier": line.tier,
            "merkez_only_tier": line.centre_tier,
        }
        for line in previews[file].institutions
    ]
    wanted = expected_of(file)["institutions"]
    assert [{name: line[name] for name in wanted[0]} for line in lines] == wanted


def test_the_customer_list_gives_the_totals_of_the_letter(previews: dict[str, Preview]) -> None:
    wanted, preview = expected_of("kurumlar.xlsx"), previews["kurumlar.xlsx"]
    after = preview.outlook
    assert wanted["totals"] == {
        "institutions": after.total.institutions,
        "users": after.total.users,
        "hours": after.total.minutes // 60,
        "provinces": after.provinces,
    }
    tiers = {
        code: {"institutions": total.institutions, "users": total.users, "hours": total.minutes // 60}
        for code, total in preview.tiers.items()
    }
    assert tiers == wanted["tiers"]
    moved = sum(line.tier != line.centre_tier for line in preview.institutions)
    assert moved == wanted["institutions_where_rollup_decides"]


@pytest.mark.parametrize("file", _READ)
def test_every_finding_has_its_sentence_in_both_languages(previews: dict[str, Preview], file: str) -> None:
    found = [finding for row in previews[file].rows for finding in row.findings] + list(previews[file].remarks)
    for language in ("tr", "en"):
        for finding in found:
            sentence = words(language)(finding.key, **finding.values)
            assert "{" not in sentence and strip_tckn(sentence)[1] == 0
            assert not finding.column or f"import.column_{finding.column}" in words(language)


def test_the_first_list_is_written_whole(filled: Store) -> None:
    numbers = {
        "institution": 159,
        "unit": 1174,
        "user_count": 1174,
        "entitlement": 159,
        "entitlement_entry": 159,
        "representative": 6,
    }
    for table, rows in numbers.items():
        assert filled.one(f"select count(*) from {table}") == (rows,)
    assert filled.one("select cast(sum(minutes) as bigint) from entitlement_entry") == (964 * 60,)
    assert filled.one("select cast(sum(active_users) as bigint) from user_count") == (145_000,)
    assert filled.one("select count(distinct representative_id) from institution") == (6,)


def test_the_day_of_the_list_stands_in_its_title(filled: Store) -> None:
    assert filled.rows("select distinct cast(as_of as varchar) from user_count") == [("2012-02-14",)]


def test_each_right_and_the_import_are_in_the_audit_trail(filled: Store) -> None:
    told = dict(filled.rows("select action, count(*) from audit_event group by action"))
    assert told["entitlement.grant"] == 159 and told["import.institutions"] == 1
    names = {name for (name,) in filled.rows("select name from contact union all select name from representative")}
    facts = " ".join(facts for (facts,) in filled.rows("select facts from audit_event"))
    assert names and not any(name in facts for name in names)


def test_the_centre_s_contact_is_the_authorised_one(filled: Store) -> None:
    centres = filled.one("select count(*) from contact where is_authorised")
    assert centres == (159,)


def test_applying_the_same_file_again_changes_nothing_and_says_so(filled: Store) -> None:
    before = filled.version()
    preview = institutions(filled, "kurumlar.xlsx")
    assert preview.already_applied
    assert not importing.apply_institutions(filled, preview, SYSTEM, TODAY).applied
    assert filled.version() == before


def test_a_list_goes_in_whole_or_not_at_all(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("power cut")

    preview = institutions(empty_store, "kurumlar-hatali.xlsx")
    before = empty_store.version()
    monkeypatch.setattr("data_layer.audit.record_many", fail)
    with pytest.raises(RuntimeError):
        importing.apply_institutions(empty_store, preview, SYSTEM, TODAY)
    assert empty_store.one("select count(*) from institution") == (0,)
    assert empty_store.version() == before


def test_ayse_may_look_but_not_apply(empty_store: Store, ayse: User) -> None:
    preview = institutions(empty_store, "kurumlar-hatali.xlsx")
    with pytest.raises(Forbidden):
        importing.apply_institutions(empty_store, preview, ayse, TODAY)
    assert empty_store.one("select count(*) from institution") == (0,)


def test_a_preview_from_before_another_import_is_refused(empty_store: Store) -> None:
    stale = institutions(empty_store, "kurumlar-hatali.xlsx")
    take(empty_store, "kurumlar-hatali-1254.csv")
    with pytest.raises(Conflict, match="import.stale"):
        importing.apply_institutions(empty_store, stale, SYSTEM, TODAY)


def test_a_list_without_a_good_row_is_not_applied(empty_store: Store) -> None:
    text = "Kurum Adı;Birim Adı;Teşkilat;İl;İlçe;Aktif Kullanıcı Sayısı\nÖrnek;Merkez;Merkez;Ankra;;5\n"
    preview = importing.preview_institutions(empty_store, text.encode(), "liste.csv", TODAY)
    with pytest.raises(RuleError, match="import.nothing"):
        importing.apply_institutions(empty_store, preview, SYSTEM, TODAY)


def test_no_identity_number_reaches_the_store_or_the_log(
    address: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    store = new_store(address)
    for file in _READ:
        take(store, file)
    kept = " ".join(str(row) for table in tables() for row in store.rows(f"select * from {table}"))
    store.close()
    assert strip_tckn(_HASH.sub("", kept))[1] == 0, "eleven digits in a row of a hash mean nothing"
    numbers = {f"{number}".encode() for number in _identity_numbers()}
    bytes_kept = kept.encode() if is_shared(address) else Path(address).read_bytes()
    assert numbers and not any(number in bytes_kept for number in numbers)
    out, err = capfd.readouterr()
    assert strip_tckn(out + err + caplog.text)[1] == 0


def _identity_numbers() -> set[str]:
    """Those that stand in the sample list as text."""
    text = (DATA / "kurumlar-hatali-1254.csv").read_text("cp1254")
    return {cell for line in text.splitlines() for cell in line.split(";") if len(cell) == 11 and cell.isdecimal()}
