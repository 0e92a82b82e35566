"""Hours: each institution is charged once a session, reserved until the attendance is final, used from then on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from data_layer import hours, programme
from data_layer.errors import StoreError
from data_layer.filters import Filters
from data_layer.programme import Programme
from data_layer.rules.calendar import Holidays
from data_layer.store import Store
from tests.four_institutions import ISPARTA, LIBRARY, MINISTRY, SANDIKLI, TODAY, four
from tests.stores import NewAddress


@pytest.fixture(scope="module")
def store(new_address: NewAddress) -> Iterator[Store]:
    with four(new_address.installed()) as world:
        yield world.store


@pytest.fixture(scope="module")
def letter(store: Store) -> Programme:
    return programme.load(store)


@pytest.fixture(scope="module")
def everything(letter: Programme) -> Filters:
    return Filters.whole(letter, TODAY)


def account(store: Store, filters: Filters, institution: int) -> tuple[int, int, int, int]:
    """entitled, used, reserved, free in minutes."""
    table = hours.by_institution(store, filters).set_index("institution_id")
    row = table.loc[institution]
    return tuple(int(row[f"{name}_minutes"]) for name in ("entitled", "used", "reserved", "free"))  # type: ignore[return-value]


def test_two_applications_in_one_class_charge_the_institution_once(store: Store, everything: Filters) -> None:
    assert account(store, everything, SANDIKLI) == (240, 240, 0, 0)


def test_a_seat_in_a_session_to_come_is_reserved(store: Store, everything: Filters) -> None:
    assert account(store, everything, ISPARTA) == (240, 0, 240, 0)


def test_who_only_waits_is_charged_nothing(store: Store, everything: Filters) -> None:
    assert account(store, everything, LIBRARY) == (240, 0, 0, 240)


def test_a_session_that_ran_short_charges_what_it_ran_and_a_cancelled_one_nothing(
    store: Store, everything: Filters
) -> None:
    assert account(store, everything, MINISTRY) == (720, 300, 240, 180)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2012, 2, 29), (0, 0, 0, 0)),
        (date(2012, 3, 1), (720, 0, 0, 720)),
        (date(2012, 5, 31), (720, 0, 0, 720)),
        (date(2012, 6, 1), (720, 0, 480, 240)),  # announced: the plan is reserved
        (date(2012, 6, 11), (720, 0, 480, 240)),
        (date(2012, 6, 12), (720, 300, 0, 420)),  # held: what it ran is used
        (date(2012, 9, 2), (720, 300, 0, 420)),
        (date(2012, 9, 3), (720, 300, 240, 180)),
    ],
)
def test_the_account_of_the_ministry_on_a_day(
    store: Store, letter: Programme, day: date, expected: tuple[int, ...]
) -> None:
    assert account(store, Filters.whole(letter, day), MINISTRY) == expected


def test_tiers_are_sums_of_their_institutions_and_empty_tiers_stay(store: Store, everything: Filters) -> None:
    table = hours.by_tier(store, everything)
    assert list(table.columns) == [
        "tier_code",
        "institutions",
        "active_users",
        "entitled_minutes",
        "used_minutes",
        "reserved_minutes",
        "free_minutes",
    ]
    assert table.to_numpy().tolist() == [
        ["S", 3, 227, 720, 240, 240, 240],
        ["1", 0, 0, 0, 0, 0, 0],
        ["2", 1, 5000, 720, 300, 240, 180],
        ["3", 0, 0, 0, 0, 0, 0],
        ["4", 0, 0, 0, 0, 0, 0],
        ["5", 0, 0, 0, 0, 0, 0],
    ]


def test_totals_are_the_sum_of_all_entries(store: Store, everything: Filters) -> None:
    expected = {"entitled_minutes": 1440, "used_minutes": 540, "reserved_minutes": 480, "free_minutes": 420}
    assert hours.totals(store, everything) == expected


def test_a_filter_keeps_its_institutions(store: Store, everything: Filters) -> None:
    assert hours.totals(store, replace(everything, provinces=(32,)))["reserved_minutes"] == 240
    assert hours.totals(store, replace(everything, tiers=("2",)))["free_minutes"] == 180
    assert hours.totals(store, replace(everything, representative=1))["entitled_minutes"] == 720
    assert list(hours.by_institution(store, replace(everything, institution=LIBRARY))["institution_id"]) == [LIBRARY]


def test_the_last_entry_is_not_the_grant(store: Store, everything: Filters) -> None:
    last = hours.by_institution(store, everything).set_index("institution_id")["last_on"]
    assert last[MINISTRY] == pd.Timestamp(2012, 9, 3)
    assert pd.isna(last[LIBRARY])


def test_the_statement_of_the_ministry_closes_with_what_is_free(store: Store, letter: Programme) -> None:
    table = hours.statement(store, letter.id, MINISTRY, TODAY)
    rows = table[["kind", "minutes", "balance_minutes", "session_code"]].to_numpy().tolist()
    assert rows[0][:3] == ["grant", 720, 720]
    assert rows[1:] == [
        ["reservation", -480, 240, "YER-2012-003"],
        ["release", 480, 720, "YER-2012-003"],
        ["use", -300, 420, "YER-2012-003"],
        ["reservation", -240, 180, "YER-2012-004"],
    ]
    days = [date(2012, 3, 1), date(2012, 6, 1), date(2012, 6, 12), date(2012, 6, 12), date(2012, 9, 3)]
    assert list(table["on_day"].dt.date) == days


@pytest.mark.parametrize("day", [date(2012, 5, 31), date(2012, 6, 1), date(2012, 6, 11), date(2012, 6, 12), TODAY])
def test_every_statement_closes_with_the_official_balance_of_the_day(
    store: Store, letter: Programme, day: date
) -> None:
    for account in hours.by_institution(store, Filters.whole(letter, day)).to_dict("records"):
        lines = hours.statement(store, letter.id, account["institution_id"], day)
        left = {kind: int(-lines.loc[lines["kind"] == kind, "minutes"].sum()) for kind in set(lines["kind"])}
        assert lines["minutes"].sum() == account["free_minutes"]
        assert lines["balance_minutes"].tolist() == lines["minutes"].cumsum().tolist()
        assert left.get("use", 0) == account["used_minutes"]
        assert left.get("reservation", 0) + left.get("release", 0) == account["reserved_minutes"]


def test_a_session_that_was_announced_after_its_day_stands_on_one_day(installed: str) -> None:
    """Typed in late: the reservation never counts, and nothing is released before it was reserved."""
    with four(installed) as world:
        with world.store.write() as tx:
            tx.rows("update session set announced_on = date '2012-06-20' where code = 'YER-2012-003'")
        for day, kinds in ((date(2012, 6, 12), ["grant", "use"]), (TODAY, ["grant", "use", "reservation", "release"])):
            lines = hours.statement(world.store, world.programme.id, MINISTRY, day)
            assert list(lines["kind"])[: len(kinds)] == kinds
            account = hours.by_institution(world.store, Filters.whole(world.programme, day)).set_index("institution_id")
            assert lines["minutes"].sum() == account["free_minutes"][MINISTRY]


def test_the_sums_of_a_sound_store_agree(store: Store, letter: Programme) -> None:
    hours.prove(store, letter, TODAY)


def test_an_entry_of_an_institution_without_a_right_breaks_the_proof(installed: str) -> None:
    with four(installed) as world:
        with world.store.write() as tx:
            tx.rows("delete from entitlement where institution_id = $institution", institution=LIBRARY)
        with pytest.raises(StoreError) as refusal:
            hours.prove(world.store, world.programme, TODAY)
    assert refusal.value.key == "hours.mismatch"
    assert refusal.value.values == {"tiers": 180, "institutions": 180, "entries": 420}


def test_weeks_run_from_the_first_monday_to_the_last(store: Store, letter: Programme, everything: Filters) -> None:
    table = hours.by_week(store, everything, letter, Holidays())
    assert table["week"].iloc[0] == date(2012, 2, 27)
    assert table["week"].iloc[-1] == date(2012, 12, 31)
    assert len(table) == 45


def test_a_week_shows_the_balance_of_its_last_day(store: Store, letter: Programme, everything: Filters) -> None:
    table = hours.by_week(store, everything, letter, Holidays()).set_index("week")
    amounts = ["entitled_minutes", "used_minutes", "reserved_minutes", "free_minutes", "unused_minutes"]
    assert table.loc[date(2012, 2, 27), amounts].tolist() == [1440, 0, 0, 1440, 1440]
    assert table.loc[date(2012, 6, 4), amounts].tolist() == [1440, 240, 480, 720, 1200]
    assert table.loc[date(2012, 6, 11), amounts].tolist() == [1440, 540, 0, 900, 900]
    assert table.loc[date(2012, 9, 10), amounts].tolist() == [1440, 540, 480, 420, 900]
    assert table.loc[date(2012, 9, 10), "on_day"] == TODAY
    assert table.loc[date(2012, 9, 17), amounts].isna().all()


def test_the_even_plan_starts_with_the_whole_right_and_ends_with_nothing(
    store: Store, letter: Programme, everything: Filters
) -> None:
    even = hours.by_week(store, everything, letter, Holidays())["even_minutes"]
    assert even.iloc[0] == pytest.approx(1440 * (1 - 2 / working_days_of_2012()))  # 1 and 2 March have passed
    assert even.iloc[-1] == 0
    assert even.is_monotonic_decreasing


def working_days_of_2012() -> float:
    """March to December by hand: 218 weekdays, less 23.04, 01.05, 30.08, 29.10, the two feasts and their eves."""
    feasts = 2 + 2.5  # 20–21.08 (18. and 19. at a weekend), 25–26.10 and the half of 24.10
    weekdays = 22 + 21 + 23 + 21 + 22 + 23 + 20 + 23 + 22 + 21
    return weekdays - 4 - feasts


@pytest.mark.parametrize(
    ("users", "near"), [(94, False), (95, True), (100, True), (105, True), (106, False), (949, False), (1050, True)]
)
def test_user_counts_near_a_border(letter: Programme, users: int, near: bool) -> None:
    assert hours.near_border(pd.DataFrame({"active_users": [users]}), letter.tiers).tolist() == [near]


def test_the_top_of_the_ladder_has_no_border(letter: Programme) -> None:
    assert hours.near_border(pd.DataFrame({"active_users": [1_000_000]}), letter.tiers).tolist() == [False]


@pytest.mark.parametrize(
    ("used", "free", "expected"), [(60, 240, True), (60, 241, False), (60, 0, False), (0, 240, False)]
)
def test_hours_that_run_out(used: int, free: int, expected: bool) -> None:
    account = pd.DataFrame({"used_minutes": [used], "reserved_minutes": [0], "free_minutes": [free]})
    assert hours.running_out(account).tolist() == [expected]


def test_the_library_never_used_its_hours(store: Store, everything: Filters) -> None:
    table = hours.by_institution(store, everything)
    assert list(table.loc[hours.never_used(table), "institution_id"]) == [LIBRARY]


def test_the_sums_agree_while_somebody_writes(installed: str) -> None:
    with four(installed) as world, ThreadPoolExecutor(1) as office:
        letter = programme.load(world.store)
        granting = office.submit(_grant_often, world.store, letter.id)
        while not granting.done():
            hours.prove(world.store, letter, TODAY)
        granting.result()
        hours.prove(world.store, letter, TODAY)
        assert account(world.store, Filters.whole(letter, TODAY), LIBRARY)[0] == 240 + 200 * 60


def _grant_often(store: Store, letter: int) -> None:
    for number in range(200):
        entry = {
            "id": 1000 + number,
            "programme_id": letter,
            "institution_id": LIBRARY,
            "kind": "adjust",
            "minutes": 60,
        }
        entry |= {"reason": "Mektup", "actor": "sistem", "recorded_at": datetime(2012, 3, 1, 9)}
        with store.write() as tx:
            tx.insert("entitlement_entry", [{**entry, "request_id": f"often-{number}"}])
