"""`python -m dashboard …`: what people type, what they read, and the exit code a script sees."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.__main__ import main
from data_layer.errors import RuleError
from data_layer.store import exists, name_of, open_store
from tests.import_table import new_store
from tests.stores import NewAddress

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def place(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the settings say the store is; nothing there yet."""
    monkeypatch.setenv("EGITIM_STORE", address)
    monkeypatch.setenv("EGITIM_BUGUN", "2012-09-14")
    return address


@pytest.fixture
def letter(installed: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The store of the settings: closed, with the letter's programme."""
    monkeypatch.setenv("EGITIM_STORE", installed)
    monkeypatch.setenv("EGITIM_BUGUN", "2012-09-14")
    return installed


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> "Said":
    return Said(capsys)


class Said:
    """Runs a command; keeps what it wrote."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = ""
        self.error = ""

    def __call__(self, *arguments: object) -> int:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
        self.out, self.error = self._capsys.readouterr()
        return code


@pytest.mark.parametrize("command", ["summary", "check", "backup", "export --to x"])
def test_without_a_store_a_command_says_how_to_make_one(place: str, said: Said, command: str) -> None:
    assert said(*command.split()) == 1
    assert name_of(place) in said.error
    assert "python -m dashboard demo" in said.error
    assert not exists(place)


@pytest.mark.parametrize("arguments", [[], ["sumary"], ["export"], ["summary", "--as-of", "14.09.2012"]])
def test_what_is_not_understood_is_answered_with_the_way_to_help(said: Said, arguments: list[str]) -> None:
    assert said(*arguments) == 2
    assert "Komut anlaşılamadı" in said.error
    assert "--help" in said.error
    assert "Traceback" not in said.error


def test_a_wrong_day_is_shown_with_an_example(said: Said) -> None:
    said("summary", "--as-of", "14.09.2012")
    assert "14.09.2012 (örnek: 2012-09-14)" in said.error


def test_help_lists_every_command(said: Said) -> None:
    assert said("--help") == 0
    for command in ("demo", "import", "export", "summary", "check", "backup", "restore"):
        assert command in said.out


def test_a_setting_that_does_not_exist_stops_a_command(
    letter: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGITIM_TODAY", "2012-09-14")
    assert said("summary") == 1
    assert "EGITIM_TODAY" in said.error and "EGITIM_BUGUN" in said.error


def test_the_summary_is_json_for_machines(letter: str, said: Said) -> None:
    assert said("summary", "--json") == 0
    facts = json.loads(said.out)
    assert (facts["programme"], facts["as_of"]) == ("2012", "2012-09-14")
    assert (facts["target_people"], facts["plan"]["today"]) == (4_000, 2_240)
    assert facts["forecast"]["status"] == "too_early"


def test_the_summary_of_another_day_is_of_that_day(letter: str, said: Said) -> None:
    assert said("summary", "--json", "--as-of", "2012-12-31") == 0
    facts = json.loads(said.out)
    assert (facts["as_of"], facts["plan"]["today"]) == ("2012-12-31", 4_000)


def test_the_summary_reads_well_for_people(letter: str, said: Said) -> None:
    assert said("summary") == 0
    assert "veri tarihi 14.09.2012" in said.out
    assert "Ulaşılan kişi   0 / 4.000" in said.out
    assert "bugün 2.240, fark −2.240" in said.out
    assert "henüz erken" in said.out


def test_the_check_proves_all_fourteen(letter: str, said: Said) -> None:
    assert said("check") == 0
    assert [line.split()[0] for line in said.out.splitlines()[:-1]] == [f"I{number}" for number in range(1, 15)]
    assert "14 değişmezin hepsi doğru." in said.out


def test_a_broken_invariant_is_named_and_fails_the_command(letter: str, said: Said) -> None:
    store = open_store(letter)
    with store.write() as tx:
        tx.rows("update tier set lower_users = 90 where code = '1'")
        tx.rows("update audit_event set actor = 'x' where seq = 1")
    store.close()
    assert said("check") == 1
    broken = [line.split()[0] for line in said.out.splitlines() if "YANLIŞ" in line]
    assert broken == ["I1", "I14"]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_tables_are_written_with_their_dictionary(letter: str, said: Said, tmp_path: Path, kind: str) -> None:
    assert said("export", "--to", tmp_path / "cikti", "--format", kind) == 0
    assert (tmp_path / "cikti" / f"tier.{kind}").exists()
    assert (tmp_path / "cikti" / "veri-sozlugu.md").exists()
    assert "tablo" in said.out and said.error == ""


def test_the_export_adds_up_to_the_summary(letter: str, said: Said, tmp_path: Path) -> None:
    said("export", "--to", tmp_path)
    with (tmp_path / "plan_month.csv").open(encoding="utf-8", newline="") as file:
        planned = sum(int(row["people"]) for row in csv.DictReader(file))
    said("summary", "--json")
    assert planned == json.loads(said.out)["target_people"]


def test_the_demo_year_is_written_once(place: str, said: Said) -> None:
    assert said("demo") == 0
    assert "159 kurum, 145.000 kullanıcı, 964 saat hak, 2.118 kişi" in said.out
    assert said("check") == 0
    assert said("demo") == 1
    assert said.error.count("\n") == 1
    assert said("demo", "--once") == 0
    assert said.out == said.error == ""


def test_a_demo_that_was_stopped_leaves_nothing(place: str, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("data_layer.demo.build", stop)
    assert said("demo") == 1
    assert "Durduruldu" in said.error
    assert not exists(place)


WORKBOOK = ROOT / "tests" / "data" / "kurumlar.xlsx"


def test_a_list_is_tried_without_a_trace(place: str, said: Said) -> None:
    assert said("import", "institutions", WORKBOOK, "--dry-run") == 0
    assert "159 kurum, 145.000 kullanıcı, 964 saat hak" in said.out
    assert "hiçbir şey yazılmadı" in said.out
    assert not exists(place)


def test_a_list_is_taken_once(letter: str, said: Said) -> None:
    assert said("import", "institutions", WORKBOOK) == 0
    assert "159 yeni kurum, 1.174 yeni birim" in said.out
    said("summary", "--json")
    facts = json.loads(said.out)
    assert (facts["institutions"], facts["active_users"], facts["hours"]["entitled"]) == (159, 145_000, 964)
    assert said("import", "institutions", WORKBOOK) == 0
    assert "daha önce alınmış" in said.out
    assert said("check") == 0


def test_broadcast_and_cds_follow_their_institutions(letter: str, said: Said) -> None:
    said("import", "institutions", WORKBOOK)
    assert said("import", "broadcast", WORKBOOK.with_name("yayin-cd.csv")) == 0
    assert "57 satır: 48 sorunsuz, 4 uyarıyla, 5 reddedildi" in said.out
    assert "erişim 2.169 – 2.327 kişi" in said.out
    assert "KURUM_BULUNAMADI" in said.out


def test_faults_are_named_row_by_row(letter: str, said: Said) -> None:
    assert said("import", "institutions", WORKBOOK.with_name("kurumlar-hatali.xlsx"), "--dry-run") == 0
    assert "62 satır: 13 sorunsuz, 20 uyarıyla, 27 reddedildi, 2 atlandı" in said.out
    assert re.search(r"^satır +\d+  ret +SAYI_BOS: ", said.out, re.M)


@pytest.mark.parametrize("file", ["12-makrolu.xlsm", "17-bos.xlsx", "no-such.xlsx"])
def test_a_file_that_is_refused_is_one_sentence(letter: str, said: Said, file: str) -> None:
    assert said("import", "institutions", WORKBOOK.parent / "hostile" / file) == 1
    assert said.error.count("\n") == 1 and "Traceback" not in said.error


def test_a_folder_in_the_way_is_a_sentence(letter: str, said: Said, tmp_path: Path) -> None:
    (tmp_path / "dosya").write_text("x")
    assert said("export", "--to", tmp_path / "dosya") == 1
    assert said.error.startswith("Klasöre yazılamıyor") and said.error.count("\n") == 1


def test_a_backup_is_made_verified_and_restored(letter: str, said: Said, tmp_path: Path) -> None:
    copy = tmp_path / "kopya.duckdb"
    assert said("backup", "--to", copy) == 0
    assert str(copy) in said.out
    assert said("backup", "verify", copy) == 0
    assert "Yedek sağlam" in said.out
    assert said("restore", copy) == 0
    assert name_of(letter) in said.out and "kenara taşındı" in said.out
    assert said("summary", "--json") == 0


def test_a_ruined_file_is_set_aside_by_a_restore(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, copy = tmp_path / "data" / "egitim.duckdb", tmp_path / "kopya.duckdb"
    monkeypatch.setenv("EGITIM_STORE", str(file))
    new_store(str(file)).close()
    said("backup", "--to", copy)
    file.write_bytes(b"ruined")
    assert said("summary") == 1
    assert "restore" in said.error
    assert said("restore", copy) == 0
    assert said("summary") == 0
    assert [folder.name[:5] for folder in file.parent.glob("eski-*")] == ["eski-"]


def test_a_programme_moves_to_an_empty_store_with_one_command(letter: str, said: Said, new_address: NewAddress) -> None:
    target = new_address()
    assert said("copy", "--from", letter, "--to", target) == 0
    assert f"{name_of(letter)} → {name_of(target)}" in said.out and "satır satır karşılaştırıldı" in said.out
    assert said("copy", "--from", letter, "--to", target) == 1
    assert "boş" in said.error and said.error.count("\n") == 1
    assert said("copy", "--from", letter, "--to", letter) == 1
    assert "aynı depo" in said.error
    new_address.drop(target)


def test_a_copy_that_fails_leaves_no_store_behind(place: str, said: Said, new_address: NewAddress) -> None:
    target = new_address()
    assert said("copy", "--from", place, "--to", target) == 1
    assert name_of(place) in said.error
    assert not exists(target)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://egitim@127.0.0.1:1/egitim", ["127.0.0.1:1"]),
        ("postgresql://egitim:gizli-parola@127.0.0.1:1/egitim", ["127.0.0.1:1"]),
        ("postgresql://[::1", ["postgresql://"]),
    ],
)
def test_a_server_that_does_not_answer_is_a_sentence_without_the_password(
    said: Said, monkeypatch: pytest.MonkeyPatch, address: str, words: list[str]
) -> None:
    monkeypatch.setenv("EGITIM_STORE", address)
    assert said("summary") == 1
    assert said.error.count("\n") == 1 and all(word in said.error for word in words)
    assert "gizli" not in said.out + said.error


def test_a_changed_backup_is_refused(letter: str, said: Said, tmp_path: Path) -> None:
    copy = tmp_path / "kopya.duckdb"
    said("backup", "--to", copy)
    copy.write_bytes(copy.read_bytes() + b"x")
    assert said("backup", "verify", copy) == 1
    assert said("restore", copy) == 1
    assert "SHA-256" in said.error


def test_an_error_without_a_sentence_is_a_code(letter: str, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuleError("no.such_key", left=2)

    monkeypatch.setattr("data_layer.summary.summary", refuse)
    assert said("summary") == 1
    assert "Kod: E-" in said.error.splitlines()[-1]


def test_the_unexpected_is_a_code_never_a_trace(letter: str, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data_layer.summary.summary", lambda *_: 1 / 0)
    assert said("summary") == 1
    *_, last = said.error.splitlines()
    assert last.startswith("Beklenmeyen bir hata oluştu. Kod: E-")


def test_the_command_runs_as_a_module_and_survives_a_closed_pipe(letter: str) -> None:
    command = [sys.executable, "-m", "dashboard", "summary", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout and run.stderr
        run.stdout.close()
        assert "Traceback" not in run.stderr.read()
