"""Roles: each holds the one before; a missing permission is refused."""

import pytest

from data_layer.errors import Forbidden
from data_layer.users import ROLES, User, require

mehmet = User("Mehmet", "viewer")
ayse = User("Ayşe", "operator")


def test_each_role_contains_the_one_before() -> None:
    assert ROLES["viewer"] < ROLES["operator"] < ROLES["supervisor"] < ROLES["admin"]


def test_a_viewer_cannot_book_and_an_operator_can() -> None:
    with pytest.raises(Forbidden):
        require(mehmet, "booking.write")
    require(ayse, "booking.write")


def test_an_operator_cannot_import() -> None:
    with pytest.raises(Forbidden):
        require(ayse, "import")
