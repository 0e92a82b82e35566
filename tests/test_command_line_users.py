"""`python -m dashboard user …`: accounts from the terminal, on both engines."""

import re
from contextlib import closing

import pytest

from dashboard.__main__ import main
from data_layer import accounts, audit, logins
from data_layer.clock import utc_now
from data_layer.store import open_store

SECRET = "sarı leylek göl kıyısı"


@pytest.fixture
def office(installed: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The store of the settings: closed, with the letter's programme."""
    monkeypatch.setenv("EGITIM_STORE", installed)
    monkeypatch.setenv("EGITIM_ADRES", "https://egitim.ornek.gov.tr")
    return installed


def add(name: str = "zeynep", role: str = "admin") -> int:
    return main(["user", "add", name, "--full-name", "Zeynep Örnek", "--role", role])


def token_in(text: str) -> str:
    found = re.search(r"https://egitim\.ornek\.gov\.tr/davet/(\S{43})$", text, re.M)
    assert found, text
    return found[1]


def accept(office: str, token: str) -> None:
    with closing(open_store(office)) as store:
        accounts.accept(store, token, SECRET, utc_now())


def test_a_new_account_is_told_with_the_link_that_sets_its_password(
    office: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add() == 0
    said = capsys.readouterr()
    assert "Hesap eklendi: zeynep (Yönetici)" in said.out and said.err == ""
    accept(office, token_in(said.out))
    with closing(open_store(office)) as store:
        assert accounts.sign_in(store, "zeynep", SECRET, utc_now()).result == "ok"
        ((actor, facts),) = store.rows("select actor, facts from audit_event where action = 'account.add'")
        assert (actor, "Zeynep" in facts) == ("sistem", False)
        assert audit.verify(store).broken_at is None


def test_a_new_link_ends_the_earlier_one(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    add()
    first = token_in(capsys.readouterr().out)
    assert main(["user", "link", "zeynep"]) == 0
    second = token_in(capsys.readouterr().out)
    with closing(open_store(office)) as store:
        assert accounts.invited(store, first, utc_now()) is None
        assert accounts.invited(store, second, utc_now()) is not None


def test_accounts_are_listed_with_role_and_state(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "list"]) == 0
    assert capsys.readouterr().out == "Henüz hesap yok.\n"
    add()
    accept(office, token_in(capsys.readouterr().out))
    add("oya", "viewer")
    add("can", "operator")
    main(["user", "close", "can"])
    capsys.readouterr()
    assert main(["user", "list"]) == 0
    assert [line.split()[:3] for line in capsys.readouterr().out.splitlines()] == [
        ["can", "Görevli", "kapalı"],
        ["oya", "İzleyici", "parolası"],
        ["zeynep", "Yönetici", "açık"],
    ]


def test_a_role_is_changed_and_a_closed_account_signs_nobody_in(
    office: str, capsys: pytest.CaptureFixture[str]
) -> None:
    add("oya", "viewer")
    accept(office, token_in(capsys.readouterr().out))
    with closing(open_store(office)) as store:
        token = logins.begin(store, 1, "", "", utc_now())
    assert main(["user", "role", "oya", "supervisor"]) == 0
    assert main(["user", "close", "oya"]) == 0
    with closing(open_store(office)) as store:
        assert accounts.named(store, "oya").role == "supervisor"
        assert logins.find(store, token, utc_now()) is None
        assert accounts.sign_in(store, "oya", SECRET, utc_now()).result == "inactive"
    assert main(["user", "open", "oya"]) == 0
    with closing(open_store(office)) as store:
        assert accounts.sign_in(store, "oya", SECRET, utc_now()).result == "ok"


def test_the_last_administrator_cannot_be_closed_from_here_either(
    office: str, capsys: pytest.CaptureFixture[str]
) -> None:
    add()
    accept(office, token_in(capsys.readouterr().out))
    assert [main(["user", "close", "zeynep"]), main(["user", "role", "zeynep", "viewer"])] == [1, 1]
    assert capsys.readouterr().err.count("son yönetici") == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["link", "kimse"], "Böyle bir hesap yok (kimse)"),
        (["add", "Zey Nep", "--full-name", "Z", "--role", "viewer"], "Kullanıcı adı 3–40 karakter"),
        (["add", "oya", "--full-name", " ", "--role", "viewer"], "Ad soyad boş"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    office: str, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(["user", *arguments]) == 1
    assert sentence in capsys.readouterr().err


def test_a_name_is_given_once(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert [add("oya"), add("oya")] == [0, 1]
    assert "oya adlı bir hesap var" in capsys.readouterr().err


def test_an_unknown_role_is_not_understood(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        add(role="root")
    assert stop.value.code == 2
    assert "Komut anlaşılamadı" in capsys.readouterr().err
