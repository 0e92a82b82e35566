"""A later list: which unit is which, what changes, and whose tier would change."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from data_layer import importing
from data_layer.audit import verify
from data_layer.importing import Preview
from data_layer.store import Store
from data_layer.users import SYSTEM
from tests.import_table import TODAY, expected_of, institutions, new_store, take
from tests.stores import NewAddress

_UPDATE = "kurumlar-guncelleme.xlsx"
_HEAD = "Kurum Adı;Birim Adı;Teşkilat;İl;İlçe;Aktif Kullanıcı Sayısı;DETSİS No;Kurum Yetkilisi;Telefon\n"


@pytest.fixture(scope="module")
def updated(new_address: NewAddress) -> Iterator[tuple[Store, Preview]]:
    """The customer list, then the later one; the store and the preview of the later one."""
    store = new_store(new_address())
    take(store, "kurumlar.xlsx")
    yield store, take(store, _UPDATE)
    store.close()


def _list(store: Store, *rows: str, today: date = TODAY, apply: bool = True) -> Preview:
    preview = importing.preview_institutions(store, (_HEAD + "\n".join(rows)).encode(), "liste.csv", today)
    if apply:
        importing.apply_institutions(store, preview, SYSTEM, today)
    return preview


def test_counts_are_as_expected(updated: tuple[Store, Preview]) -> None:
    wanted, (_, preview) = expected_of(_UPDATE)["counts"], updated
    assert {name: preview.counts[name] for name in wanted} == wanted


def test_each_changed_new_or_refused_row_is_as_expected(updated: tuple[Store, Preview]) -> None:
    told: list[dict[str, Any]] = []
    for row in updated[1].rows:
        if row.status == "reject":
            told.append({"row": row.number, "status": "reject", "codes": list(row.codes)})
        elif row.entry and row.change != "same":
            head = {"row": row.number, "status": row.change}
            names = {"institution": row.entry.institution, "unit": row.entry.unit}
            changes = {name: list(pair) for name, pair in row.changes.items()}
            told.append({**head, **names, **({"changes": changes} if changes else {"users": row.entry.users})})
    assert told == expected_of(_UPDATE)["rows"]


def test_new_institutions_and_missing_units_are_named(updated: tuple[Store, Preview]) -> None:
    wanted, (_, preview) = expected_of(_UPDATE), updated
    assert [line.name for line in preview.new_institutions] == wanted["new_institutions"]
    missing = [
        {
            "institution": unit.institution,
            "unit": unit.name,
            "province": f"{unit.province:02}",
            "district": unit.district,
            "users": unit.users,
        }
        for unit in preview.missing
    ]
    assert missing == wanted["missing_units"]


def test_renamed_units_are_known_by_number_or_place(updated: tuple[Store, Preview]) -> None:
    renamed = [
        {
            "institution": row.entry.institution,
            "province": f"{row.entry.province:02}",
            "old": row.changes["unit"][0],
            "new": row.changes["unit"][1],
            "matched_by": row.matched_by,
        }
        for row in updated[1].rows
        if row.entry and "unit" in row.changes
    ]
    wanted = expected_of(_UPDATE)["renamed_units"]
    assert sorted(renamed, key=str) == sorted(wanted, key=str)


def test_a_rise_is_proposed_and_a_fall_takes_nothing(updated: tuple[Store, Preview]) -> None:
    store, preview = updated
    changes = [
        {
            "institution": change.institution,
            "old_users": change.old_users,
            "new_users": change.new_users,
            "old_tier": change.old_tier,
            "new_tier": change.new_tier,
            "direction": change.direction,
            "hours_before": change.minutes_before // 60,
            "hours_if_approved": change.minutes_if_approved // 60,
        }
        for change in preview.tier_changes
    ]
    wanted = expected_of(_UPDATE)["tier_changes"]
    assert changes == [{name: change[name] for name in changes[0]} for change in wanted]
    rises = {change["institution"] for change in wanted if change["direction"] == "rise"}
    proposed = store.rows("select i.name from tier_proposal p join institution i on i.id = p.institution_id")
    assert {name for (name,) in proposed} == rises
    fallen = [change.institution_id for change in preview.tier_changes if change.direction == "fall"]
    taken = store.one("select count(*) from entitlement_entry where kind <> 'grant' or minutes < 0")
    assert len(fallen) == 4 and taken == (0,)


def test_institutions_on_a_border_stay(updated: tuple[Store, Preview]) -> None:
    lines = {line.name: (line.users, line.tier) for line in updated[1].institutions}
    for stays in expected_of(_UPDATE)["at_border_unchanged"]:
        assert lines[stays["institution"]] == (stays["users"], stays["tier"])


def test_totals_after_the_update_are_in_the_store(updated: tuple[Store, Preview]) -> None:
    wanted, (store, preview) = expected_of(_UPDATE)["totals_after"], updated
    after = preview.outlook.total
    assert {"institutions": after.institutions, "users": after.users} == wanted
    sql = "select count(*), cast(sum(active_users) as bigint) from institution_now"
    assert store.one(sql) == (wanted["institutions"], wanted["users"])
    assert verify(store).broken_at is None


def test_a_missing_unit_keeps_its_last_count(updated: tuple[Store, Preview]) -> None:
    sql = """
    select c.active_users, cast(c.as_of as varchar)
    from user_count c
    join unit u on u.id = c.unit_id
    join institution i on i.id = u.institution_id
    where u.name = 'Demirözü İlçe Müdürlüğü' and i.name = 'Örnek Adli İşler Genel Müdürlüğü'
    """
    assert updated[0].rows(sql) == [(145, "2012-02-14")]


def test_an_older_list_is_dated_today_and_says_so(updated: tuple[Store, Preview]) -> None:
    store, _ = updated
    preview = _list(store, "Örnek Valiliği;Yeni Birim;İl;Ankara;;1;;;", today=date(2012, 8, 1), apply=False)
    assert "LISTE_ESKI" in preview.notes
    assert preview.as_of == date(2012, 8, 1)


def test_a_number_of_another_institution_s_unit_is_dropped(empty_store: Store) -> None:
    _list(empty_store, "Örnek A;Merkez;Merkez;Ankara;;10;90000001;;")
    preview = _list(empty_store, "Örnek B;Merkez;Merkez;Ankara;;20;90000001;;")
    assert preview.rows[0].codes == ("DETSIS_MUKERRER",)
    assert preview.rows[0].change == "new"
    assert empty_store.rows("select detsis_no from unit order by id") == [("90000001",), (None,)]


def test_two_units_in_a_place_are_not_guessed(empty_store: Store) -> None:
    _list(empty_store, "Örnek A;Bir Müdürlüğü;İl;Ankara;;10;;;", "Örnek A;İki Müdürlüğü;İl;Ankara;;10;;;")
    preview = _list(empty_store, "Örnek A;Üç Müdürlüğü;İl;Ankara;;10;;;")
    assert preview.rows[0].change == "new"
    assert len(preview.missing) == 2


def test_units_with_different_numbers_are_not_one(empty_store: Store) -> None:
    _list(empty_store, "Örnek A;Eski Müdürlük;İl;Ankara;;10;90000001;;")
    preview = _list(empty_store, "Örnek A;Yeni Müdürlük;İl;Ankara;;10;90000002;;")
    assert preview.rows[0].change == "new"


def test_units_that_swap_their_names_follow_their_numbers(empty_store: Store) -> None:
    _list(empty_store, "Örnek A;Bir;İl;Ankara;;10;90000001;;", "Örnek A;İki;İl;Ankara;;20;90000002;;")
    preview = _list(empty_store, "Örnek A;İki;İl;Ankara;;10;90000001;;", "Örnek A;Bir;İl;Ankara;;20;90000002;;")
    assert [row.matched_by for row in preview.rows] == ["detsis", "detsis"]
    names = empty_store.rows("select detsis_no, name from unit order by detsis_no")
    assert names == [("90000001", "İki"), ("90000002", "Bir")]


def test_a_refused_row_does_not_make_its_unit_missing(empty_store: Store) -> None:
    _list(empty_store, "Örnek A;Bir;İl;Ankara;;10;;;", "Örnek A;İki;İl;Konya;;20;;;")
    preview = _list(empty_store, "Örnek A;Bir;İl;Ankara;;11;;;", "Örnek A;İki;İl;Konya;;yirmi;;;")
    assert preview.counts["missing"] == 0


@pytest.mark.parametrize(("users", "codes"), [(999_990, ()), (999_991, ("SAYI_UST_SINIR",))])
def test_units_outside_the_list_count_against_the_top_of_the_ladder(
    empty_store: Store, users: int, codes: tuple[str, ...]
) -> None:
    _list(empty_store, "Örnek A;Bir;İl;Ankara;;10;;;")
    preview = _list(empty_store, f"Örnek A;İki;İl;Konya;;{users};;;", apply=False)
    assert preview.rows[0].codes == codes


def test_another_spelling_joins_the_institution_of_the_store(empty_store: Store) -> None:
    _list(empty_store, "Örnek Isparta Belediyesi;Bir;İl;Isparta;;10;;;")
    preview = _list(empty_store, "ÖRNEK ISPARTA BELEDİYESİ;İki;İlçe;ISPARTA;Eğirdir;5;;;")
    assert preview.rows[0].codes == ("AD_YAZIM_FARKI",)
    assert empty_store.rows("select name from institution") == [("Örnek Isparta Belediyesi",)]


def test_two_lists_of_one_day_leave_one_count(empty_store: Store) -> None:
    _list(empty_store, "Örnek A;Bir;İl;Ankara;;10;;;")
    _list(empty_store, "Örnek A;Bir;İl;Ankara;;12;;;")
    assert empty_store.rows("select active_users from user_count") == [(12,)]


def test_a_second_rise_replaces_the_proposal_that_still_waits(empty_store: Store) -> None:
    for users in (100, 101, 1_001):
        _list(empty_store, f"Örnek A;Bir;İl;Ankara;;{users};;;")
    proposals = empty_store.rows("select from_tier, to_tier, basis_users from tier_proposal")
    assert proposals == [("S", "2", 1_001)]


def test_a_contact_s_new_telephone_replaces_the_old_one(empty_store: Store) -> None:
    _list(empty_store, "Örnek A;Bir;Merkez;Ankara;;10;;Işıl Çınar;0312 000 00 01")
    _list(empty_store, "Örnek A;Bir;Merkez;Ankara;;10;;Işıl Çınar;0312 000 00 02")
    assert empty_store.rows("select name, phone from contact") == [("Işıl Çınar", "0312 000 00 02")]


def test_an_institution_without_users_has_no_right_until_it_has(empty_store: Store) -> None:
    _list(empty_store, "Örnek A;Bir;Merkez;Ankara;;0;;;")
    assert empty_store.one("select count(*) from entitlement") == (0,)
    _list(empty_store, "Örnek A;Bir;Merkez;Ankara;;1;;;")
    assert empty_store.rows("select tier_code, basis_users from entitlement") == [("S", 1)]


def test_rights_of_a_list_typed_in_after_the_year_count_from_the_day_of_the_list(empty_store: Store) -> None:
    preview = institutions(empty_store, "kurumlar-hatali-1254.csv")
    importing.apply_institutions(empty_store, preview, SYSTEM, date(2013, 1, 15))
    days = empty_store.rows("select distinct cast(cast(recorded_at as date) as varchar) from entitlement_entry")
    assert days == [(f"{preview.as_of}",)]
