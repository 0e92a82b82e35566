"""E-mails to institutions."""

from data_layer import outbox
from data_layer.outbox import Draft, Outcome
from tests.deeds.common import CHIEF, NAME, NOW, Deed, Deeds, Office

DRAFT = Draft("certificates", 1, 1, 1, "Sertifikalar hazır: S-1", "Sayın yetkili,", "<1@kurum.gov.tr>")


def _queued(office: Office) -> Deed:
    with office.store.write() as tx:
        contact = {"id": 1, "institution_id": 1, "name": NAME, "email": "a@kurum.gov.tr", "is_authorised": True}
        tx.insert("contact", [contact])
    return lambda: outbox.queue(office.store, DRAFT, CHIEF, NOW, NOW)


def _settled(office: Office) -> Deed:
    number = _queued(office)()
    assert outbox.claim(office.store, NOW)
    return lambda: outbox.settle(office.store, number, Outcome("sent"), CHIEF, NOW, NOW)


def _doubted(office: Office) -> Deed:
    _queued(office)()
    return lambda: outbox.doubt(office.store, CHIEF, NOW)


DEEDS: Deeds = {
    "data_layer/outbox.py:queue": ("mail.queue", _queued),
    "data_layer/outbox.py:settle": ("mail.sent", _settled),
    "data_layer/outbox.py:doubt": ("mail.failed", _doubted),
}
