"""`audit verify` and `audit anchor`: the exit code is the answer, the key stays out of the store."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from dashboard import keys, schedule
from dashboard.__main__ import main
from dashboard.settings import Settings
from data_layer import anchors, retention
from data_layer.audit import Verdict
from data_layer.store import Store, open_store


@pytest.fixture
def place(installed: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The store of the settings: closed, with the letter's programme."""
    monkeypatch.setenv("EGITIM_STORE", installed)
    monkeypatch.setenv("EGITIM_CAPA_ANAHTARI", "deponun yanında durmayan bir anahtar")
    return installed


def change(place: str, statement: str) -> None:
    with closing(open_store(place)) as store, store.write() as tx:
        tx.rows(statement)


def test_a_whole_chain_is_code_0_with_and_without_an_anchor(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "elsewhere" / "capa.txt")
    assert main(["audit", "anchor", "--to", file]) == 0
    assert main(["audit", "verify"]) == 0
    assert "Zincir sağlam, 1 kayıt" in capsys.readouterr().out
    assert main(["audit", "verify", "--anchor", file]) == 0
    assert capsys.readouterr().out == "Zincir sağlam, 1 kayıt; 1 çapanın hepsi tutuyor.\n"


def test_a_broken_chain_is_code_1_and_names_the_event(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    change(place, "update audit_event set actor = 'biri' where seq = 1")
    assert main(["audit", "verify"]) == 1
    assert "1 numaralı kayıtta kopuk" in capsys.readouterr().out


def test_a_cut_tail_is_code_0_without_and_1_with_the_anchor(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "capa.txt")
    main(["audit", "anchor", "--to", file])
    change(place, "delete from audit_event")
    change(place, "update audit_head set seq = 0, hash = ''")
    assert main(["audit", "verify"]) == 0
    assert main(["audit", "verify", "--anchor", file]) == 1
    assert "1 numaralı kayıt çapadakiyle aynı değil" in capsys.readouterr().out


def test_another_key_or_no_file_is_a_sentence_and_code_1(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "capa.txt")
    assert main(["audit", "verify", "--anchor", file]) == 1
    assert "Çapa dosyası okunamıyor" in capsys.readouterr().err
    main(["audit", "anchor", "--to", file])
    monkeypatch.setenv("EGITIM_CAPA_ANAHTARI", "başka bir anahtar, yine otuz ikiden uzun")
    assert main(["audit", "verify", "--anchor", file]) == 1
    assert "1. satırı bu anahtarla imzalanmamış" in capsys.readouterr().err


def test_an_auditor_checks_with_the_public_half_alone(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "capa.txt")
    main(["audit", "anchor", "--to", file])
    public = capsys.readouterr().out.split()[-1]
    monkeypatch.setenv("EGITIM_CAPA_ANAHTARI", "denetçi bizim anahtarımızı hiç bilmez, bilmesin")
    assert main(["audit", "verify", "--anchor", file, "--key", public]) == 0
    assert main(["audit", "verify", "--anchor", file, "--key", "ab" * 32]) == 1
    assert main(["audit", "verify", "--anchor", file, "--key", "abc"]) == 1
    assert "64" in capsys.readouterr().err


def test_without_a_setting_the_key_is_made_beside_the_store_apart_from_that_of_the_cookies(tmp_path: Path) -> None:
    made = keys.of_anchors(Settings(), tmp_path)
    assert len(made) >= 32
    assert keys.of_anchors(Settings(), tmp_path) == made
    assert keys.secret(Settings(), tmp_path) != made
    assert (tmp_path / "capa-anahtari").stat().st_mode & 0o077 == 0


def test_each_night_adds_an_anchor_beside_the_copies(empty_store: Store) -> None:
    key = keys.of_anchors(Settings(), empty_store.folder)
    for day in (13, 14):
        schedule.night(empty_store, datetime(2012, 9, day, 23, 30), key)
    file, public = retention.folder_of(empty_store) / schedule.ANCHORS, anchors.public_key(key)
    assert [anchor.recorded_at[:10] for anchor in anchors.read(file, public)] == ["2012-09-13", "2012-09-14"]
    assert anchors.verify(empty_store, file, public) == (Verdict(empty_store.version(), None), 2)
