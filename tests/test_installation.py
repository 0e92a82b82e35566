"""What operators install: units that systemd takes, a parts list with licences, packages without a network."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from dashboard import static
from dashboard.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
UNITS = sorted((ROOT / "docs" / "systemd").iterdir())
RUN_LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd on this machine")
    for unit in UNITS:
        place = tmp_path / unit.name.replace(".service.d-", ".service.d/")
        place.parent.mkdir(exist_ok=True)
        place.write_text(unit.read_text(encoding="utf-8").replace("/opt/egitim/.venv/bin/python", "/usr/bin/env"))
    units = [str(path) for path in sorted(tmp_path.glob("*.*")) if path.is_file()]
    said = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60)
    ours = [line for line in said.stderr.splitlines() if "egitim" in line]
    assert (len(units), said.returncode, ours) == (3, 0, [])


def test_the_units_name_settings_that_exist() -> None:
    text = "\n".join(unit.read_text(encoding="utf-8") for unit in UNITS)
    named = {name.lower() for name in re.findall(r"(?:EGITIM_|egitim_)(\w+)[=:]", text)}
    assert named and named <= set(Settings.model_fields)


def test_the_stop_of_the_unit_waits_longer_than_the_server() -> None:
    unit = (ROOT / "docs" / "systemd" / "egitim.service").read_text(encoding="utf-8")
    serving = (ROOT / "dashboard" / "serving.py").read_text(encoding="utf-8")
    waits, graceful = re.search(r"TimeoutStopSec=(\d+)", unit), re.search(r'"graceful_timeout": (\d+)', serving)
    assert waits and graceful and int(waits[1]) > int(graceful[1])


@pytest.mark.slow
def test_the_parts_list_names_every_package_with_version_and_licence(tmp_path: Path) -> None:
    target = tmp_path / "environment.json"
    command = [Path(sys.executable).parent / "cyclonedx-py", "environment", "-o", target, sys.prefix]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    parts: dict[str, Any] = {
        part["name"].lower().replace("_", "-"): part for part in json.loads(target.read_text())["components"]
    }
    for name in ("dash", "duckdb", "psycopg"):
        assert (parts[name]["version"], bool(parts[name]["licenses"])) == (version(name), True)
    installed_here = {
        re.sub(r"\[.*", "", name).lower()
        for name, marker in re.findall(r"^([A-Za-z0-9._\[\],-]+)==\S+( ;.*)?", RUN_LOCK, re.M)
        if not marker
    }
    assert len(installed_here) > 40 and installed_here <= parts.keys()


@pytest.mark.slow
def test_the_parts_list_of_the_lock_carries_hashes(tmp_path: Path) -> None:
    target = tmp_path / "requirements.json"
    command = [Path(sys.executable).parent / "cyclonedx-py", "requirements", "-o", target, ROOT / "requirements.txt"]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    parts = json.loads(target.read_text())["components"]
    assert len(parts) > 40
    assert [part["name"] for part in parts if '"SHA-256"' not in json.dumps(part)] == []


def test_chart_code_that_was_brought_along_is_taken_before_the_network(tmp_path: Path) -> None:
    (tmp_path / static.LEAN_FILE).write_bytes(b"brought along")
    source = static._lean_source(tmp_path)
    assert source is not None and source() == b"brought along"


def test_without_npm_nothing_is_kept_and_the_reason_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert static.main(["fetch", str(tmp_path / "wheels")]) == 1
    assert "tam kodu kullanır" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_offline_installation_asks_for_its_folder(tmp_path: Path) -> None:
    """Nothing is removed before the folder was found."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / ".venv").mkdir()
    said = subprocess.run(["make", "install-offline", "WHEELS=nowhere"], cwd=tmp_path, capture_output=True, text=True)
    assert said.returncode == 2 and "WHEELS=" in said.stderr
    assert (tmp_path / ".venv").exists()


def test_an_offline_installation_asks_no_index(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "wheels").mkdir()
    bare = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    command = ["make", "--dry-run", "static", "WHEELS=wheels"]
    said = subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, text=True)
    (install,) = [line for line in said.stdout.splitlines() if "pip install" in line]
    assert "--no-index --find-links wheels" in install and "--require-hashes" in install
