"""The public check of a certificate, and the page that issues it: what each visitor learns, and what no log does."""

import base64
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from app import create_app
from dashboard import access, certificate_batch, static
from dashboard.ids import Certificates as Ids
from dashboard.settings import Settings
from data_layer import certificates
from tests.bodies import body_of
from tests.certificate_office import AFTER, LEAD, WHY, CertificateOffice, open_certificate_office
from tests.signed_in import manned, sign_in

NAME, OTHER = "Çağrı Gümüş", "Işıl Öztürk"
UNKNOWN = "0" * 32


@pytest.fixture
def office(installed: str) -> Iterator[CertificateOffice]:
    """Session 1 with two people whose certificates are made, and an app over it."""
    static.ready()
    with open_certificate_office(installed) as opened:
        opened.held("G", "G", names=(NAME, OTHER))
        manned(opened.store)
        yield opened


@pytest.fixture
def app(office: CertificateOffice) -> Iterator[Dash]:
    made = create_app(Settings(), office.store)
    certificates.issue(office.store, 1, LEAD, AFTER)
    batch = certificate_batch.of(made.server)
    batch.resume()
    batch.join()
    yield made
    batch.end()


def called(app: Dash, client: FlaskClient, first: str, changed: str, values: dict[str, Any]) -> Any:
    """The answer of the callback that writes `first`, after `changed` was pressed."""
    (key,) = (key for key in app.callback_map if key.strip(".").split("...")[0] == first)
    body = body_of(app, key)
    for end in [*body["inputs"], *body["state"]]:
        name = f"{end['id']}.{end['property']}"
        end["value"] = values.get(name, 1 if name == changed else end["value"])
    return client.post(access.CALLBACKS, json={**body, "changedPropIds": [changed]})


def taken_out(app: Dash, client: FlaskClient) -> Any:
    return called(app, client, f"{Ids.FILE}.data", f"{Ids.DOWNLOAD}.n_clicks", {f"{Ids.PICKED}.data": ["1"]})


def tokens(office: CertificateOffice) -> list[str]:
    return [str(token) for (token,) in office.rows("token")]


def sent(client: FlaskClient, token: str, data: bytes) -> str:
    file = {"file": (io.BytesIO(data), "belge.pdf")}
    return client.post(f"/dogrula/{token}", data=file, content_type="multipart/form-data").get_data(as_text=True)


def zipped(answer: Any) -> dict[str, bytes]:
    content = answer.get_json()["response"][Ids.FILE]["data"]["content"]
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(content))) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def test_who_holds_the_code_learns_whether_it_counts_and_no_name(office: CertificateOffice, app: Dash) -> None:
    client = app.server.test_client()
    with capture_logs() as log:
        valid = client.get(f"/dogrula/{tokens(office)[0]}")
    page = valid.get_data(as_text=True)
    for needed in ("Geçerli", "Ç*** G***", "4 saat", "10.10.2012", "E-mühür yok", "KSM-EGT-2012-000001"):
        assert needed in page
    assert NAME not in page and "Gümüş" not in page
    assert (valid.status_code, valid.headers["Cache-Control"]) == (200, "no-store")
    assert not any(one in str(log) for one in (tokens(office)[0], NAME, "Gümüş", "Ç***")), "neither code nor name"
    certificates.withdraw(office.store, [2], WHY, LEAD, AFTER)
    assert "İptal edildi (01.11.2012)" in client.get(f"/dogrula/{tokens(office)[1]}").get_data(as_text=True)


def test_an_unknown_code_and_a_number_get_the_same_page(office: CertificateOffice, app: Dash) -> None:
    client = app.server.test_client()
    certificates.reissue(office.store, [1], WHY, LEAD, AFTER)
    answers = [
        client.get(f"/dogrula/{code}") for code in (UNKNOWN, "KSM-EGT-2012-000001", tokens(office)[1], "x" * 900)
    ]
    assert {one.status_code for one in answers} == {200}
    assert len({one.data for one in answers}) == 1 and "Kayıt bulunamadı" in answers[0].get_data(as_text=True)
    assert office.rows("state")[1] == ("ready",), "a version without a file is not known yet"


def test_a_file_is_ours_only_byte_by_byte_and_under_its_own_code(office: CertificateOffice, app: Dash) -> None:
    client = sign_in(app.server.test_client(), office.store, "supervisor")
    files = zipped(taken_out(app, client))
    assert sorted(files) == ["KSM-EGT-2012-000001-1.pdf", "KSM-EGT-2012-000002-1.pdf", "liste.csv"]
    first, second = files["KSM-EGT-2012-000001-1.pdf"], tokens(office)[1]
    visitor = app.server.test_client()
    token = tokens(office)[0]
    assert "değiştirilmemiş" in sent(visitor, token, first)
    assert "ama bu kodun belgesi değil" in sent(visitor, second, first)
    for code, data in ((token, first + b" "), (second, first[:-1]), (UNKNOWN, first)):
        assert "Bu dosya bizim ürettiğimiz belge değil ya da değiştirilmiş." in sent(visitor, code, data)
    assert "Bir PDF dosyası seçiniz." in sent(visitor, token, b"")
    with office.store.write() as tx:
        tx.update("participant", {"full_name": "Çağrı Gümüşoğlu"}, id=1)
    late = taken_out(app, client).get_json()
    assert "Yeniden düzenleyiniz" in str(late), "another name is another paper"


def test_guessing_is_slowed_down_without_asking_for_a_password(office: CertificateOffice, app: Dash) -> None:
    client = app.server.test_client()
    answers = [client.get(f"/dogrula/{place:032x}") for place in range(40)]
    assert [one.status_code for one in answers] == [200] * 30 + [429] * 10
    assert "Bir dakika sonra" in answers[-1].get_data(as_text=True) and "password" not in answers[-1].get_data(
        as_text=True
    )


@pytest.mark.parametrize(("role", "names", "boxes"), [("viewer", False, False), ("supervisor", True, True)])
def test_the_page_shows_names_and_acts_by_role(
    office: CertificateOffice, app: Dash, role: str, names: bool, boxes: bool
) -> None:
    client = sign_in(app.server.test_client(), office.store, role)
    opened = {f"{Ids.OPENED}.data": {"row": "1", "at": 1}}
    answer = str(called(app, client, f"{Ids.QUEUE}.children", f"{Ids.OPENED}.data", opened).get_json())
    assert ("data-pick=" in answer, NAME in answer) == (boxes, names)
    assert "S-1" in answer
