"""What deeds of every kind share."""

from collections.abc import Callable
from datetime import date
from typing import Any

from data_layer.users import User
from tests.booking_office import NOW, Office

__all__ = ["CHIEF", "NAME", "NOW", "TODAY", "WHY", "Deed", "Deeds", "Office"]

CHIEF = User("yonetici", "admin")
TODAY = date(2012, 9, 3)
NAME = "Örnek Kişi"
WHY = "Salon su aldı, yer yok"
Deed = Callable[[], Any]
Deeds = dict[str, tuple[str, Callable[[Office], Deed]]]
