"""Static files: made out of pinned packages, whole, small, and the same chart code as the Python package."""

import re
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont

from dashboard import fonts, static, theme

TURKISH = "çÇğĞıIiİöÖşŞüÜâÂîÎûÛ₺−–…×↑↓▲▼✓≥≈→●■"


@pytest.fixture(scope="module")
def prepared() -> static.Prepared:
    """What `make` prepared; prepared now when a test runs on its own."""
    return static.ready()


def served(name: str) -> bytes:
    return (static.FOLDER / name).read_bytes()


def test_the_lean_bundle_is_the_version_inside_plotly() -> None:
    assert static.bundle_version(static.full_bundle()) == static.LEAN_VERSION


def test_the_served_chart_code_is_the_version_inside_plotly(prepared: static.Prepared) -> None:
    assert static.bundle_version(served(static.PLOTLY)) == static.bundle_version(static.full_bundle())


def test_the_served_chart_code_is_what_its_line_says(prepared: static.Prepared) -> None:
    lean = b"cartesian" in served(static.PLOTLY)[:100]
    assert prepared.bundle == ("lean" if lean else "full")
    assert ("yalın grafik kodu" in static.sentence(prepared)) is lean


def test_a_package_with_another_digest_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert static.unpack_lean(b"not the package we know", tmp_path) is None
    assert "özet tutmuyor" in capsys.readouterr().err


def test_without_a_working_npm_there_is_no_lean_bundle(tmp_path: Path) -> None:
    broken = tmp_path / "npm"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    assert static.fetch_lean(str(broken)) is None


def test_something_that_is_no_bundle_is_named() -> None:
    with pytest.raises(ValueError, match="no plotly"):
        static.bundle_version(b"<html>")


def test_every_large_file_has_its_packed_body(prepared: static.Prepared) -> None:
    for name in (static.PLOTLY, static.BASE):
        raw = served(name)
        assert brotli.decompress((static.FOLDER / "br" / f"{static.digest(raw)}.br").read_bytes()) == raw


def test_the_fingerprints_are_those_of_the_content(prepared: static.Prepared) -> None:
    assert prepared.files[static.BASE] == static.digest(served(static.BASE))


def test_the_font_holds_every_letter_and_tabular_digits(prepared: static.Prepared) -> None:
    raw = served("inter.woff2")
    font = TTFont(BytesIO(raw))
    assert set(map(ord, TURKISH)) <= set(font.getBestCmap())
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert [axis.axisTag for axis in font["fvar"].axes] == ["wght"]
    assert len(raw) <= 55_000


def test_the_same_source_gives_the_same_font() -> None:
    source = static.package_file("fontpkg_inter", "files/Inter[opsz,wght].ttf")
    assert static.digest(fonts.screen_font(source)) == static.digest(fonts.screen_font(source))


def test_the_stylesheet_asks_nobody_outside(prepared: static.Prepared) -> None:
    css = re.sub(r"url\(\"?data:[^)]*\)", "", served(static.BASE).decode())
    assert re.findall(r"url\(([^)]*)\)", css) == [f'"../{prepared.files["inter.woff2"]}/inter.woff2"']
    assert "@import" not in css
    assert "sourceMappingURL" not in css


def test_every_icon_of_the_theme_is_drawn(prepared: static.Prepared) -> None:
    css = served(static.BASE).decode()
    assert [name for name in theme.ICONS if f".icon-{name}{{" not in css] == []


def test_an_unknown_icon_is_an_error_at_install() -> None:
    with pytest.raises(KeyError):
        static.icons_css(["no-such-icon"], "")


def test_a_changed_package_makes_the_prepared_files_old(
    prepared: static.Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert static.current() is not None
    monkeypatch.setattr(static, "_key", lambda: "another")
    assert static.current() is None


def test_nothing_prepared_is_nothing_current(tmp_path: Path) -> None:
    assert static.current(tmp_path) is None


def test_the_files_are_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"key": "old", "bundle": "full", "files": {}}')
    monkeypatch.setattr(static, "_base_css", lambda font: 1 / 0)
    monkeypatch.setattr(fonts, "screen_font", lambda source: b"wOF2")
    with pytest.raises(ZeroDivisionError):
        static.prepare(folder, lean=False)
    assert [file.name for file in tmp_path.iterdir()] == ["static"]
    assert "old" in (folder / "manifest.json").read_text()
