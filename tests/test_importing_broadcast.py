"""Broadcast viewers and CDs: each row judged, the reach of each institution as a range, nothing counted twice."""

from collections.abc import Iterator
from dataclasses import asdict

import pytest

from dashboard.texts import words
from data_layer import importing
from data_layer.errors import Forbidden
from data_layer.importing import MediaPreview, Rejected
from data_layer.store import Store
from data_layer.users import SYSTEM, User
from tests.import_table import DATA, TODAY, expected_of, new_store, take
from tests.stores import NewAddress

_FILE = "yayin-cd.csv"
_WANTED = expected_of(_FILE)
_HEAD = "Kurum Adı;Tür;Tarih;CD Adedi;Teslim Tarihi;Bildirilen İzleyici;Kaynak;Takip No\n"


@pytest.fixture(scope="module")
def filled(new_address: NewAddress) -> Iterator[Store]:
    """The customer list; no broadcast yet. Tests of this store only look."""
    store = new_store(new_address())
    take(store, "kurumlar.xlsx")
    yield store
    store.close()


@pytest.fixture(scope="module")
def preview(filled: Store) -> MediaPreview:
    return importing.preview_broadcast(filled, (DATA / _FILE).read_bytes(), _FILE)


@pytest.fixture
def office(address: str) -> Iterator[Store]:
    """One institution with 100 users."""
    store = new_store(address)
    text = "Kurum Adı;Birim Adı;Teşkilat;İl;Aktif Kullanıcı Sayısı\nÖrnek Büro;Merkez;Merkez;Ankara;100\n"
    seen = importing.preview_institutions(store, text.encode(), "liste.csv", TODAY)
    importing.apply_institutions(store, seen, SYSTEM, TODAY)
    yield store
    store.close()


def _look(store: Store, *rows: str) -> MediaPreview:
    return importing.preview_broadcast(store, (_HEAD + "\n".join(rows)).encode(), "liste.csv")


def _take(store: Store, *rows: str) -> MediaPreview:
    seen = _look(store, *rows)
    importing.apply_broadcast(store, seen, SYSTEM, TODAY)
    return seen


def test_each_row_is_judged_as_expected(preview: MediaPreview) -> None:
    rows = [{"row": row.number, "status": row.status, "codes": list(row.codes)} for row in preview.rows]
    assert rows == _WANTED["rows"]
    assert {name: preview.counts[name] for name in _WANTED["counts"]} == _WANTED["counts"]
    assert (preview.source.encoding, preview.source.delimiter) == (_WANTED["encoding"], _WANTED["delimiter"])


def test_reach_of_each_institution_is_as_expected(preview: MediaPreview) -> None:
    assert [{**asdict(line), "over_report": line.over_report} for line in preview.institutions] == _WANTED[
        "institutions"
    ]
    assert preview.totals == _WANTED["totals"]


def test_every_finding_has_its_sentence(preview: MediaPreview) -> None:
    for row in preview.rows:
        for found in row.findings:
            for language in ("tr", "en"):
                assert "{" not in words(language)(found.key, **found.values)
                assert f"import.column_{found.column}" in words(language)


def test_the_list_is_written_once(address: str) -> None:
    store = new_store(address)
    take(store, "kurumlar.xlsx")
    seen = importing.preview_broadcast(store, (DATA / _FILE).read_bytes(), _FILE)
    done = importing.apply_broadcast(store, seen, SYSTEM, TODAY)
    assert done.applied and done.broadcasts + done.dispatches == 52
    assert store.one("select cast(sum(copies) as bigint) from cd_dispatch") == (_WANTED["totals"]["cd_copies"],)
    before = store.version()
    assert not importing.apply_broadcast(store, seen, SYSTEM, TODAY).applied
    assert store.version() == before
    store.close()


def test_ayse_may_not_apply(filled: Store, preview: MediaPreview, ayse: User) -> None:
    with pytest.raises(Forbidden):
        importing.apply_broadcast(filled, preview, ayse, TODAY)


def test_an_institution_list_is_no_broadcast_list(filled: Store) -> None:
    with pytest.raises(Rejected, match="sutun_bulunamadi"):
        importing.preview_broadcast(filled, (DATA / "kurumlar-hatali.xlsx").read_bytes(), "kurumlar-hatali.xlsx")


def test_a_longer_list_adds_only_what_is_new(office: Store) -> None:
    first = "Örnek Büro;Yayın;05.06.2012;;;10;Ölçüm;"
    _take(office, first)
    seen = _take(office, first, "Örnek Büro;Yayın;06.06.2012;;;12;Ölçüm;")
    assert [row.change for row in seen.rows] == ["same", "new"]
    assert office.rows("select viewers from broadcast order by viewers") == [(10,), (12,)]


def test_a_dispatch_is_known_by_its_tracking_number(office: Store) -> None:
    _take(office, "Örnek Büro;CD;05.06.2012;3;;;Kurum bildirimi;ORN1")
    seen = _take(office, "Örnek Büro;CD;05.06.2012;3;12.06.2012;40;Kurum bildirimi;ORN1")
    assert seen.rows[0].change == "changed"
    assert office.rows("select copies, viewers_reported from cd_dispatch") == [(3, 40)]


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("Örnek Büro;Yayın;05.06.2012;;;100;;", ()),
        ("Örnek Büro;Yayın;05.06.2012;;;101;;", ("IZLEYICI_FAZLA",)),
        ("Örnek Büro;Yayın;05.06.2012;;;;;", ("SAYI_BOS",)),
        ("Örnek Büro;Yayın;;;;5;;", ("TARIH_GECERSIZ",)),
        ("Örnek Büro;Yayın;29.02.2012;;;5;;", ()),
        ("Örnek Büro;Yayın;30.02.2012;;;5;;", ("TARIH_GECERSIZ",)),
        ("Örnek Büro;Yayın;2012-06-05;;;5;;", ()),
        ("Örnek Büro;CD;05.06.2012;0;;;;", ("CD_ADEDI_BOS",)),
        ("Örnek Büro;CD;05.06.2012;1;05.06.2012;5;;", ()),
        ("Örnek Büro;CD;05.06.2012;1;04.06.2012;5;;", ("TESLIM_ONCE",)),
        ("Örnek Büro;CD;05.06.2012;=1+1;;;;", ("FORMUL_HUCRESI",)),
        (";CD;05.06.2012;1;;;;", ("AD_BOS",)),
        ("10000000146;CD;05.06.2012;1;;;;", ("KURUM_BULUNAMADI",)),
    ],
)
def test_the_edges_of_a_row(office: Store, row: str, codes: tuple[str, ...]) -> None:
    seen = _look(office, row)
    assert seen.rows[0].codes == codes
    assert not any("10000000146" in str(found.values) for found in seen.rows[0].findings)


def test_what_is_said_in_other_words_is_the_weakest_evidence(office: Store) -> None:
    _take(office, "Örnek Büro;Yayın;05.06.2012;;;5;duyduk;", "Örnek Büro;Yayın;06.06.2012;;;5;Ölçüm;")
    assert office.rows("select evidence from broadcast order by held_on") == [("estimated",), ("measured",)]
