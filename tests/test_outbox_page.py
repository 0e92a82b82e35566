"""E-mails by a button: none without a mail server; with one each text goes to its contact, twice only when asked."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from app import create_app
from dashboard import access, booking_form, outbox_batch
from dashboard.ids import Booking, Certificates, Frame, Outbox
from dashboard.plain import markup
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import certificates
from data_layer.store import Store
from tests import mail_server
from tests.bodies import body_of
from tests.certificate_office import AFTER, LEAD, CertificateOffice, open_certificate_office
from tests.mail_server import Office
from tests.signed_in import sign_in

DAY = AFTER.date()


@pytest.fixture
def office(installed: str) -> Iterator[CertificateOffice]:
    """Session 1 with two signed certificates of institution 1; session 2 with a booking of institution 2 whose names
    are due. Both have an official with an address."""
    with open_certificate_office(installed) as opened:
        opened.held("G", "G")
        opened.session(day=26)
        opened.book(2, opened.institution(), 2, at=AFTER)
        certificates.issue(opened.store, 1, LEAD, AFTER)
        with opened.store.write() as tx:
            contact = {"name": "Şükrü Iğdır", "is_authorised": True}
            people = [{**contact, "id": n, "institution_id": n, "email": f"kurum{n}@kurum.gov.tr"} for n in (1, 2)]
            tx.insert("contact", people)
            tx.rows("update certificate set state = 'signed', sha256 = 'x'")
        yield opened


@pytest.fixture
def post() -> Iterator[Office]:
    with mail_server.mail_server() as server:
        yield server


class Desk:
    """Somebody at the screen, without a browser."""

    def __init__(self, store: Store, chosen: Settings) -> None:
        self.app = create_app(chosen.model_copy(update={"bugun": DAY}), store)
        self.post = outbox_batch.of(self.app.server)
        self.client = sign_in(self.app.server.test_client(), store, "supervisor")

    def asks(self, output: str, **values: Any) -> str:
        """What the callback that writes this answers."""
        found = next(key for key in self.app.callback_map if key.strip(".").startswith(output))
        body = body_of(self.app, found)
        for end in (*body["inputs"], *body["state"]):
            end["value"] = values.get(end["id"].replace("-", "_"))
        answer = self.client.post(access.CALLBACKS, json=body)
        assert answer.status_code == 200, answer.text
        return json.dumps(answer.get_json(), ensure_ascii=False)

    def presses(self, row: str) -> str:
        said = self.asks(f"{Frame.NOTICES}.children@", outbox_wanted={"row": row})
        self.post.join()
        return said

    def sees(self) -> str:
        """The lists of bookings and letters, and the people of session 1."""
        people = self.asks(f"{Certificates.QUEUE}.children", certificates_opened={"row": "1"})
        return self.asks(f"{Booking.TODAY}.children") + self.asks(f"{Outbox.LIST}.children") + people


def pressable(shown: str) -> list[str]:
    return re.findall(r'data-row=\\*"((?:confirmation|reminder|certificates):[0-9:]+)', shown)


def test_without_a_mail_server_there_is_no_button_and_no_list(office: CertificateOffice) -> None:
    desk = Desk(office.store, Settings())
    shown = desk.sees()
    assert "Hatırlatma metnini kopyala" in shown and "Hazır metnini kopyala" in shown
    assert pressable(shown) == [] and "Gönderilen e-postalar" not in shown
    assert "E-posta sunucusu ayarlı değil" in desk.presses("reminder:1:0:0")


def test_each_text_goes_to_its_official_and_the_lists_say_so(office: CertificateOffice, post: Office) -> None:
    desk = Desk(office.store, post.settings())
    rows = pressable(desk.sees())
    assert rows == ["reminder:2:0:0", "certificates:1:1:0"]
    for row in ("confirmation:2:0:0", *rows):
        assert "sıraya alındı" in desk.presses(row)
    found = [(one["To"], one["Subject"], one.get_content().replace("\r\n", "\n")) for one in post.read()]
    assert [one[:2] for one in found] == [
        ("kurum2@kurum.gov.tr", "Başvurunuz kaydedildi: R-2012-0002"),
        ("kurum2@kurum.gov.tr", "Katılımcı adları bekleniyor: R-2012-0002"),
        ("kurum1@kurum.gov.tr", "Sertifikalar hazır: S-1"),
    ]
    assert "Sayın Şükrü Iğdır" in found[0][2] and "2 koltuğun adı yok" in found[1][2]
    assert "katılımcılarından 2 kişinin sertifikası hazırdır" in found[2][2]
    shown = desk.sees()
    assert shown.count("Gönderildi, ") == 5, "three in the list, two beside their buttons"


def test_the_same_text_again_is_a_question_first(office: CertificateOffice, post: Office) -> None:
    desk = Desk(office.store, post.settings())
    desk.presses("reminder:2:0:0")
    asked = desk.presses("reminder:2:0:0")
    assert "bir kez daha gönderilsin mi?" in asked and len(post.letters) == 1
    (again,) = re.findall(r'"data-row": "(reminder:[0-9:]+)"', asked)
    assert "sıraya alındı" in desk.presses(again)
    assert len(post.letters) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("reminder:1:0:0", "Gönderilecek bir şey kalmadı"),
        ("confirmation:1:0:0", "Gönderilecek bir şey kalmadı"),
        ("certificates:2:2:0", "Gönderilecek bir şey kalmadı"),
        ("newsletter:1:1:0", "Gönderilecek bir şey kalmadı"),
    ],
)
def test_what_is_over_is_not_sent(office: CertificateOffice, post: Office, row: str, said: str) -> None:
    desk = Desk(office.store, post.settings())
    assert said in desk.presses(row)
    assert post.letters == []


def test_without_an_address_the_refusal_says_where_to_add_one(office: CertificateOffice, post: Office) -> None:
    with office.store.write() as tx:
        tx.rows("update contact set email = null")
    assert "Kurumun sayfasından ekleyin" in Desk(office.store, post.settings()).presses("reminder:2:0:0")


def test_a_receipt_offers_to_send_its_text(office: CertificateOffice, post: Office) -> None:
    desk = Desk(office.store, post.settings())
    sent = {"deed": "save", "number": 1, "request": "0123456789", "seen": 0, "channel": "phone"}
    sent |= {"institution": office.institution(), "session": 2, "seats": "2"}
    shown = [booking_form.save(office.store, sent, office.clerk, AFTER, words("tr"))[0]]
    with desk.app.server.app_context():
        shown.append(booking_form.save(office.store, sent, office.clerk, AFTER, words("tr"))[0])
    assert [pressable(markup(one)) for one in shown] == [[], ["confirmation:3:0:0"]]
