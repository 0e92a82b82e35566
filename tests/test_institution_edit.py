"""Institutions as the office keeps them up: facts, units, contacts; who may, what is refused, what is taken back."""

from datetime import date

import pytest

from data_layer import audit, booking_offers, institution_edit, institution_parts, institutions, persons
from data_layer.errors import Conflict, Forbidden, NotFound, RuleError
from data_layer.importing import preview_institutions
from data_layer.store import Store
from data_layer.undo import undo
from data_layer.users import User
from tests.booking_office import Office

TODAY = date(2012, 9, 14)
NUMBER = "10000000146"  # the well-known example of a valid identity number
CENTRE = {"level": "centre", "province_code": 6, "name": "Merkez"}
BRANCH = {"level": "district", "province_code": 42, "district": "Ilgın", "name": "Ilgın İlçe Müdürlüğü"}
LIST = "Kurum Adı;Birim Adı;Teşkilat;İl;Aktif Kullanıcı Sayısı\n{name};Merkez;Merkez;Ankara;90\n"


@pytest.fixture
def office(empty_store: Store, ayse: User) -> Office:
    """One institution without units."""
    opened = Office(empty_store, ayse)
    opened.institution()
    return opened


@pytest.fixture
def store(office: Office) -> Store:
    return office.store


def last(store: Store) -> int:
    return store.version()


def test_a_fact_changes_with_its_event_and_a_second_click_does_nothing(store: Store, ayse: User) -> None:
    wish = {"detsis_no": "12345678", "kep_address": "ornek@hs01.kep.example"}
    assert institution_edit.set_facts(store, 1, wish, ayse, TODAY).keys() == wish.keys()
    assert institution_edit.facts(store, 1) | wish == institution_edit.facts(store, 1)
    version = store.version()
    assert institution_edit.set_facts(store, 1, wish, ayse, TODAY) == {}
    assert store.version() == version
    assert store.one("select version from institution where id = 1") == (2,)
    touched = institution_edit.last_change(store, "institution", 1)
    assert touched is not None and touched.actor == "ayse"


def test_a_fact_that_somebody_else_changed_is_not_overwritten_unseen(store: Store, ayse: User) -> None:
    seen = {"detsis_no": ""}
    institution_edit.set_facts(store, 1, {"detsis_no": "11111111"}, ayse, TODAY, seen)
    with pytest.raises(Conflict):
        institution_edit.set_facts(store, 1, {"detsis_no": "22222222"}, ayse, TODAY, seen)
    institution_edit.set_facts(store, 1, {"kep_address": "a@b.example"}, ayse, TODAY, {"kep_address": ""})
    institution_edit.set_facts(store, 1, {"detsis_no": "22222222"}, ayse, TODAY, {"detsis_no": "11111111"})
    assert institution_edit.facts(store, 1)["detsis_no"] == "22222222"


@pytest.mark.parametrize(
    ("fact", "value"),
    [("name", " "), ("name", "..."), ("detsis_no", "123"), ("kep_address", "kep"), ("note", f"Kişi {NUMBER}")],
)
def test_a_fact_that_cannot_be_is_refused_and_nothing_is_written(
    store: Store, ayse: User, fact: str, value: str
) -> None:
    version = store.version()
    with pytest.raises(RuleError):
        institution_edit.set_facts(store, 1, {fact: value}, ayse, TODAY)
    assert store.version() == version


def test_a_viewer_changes_nothing(store: Store, mehmet: User) -> None:
    with pytest.raises(Forbidden):
        institution_edit.set_facts(store, 1, {"detsis_no": "12345678"}, mehmet, TODAY)
    with pytest.raises(Forbidden):
        institution_parts.set_unit(store, 1, None, CENTRE, mehmet, TODAY)
    with pytest.raises(Forbidden):
        institution_parts.set_contact(store, 1, None, {"name": "Örnek Kişi"}, mehmet, TODAY)


def test_a_renamed_institution_is_found_by_a_list_with_either_name(store: Store, ayse: User) -> None:
    institution_parts.set_unit(store, 1, None, CENTRE, ayse, TODAY)
    first = institution_edit.facts(store, 1)["name"]
    institution_edit.set_facts(store, 1, {"name": "Çağdaş Örnek Başkanlığı"}, ayse, TODAY)
    for name in (first, "ÇAĞDAŞ ÖRNEK BAŞKANLIĞI", "Çağdaş Örnek Başkanlığı"):
        preview = preview_institutions(store, LIST.format(name=name).encode(), "liste.csv", TODAY)
        assert preview.new_institutions == (), name
        assert [line.id for line in preview.institutions] == [1]
    assert institution_edit.former_names(store, 1) == [first]
    assert institutions.choices(store) == [(1, "Çağdaş Örnek Başkanlığı")]


def test_a_name_that_another_institution_bore_is_not_taken(office: Office, store: Store, ayse: User) -> None:
    other = office.institution()
    institution_edit.set_facts(store, other, {"name": "Yeni Ad"}, ayse, TODAY)
    for name in ("YENİ AD", "Örnek Kurum 2"):
        with pytest.raises(Conflict, match=r"institution_edit\.name_taken"):
            institution_edit.set_facts(store, 1, {"name": name}, ayse, TODAY)


def test_a_note_stays_out_of_the_chain_and_a_change_is_taken_back(store: Store, ayse: User) -> None:
    institution_edit.set_facts(store, 1, {"note": "Görüşme: Örnek Kişi", "name": "Yeni Ad"}, ayse, TODAY)
    ((told,),) = store.rows("select facts from audit_event order by seq desc limit 1")
    assert "Örnek Kişi" not in told
    undo(store, last(store), ayse)
    assert institution_edit.facts(store, 1)["note"] == ""
    assert institution_edit.facts(store, 1)["name"] == "Örnek Kurum 1"
    undo(store, last(store), ayse)
    assert institution_edit.facts(store, 1)["note"] == "Görüşme: Örnek Kişi"
    assert audit.verify(store).ok


def test_a_unit_is_added_once_renamed_and_keeps_its_place(store: Store, ayse: User) -> None:
    number = institution_parts.set_unit(store, 1, None, BRANCH, ayse, TODAY)
    assert institution_parts.set_unit(store, 1, None, {**BRANCH, "name": "ILGIN İLÇE MÜDÜRLÜĞÜ"}, ayse, TODAY) == number
    institution_parts.set_unit(store, 1, number, {"name": "Ilgın Birimi"}, ayse, TODAY)
    assert [one["name"] for one in institution_parts.units(store, 1).values()] == ["Ilgın Birimi"]
    with pytest.raises(RuleError):
        institution_parts.set_unit(store, 1, number, {"province_code": 6}, ayse, TODAY)
    with pytest.raises(NotFound):
        institution_parts.set_unit(store, 1, 99, {"name": "Yok"}, ayse, TODAY)
    undo(store, last(store), ayse)
    assert institution_parts.units(store, 1)[number]["name"] == BRANCH["name"]


def test_a_district_belongs_to_district_offices_only(store: Store, ayse: User) -> None:
    for values in ({**BRANCH, "district": ""}, {**CENTRE, "district": "Çankaya"}):
        with pytest.raises(RuleError, match=r"institution_edit\.district"):
            institution_parts.set_unit(store, 1, None, values, ayse, TODAY)


def test_a_closed_unit_counts_no_users_and_is_offered_no_more(store: Store, ayse: User) -> None:
    unit = institution_parts.set_unit(store, 1, None, BRANCH, ayse, TODAY)
    with store.write() as tx:
        tx.insert("user_count", [{"unit_id": unit, "as_of": date(2012, 2, 14), "active_users": 80, "source": "Liste"}])
    users = "select cast(active_users as integer) from institution_now where institution_id = 1"
    assert store.one(users) == (80,)
    institution_parts.set_unit(store, 1, unit, {"closed": True}, ayse, TODAY)
    assert store.one(users) == (0,)
    assert unit not in {one.unit for one in booking_offers.directory(store)}
    undo(store, last(store), ayse)
    assert store.one(users) == (80,)
    assert unit in {one.unit for one in booking_offers.directory(store)}


def test_a_unit_counted_today_is_not_closed(store: Store, ayse: User) -> None:
    unit = institution_parts.set_unit(store, 1, None, CENTRE, ayse, TODAY)
    with store.write() as tx:
        tx.insert("user_count", [{"unit_id": unit, "as_of": TODAY, "active_users": 80, "source": "Yazı"}])
    with pytest.raises(RuleError, match=r"institution_edit\.counted_today"):
        institution_parts.set_unit(store, 1, unit, {"closed": True}, ayse, TODAY)
    assert not institution_parts.units(store, 1)[unit]["closed"]


def test_a_contact_is_added_changed_taken_away_and_comes_again(store: Store, ayse: User) -> None:
    wish = {"name": "Örnek Kişi", "phone": "0312 000 00 00", "email": "kisi@ornek.example", "is_authorised": True}
    number = institution_parts.set_contact(store, 1, None, wish, ayse, TODAY)
    assert institution_parts.set_contact(store, 1, None, wish, ayse, TODAY) == number
    institution_parts.set_contact(store, 1, number, {"phone": ""}, ayse, TODAY, {"phone": "0312 000 00 00"})
    institution_parts.set_contact(store, 1, number, None, ayse, TODAY)
    assert institution_parts.contacts(store, 1) == {}
    undo(store, last(store), ayse)
    assert list(institution_parts.contacts(store, 1).values()) == [{**wish, "phone": ""}]
    undo(store, last(store), ayse)
    assert institution_parts.contacts(store, 1) == {}
    told = [facts for (facts,) in store.rows("select facts from audit_event where action = 'contact.set'")]
    assert not [facts for facts in told if "rnek" in facts or "0312" in facts]


def test_a_contact_needs_a_name_and_no_identity_number(store: Store, ayse: User) -> None:
    for wish in ({"phone": "1"}, {"name": "Kişi", "phone": NUMBER}, {"name": "Kişi", "email": "kisi"}):
        with pytest.raises(RuleError):
            institution_parts.set_contact(store, 1, None, wish, ayse, TODAY)
    number = institution_parts.set_contact(store, 1, None, {"name": "Örnek Kişi"}, ayse, TODAY)
    with pytest.raises(Conflict):
        institution_parts.set_contact(store, 1, number, None, ayse, TODAY, {"name": "Başka Kişi"})
    assert persons.get(store, "contact", number, User("yonetici", "admin")).full_name == "Örnek Kişi"
