"""Settings: each is written down, has an example that works, and secrets may come from files and never come out."""

from datetime import time
from pathlib import Path

import pytest

from dashboard import settings
from dashboard.sentences import sentence
from dashboard.settings import Settings, SettingsError, read

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(Settings.model_fields)


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that systemd makes for LoadCredential=."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_stands_in_the_operators_table(name: str) -> None:
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert f"| `EGITIM_{name.upper()}` |" in table


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_every_setting_can_be_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"EGITIM_{name.upper()}", settings._EXAMPLES[name])
    assert getattr(read(), name) is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YEDEK_SAATI", "25:00"),
        ("YEDEK_SAATI", "geceleyin"),
        ("YEDEK_GUN", "-1"),
        ("ADRES", "http://egitim.kurum.gov.tr"),
        ("ADRES", "http://10.0.0.7:8050"),
        ("ADRES", "egitim.kurum.gov.tr"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "10"),
        ("TRUSTED_PROXIES", "evet"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"EGITIM_{name}", value)
    with pytest.raises(SettingsError) as caught:
        read()
    assert f"EGITIM_{name}={value}" in sentence(caught.value)


def test_a_short_key_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGITIM_OLCUM_ANAHTARI", "onbesharfgizli!")
    with pytest.raises(SettingsError) as caught:
        read()
    assert "EGITIM_OLCUM_ANAHTARI" in sentence(caught.value)
    assert "onbesharfgizli" not in sentence(caught.value) + str(caught.value)


def test_a_key_does_not_come_out_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGITIM_OLCUM_ANAHTARI", "on-alti-harf-gizli")
    assert "gizli" not in f"{read()!r} {read()}"


def test_the_nights_are_off_unless_an_hour_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGITIM_YEDEK_SAATI", "")
    assert read().yedek_saati is None
    monkeypatch.setenv("EGITIM_YEDEK_SAATI", "02:30")
    assert read().yedek_saati == time(2, 30)


def test_secrets_may_come_from_files(credentials: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (credentials / "egitim_store").write_text("postgresql://egitim:gizli@vt/egitim\n")
    (credentials / "egitim_olcum_anahtari").write_text("on-alti-harf-gizli\n")
    monkeypatch.setenv("EGITIM_STORE", "")
    found = read()
    assert found.store == "postgresql://egitim:gizli@vt/egitim"
    assert found.olcum_anahtari and found.olcum_anahtari.get_secret_value() == "on-alti-harf-gizli"


def test_the_environment_comes_before_the_files(credentials: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (credentials / "egitim_store").write_text("postgresql://vt/egitim")
    monkeypatch.setenv("EGITIM_STORE", "x.duckdb")
    assert read().store == "x.duckdb"


def test_an_unreadable_secret_in_a_file_is_named_and_not_shown(credentials: Path) -> None:
    (credentials / "egitim_olcum_anahtari").write_text("kisa")
    with pytest.raises(SettingsError) as caught:
        read()
    assert "EGITIM_OLCUM_ANAHTARI" in sentence(caught.value) and "kisa" not in sentence(caught.value)
