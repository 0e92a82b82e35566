"""What the programme rests on: settings and imported lists."""

from datetime import date

from data_layer import catalogue, days_off, expiring, programme_settings
from data_layer.days_off import Leave
from data_layer.importing import apply_broadcast, apply_institutions, preview_broadcast, preview_institutions
from data_layer.importing.taking_back import take_back
from tests.deeds.common import CHIEF, NAME, NOW, TODAY, Deed, Deeds, Office

UNITS = "Kurum Adı;Birim Adı;Teşkilat;İl;Aktif Kullanıcı Sayısı\nÖrnek Büro;Merkez;Merkez;Ankara;100\n"
MEDIA = """Kurum Adı;Tür;Tarih;CD Adedi;Teslim Tarihi;Bildirilen İzleyici;Kaynak;Takip No
Örnek Büro;Yayın;05.06.2012;;;10;Ölçüm;
"""
OVER = date(2013, 1, 4)
MAY, JUNE = date(2012, 5, 1), date(2012, 6, 1)
FREE_DAY = {"name": "İdari izin", "weight": 0.0, "kind": "leave"}
NEW_LADDER = {"S": {"upper_users": 120}, "1": {"lower_users": 121}}


def _away(office: Office) -> Deed:
    catalogue.set_trainers(office.store, {None: {"name": NAME, "home_city": "Ankara", "skills": []}}, CHIEF, TODAY)
    (number,) = catalogue.trainers(office.store)
    return lambda: days_off.set_leaves(office.store, [Leave(number, TODAY, TODAY)], [], CHIEF)


def _ended(office: Office) -> Deed:
    _ending(office)()
    return lambda: expiring.restore(office.store, CHIEF, OVER)


def _ending(office: Office) -> Deed:
    with office.store.write() as tx:  # the office gave its institution the first number itself
        tx.ids("entitlement_entry")
    return lambda: expiring.expire(office.store, CHIEF, OVER)


def _imported(office: Office) -> Deed:
    with office.store.write() as tx:  # the office gave its institution the first number itself
        tx.ids("institution")
        tx.ids("entitlement_entry")
    preview = preview_institutions(office.store, UNITS.encode(), "liste.csv", TODAY)
    return lambda: apply_institutions(office.store, preview, CHIEF, TODAY)


def _broadcast(office: Office) -> Deed:
    _imported(office)()
    preview = preview_broadcast(office.store, MEDIA.encode(), "yayin.csv")
    return lambda: apply_broadcast(office.store, preview, CHIEF, TODAY)


def _taken_back(office: Office) -> Deed:
    _imported(office)()
    return lambda: take_back(office.store, office.store.version() - 1, CHIEF, NOW)


DEEDS: Deeds = {
    "data_layer/catalogue.py:_set": (
        "course.set",
        lambda it: lambda: catalogue.set_courses(it.store, {1: {"minutes": 180}}, CHIEF, TODAY),
    ),
    "data_layer/days_off.py:set_days": (
        "day_off.set",
        lambda it: lambda: days_off.set_days(it.store, {date(2012, 9, 5): FREE_DAY}, CHIEF),
    ),
    "data_layer/days_off.py:set_leaves": ("trainer.set", _away),
    "data_layer/expiring.py:expire": ("programme.expire", _ending),
    "data_layer/expiring.py:restore": ("programme.restore", _ended),
    "data_layer/importing/applying.py:apply_institutions": ("import.institutions", _imported),
    "data_layer/importing/broadcast.py:apply_broadcast": ("import.broadcast", _broadcast),
    "data_layer/importing/taking_back.py:take_back": ("import.undo", _taken_back),
    "data_layer/importing/taking_back.py:_remove_parents": ("import.undo_rest", _taken_back),
    "data_layer/programme_settings.py:set_plan": (
        "plan.set",
        lambda it: lambda: programme_settings.set_plan(it.store, {MAY: 480, JUNE: 520}, CHIEF),
    ),
    "data_layer/programme_settings.py:set_programme": (
        "programme.set",
        lambda it: lambda: programme_settings.set_programme(it.store, {"return_days": 9}, "", CHIEF),
    ),
    "data_layer/programme_settings.py:set_tiers": (
        "tier.set",
        lambda it: lambda: programme_settings.set_tiers(it.store, NEW_LADDER, "Yeni mektup", CHIEF),
    ),
}
