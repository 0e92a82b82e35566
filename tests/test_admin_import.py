"""Administration, import: what the tab shows of a list, applies and refuses, over HTTP, on both engines."""

import base64
import io
import json
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from app import create_app
from dashboard import access
from dashboard.admin_ids import AdminImport
from dashboard.settings import Settings
from data_layer.store import Store
from tests.import_table import DATA
from tests.signed_in import sign_in

FAULTY, WHOLE, MEDIA = "kurumlar-hatali.xlsx", "kurumlar.xlsx", "yayin-cd.csv"
SHOWN = ("preview.children", "seen.data", "apply.hidden", "faulty.hidden", "result.children")
Sent = dict[str, Any]


def member(store: Store, role: str) -> FlaskClient:
    return sign_in(create_app(Settings(), store).server.test_client(), store, role)


@pytest.fixture
def chief(empty_store: Store) -> FlaskClient:
    """A supervisor: the least who may import."""
    return member(empty_store, "supervisor")


def contents(file: str) -> str:
    return "data:;base64," + base64.b64encode((DATA / file).read_bytes()).decode()


def end(name: str, kind: str, value: Any = None) -> Sent:
    return {"id": f"admin-import-{name}", "property": kind, "value": value}


def preview(
    client: FlaskClient, file: str, kind: str = "institutions", data: str | None = None, told: Any = None
) -> Any:
    inputs = [
        end("file", "contents", contents(file) if data is None else data),
        end("kind", "value", kind),
        end("named", "data", told),
    ]
    return ask(client, SHOWN, inputs, [end("file", "filename", file)])


def known(answer: Any) -> Any:
    """What the browser keeps of a preview."""
    return answer.get_json()["response"][AdminImport.SEEN]["data"]


def apply(client: FlaskClient, file: str, seen: Any, kind: str = "institutions") -> Any:
    keys = access.policy_of(client.application)
    key = next(key for key in keys if AdminImport.RESULT in key and AdminImport.SEEN not in key)
    return ask(client, key, [end("apply", "n_clicks", 1)], chosen(file, kind, seen))


def chosen(file: str, kind: str, seen: Any = None) -> list[Sent]:
    return [
        end("file", "contents", contents(file)),
        end("file", "filename", file),
        end("kind", "value", kind),
        end("seen", "data", seen),
    ]


def ask(client: FlaskClient, outputs: Any, inputs: list[Sent], state: list[Sent]) -> Any:
    names = (
        [f"admin-import-{name.removeprefix('admin-import-')}" for name in outputs]
        if isinstance(outputs, tuple)
        else outputs.strip(".").split("...")
    )
    key = f"..{'...'.join(names)}.." if len(names) > 1 else names[0]
    ends = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names]
    body = {
        "output": key,
        "outputs": ends if len(ends) > 1 else ends[0],
        "inputs": inputs,
        "state": state,
        "changedPropIds": [f"{inputs[0]['id']}.{inputs[0]['property']}"],
    }
    return client.post("/_dash-update-component", json=body)


def said(answer: Any) -> str:
    return json.dumps(answer.get_json(), ensure_ascii=False)


def institutions(store: Store) -> int:
    row = store.one("select count(*) from institution")
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("role", ["viewer", "operator"])
def test_who_may_not_import_is_refused_a_preview_and_an_import(empty_store: Store, role: str) -> None:
    client = member(empty_store, role)
    seen = known(preview(member(empty_store, "supervisor"), WHOLE))
    assert [preview(client, WHOLE).status_code, apply(client, WHOLE, seen).status_code] == [403, 403]
    assert institutions(empty_store) == 0


def test_a_preview_counts_names_what_is_wrong_and_writes_nothing(chief: FlaskClient, empty_store: Store) -> None:
    before = empty_store.version()
    answer = preview(chief, FAULTY)
    assert "hatalı 27" in said(answer)
    assert "Eklenecek satırlar (33/33)" in said(answer)
    assert "sayı değil (O harfi)" in said(answer)
    shown = answer.get_json()["response"]
    assert (shown[AdminImport.APPLY]["hidden"], shown[AdminImport.FAULTY]["hidden"]) == (False, False)
    assert (empty_store.version(), institutions(empty_store)) == (before, 0)


def test_what_was_seen_is_applied_once_and_on_record(chief: FlaskClient, empty_store: Store) -> None:
    seen = known(preview(chief, FAULTY))
    assert "Uygulandı" in said(apply(chief, FAULTY, seen))
    number = institutions(empty_store)
    assert number > 0
    assert empty_store.one("select count(*) from audit_event where action = 'import.institutions'") == (1,)
    again = preview(chief, FAULTY)
    assert "daha önce uygulandı" in said(again)
    assert again.get_json()["response"][AdminImport.APPLY]["hidden"] is True
    assert "daha önce uygulandı" in said(apply(chief, FAULTY, known(again)))
    assert institutions(empty_store) == number


def test_an_update_shows_each_value_before_and_after(chief: FlaskClient) -> None:
    apply(chief, WHOLE, known(preview(chief, WHOLE)))
    answer = said(preview(chief, "kurumlar-guncelleme.xlsx"))
    assert "Değişecek satırlar (" in answer
    assert "Dosyada olmayan birimler, silinmez (2/2)" in answer


def test_only_the_file_that_was_seen_is_applied(chief: FlaskClient, empty_store: Store) -> None:
    seen = known(preview(chief, FAULTY))
    assert "önizlenen dosya değil" in said(apply(chief, WHOLE, seen))
    assert "önizlenen dosya değil" in said(apply(chief, FAULTY, None))
    assert institutions(empty_store) == 0


def test_a_preview_that_the_store_has_overtaken_is_refused(chief: FlaskClient, empty_store: Store) -> None:
    seen = known(preview(chief, FAULTY))
    apply(chief, WHOLE, known(preview(chief, WHOLE)))
    number = institutions(empty_store)
    assert "Uygulandı" not in said(apply(chief, FAULTY, seen))
    assert institutions(empty_store) == number


def test_broadcasts_and_cds_are_shown_and_taken(chief: FlaskClient, empty_store: Store) -> None:
    apply(chief, WHOLE, known(preview(chief, WHOLE)))
    answer = preview(chief, MEDIA, "broadcast")
    assert "Eklenecek ve değişecek satırlar (" in said(answer)
    assert "Uygulandı" in said(apply(chief, MEDIA, known(answer), "broadcast"))
    row = empty_store.one("select count(*) from broadcast")
    assert row is not None and row[0] > 0


@pytest.mark.parametrize("data", ["", "data:;base64,%%", "data:;base64,JVBERi0xLjQ="])
def test_what_is_no_list_is_no_preview(chief: FlaskClient, data: str) -> None:
    answer = preview(chief, WHOLE, data=data)
    assert answer.status_code == 200
    assert "yeni " not in said(answer)


def test_the_refused_rows_come_back_as_a_workbook_with_their_reasons(chief: FlaskClient) -> None:
    answer = ask(
        chief, (f"{AdminImport.DOWNLOAD}.data",), [end("faulty", "n_clicks", 1)], chosen(FAULTY, "institutions")
    )
    book = openpyxl.load_workbook(
        io.BytesIO(base64.b64decode(answer.get_json()["response"][AdminImport.DOWNLOAD]["data"]["content"]))
    )
    rows = list(book["Hatalı satırlar"].iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if "Hata" in row)
    reasons = [row[rows[head].index("Hata")] for row in rows[head + 1 :]]
    assert len(reasons) == 27 and all(reasons)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("institutions", {"Kurum Adı": "Örnek Ofis", "Birim Adı": "Merkez", "Teşkilat": "Merkez", "İl": "Ankara"}),
        ("broadcast", {"Kurum Adı": "Örnek Ofis", "Tür": "Yayın", "Tarih": "05.06.2012", "Bildirilen İzleyici": 10}),
    ],
)
def test_a_template_that_was_filled_in_is_read_without_a_question(chief: FlaskClient, kind: str, row: Sent) -> None:
    keys = access.policy_of(chief.application)
    key = next(key for key in keys if key.startswith(f"{AdminImport.DOWNLOAD}.data@"))
    answer = ask(chief, key, [end("template", "n_clicks", 1)], [end("kind", "value", kind)]).get_json()
    file = next(iter(answer["response"].values()))["data"]
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(file["content"])))
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert row.keys() <= set(heads)
    book.worksheets[0].append([{"Aktif Kullanıcı Sayısı": 80, **row}.get(head) for head in heads])
    raw = io.BytesIO()
    book.save(raw)
    data = "data:;base64," + base64.b64encode(raw.getvalue()).decode()
    seen = preview(chief, file["filename"], kind, data)
    assert "Örnek Ofis" in said(seen)
    assert "Gerekli sütunlar yok" not in said(seen) and "Tanınmayan sütun" not in said(seen)
