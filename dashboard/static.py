"""Static files: made once at install out of pinned packages, kept outside git, packed for the wire.

`python -m dashboard.static` fills `build/static/`, `python -m dashboard.static fetch FOLDER` keeps the lean chart code
for an installation without a network. Nothing third-party stands in the repository, and nothing is fetched while the
program serves.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import brotli

from dashboard import fonts, theme
from dashboard.texts import words

FOLDER = Path(__file__).resolve().parent.parent / "build" / "static"
PRINT_FONTS = "fonts"  # the folder for what sets PDFs: nothing else lies in it
PLOTLY = "plotly.min.js"
BASE = "base.css"
LEAN = "plotly.js-cartesian-dist-min"
LEAN_VERSION = "4.1.1"
LEAN_FILE = f"{LEAN}-{LEAN_VERSION}.tgz"
LEAN_SHA512 = "o8GrFeusncwBIxbBynRJpY4pkgVB6caM+JLpwrLYbbsO7dZ8FJ+SVN2Fr+L7kiG/Z6w4P5O0Jus/Qr5EefHVeg=="

_LARGE = 15_000
_RECIPE = 3  # raised when the steps below make other files out of the same packages
_PACKAGES = ("bootstrap-flask", "fontpkg-inter", "fonttools", "plotly", "dash", "dash-bootstrap-components", "brotli")
_SCRIPTS = {
    "dash": ("deps/*.min.js", "dash-renderer/build/dash_renderer.min.js", "dcc/*.js", "html/*.min.js"),
    "dash_bootstrap_components": ("_components/*.min.js",),
}
_NEVER_SENT = "async-mathjax.js"  # formulas: 2 MB that no page of ours asks for
_VERSION_LINE = re.compile(rb"plotly\.js(?: \([^)]*\))? v(\d+\.\d+\.\d+)")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `build/static` holds: the recipe's key, which chart bundle, and each file's digest."""

    key: str
    bundle: str
    files: Mapping[str, str]


def main(given: Sequence[str] = ()) -> int:
    if given[:1] == ["fetch"] and len(given) == 2:
        return keep_lean(Path(given[1]))
    print(sentence(prepare(FOLDER)))
    return 0


def sentence(prepared: Prepared) -> str:
    """One line that says which chart code is served."""
    return words("tr")(f"static.{prepared.bundle}", version=bundle_version(full_bundle()))


def ready(folder: Path = FOLDER) -> Prepared:
    """What was prepared at install; made now, with one line, when it is missing or older than its packages."""
    if prepared := current(folder):
        return prepared
    prepared = prepare(folder)
    print(sentence(prepared), flush=True)
    return prepared


def current(folder: Path = FOLDER) -> Prepared | None:
    """What was prepared, or None when nothing is there or a package has changed since."""
    try:
        facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    prepared = Prepared(**facts)
    return prepared if prepared.key == _key() else None


def prepare(folder: Path = FOLDER, lean: bool = True) -> Prepared:
    """Make every file anew beside the old ones, then exchange the folders; nothing to do when all is current."""
    ready = current(folder)
    source = _lean_source(folder.parent) if lean else None
    if ready and (ready.bundle == "lean" or not source):
        return ready
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        made = Path(work) / "static"
        made.mkdir()
        prepared = _make(made, source)
        if folder.exists():
            folder.rename(Path(work) / "old")
        made.rename(folder)
    return prepared


def bundle_version(script: bytes) -> str:
    """The version that a plotly.js bundle states in its first lines."""
    found = _VERSION_LINE.search(script[:400])
    if found is None:
        raise ValueError("this is no plotly.js bundle")
    return found[1].decode()


def package_file(package: str, path: str) -> Path:
    """A file inside an installed package, without importing the package."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None, package
    return Path(spec.origin).parent / path


def full_bundle() -> bytes:
    """The chart code that comes with the Python package."""
    return package_file("plotly", "package_data/plotly.min.js").read_bytes()


def keep_lean(folder: Path) -> int:
    """Put the package of the lean chart code into a folder; 1 when it cannot be had."""
    npm = shutil.which("npm")
    package = fetch_lean(npm) if npm else None
    if package is None:
        print(words("tr")("static.not_kept"), file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LEAN_FILE).write_bytes(package)
    return 0


def fetch_lean(npm: str) -> bytes | None:
    """The package of the cartesian bundle from the registry of npm, or None when it cannot be had."""
    with tempfile.TemporaryDirectory() as work:
        command = [npm, "pack", f"{LEAN}@{LEAN_VERSION}", "--silent", "--pack-destination", work]
        try:
            subprocess.run(command, cwd=work, check=True, capture_output=True, timeout=90)
            return next(Path(work).glob("*.tgz")).read_bytes()
        except (subprocess.SubprocessError, OSError, StopIteration):
            return None


def unpack_lean(package: bytes, work: Path) -> bytes | None:
    """The script inside the package; None when its digest is not the one written above."""
    digest = base64.b64encode(hashlib.sha512(package).digest()).decode()
    if digest != LEAN_SHA512:
        print(words("tr")("static.wrong_digest", package=f"{LEAN} {LEAN_VERSION}"), file=sys.stderr)
        return None
    file = work / "lean.tgz"
    file.write_bytes(package)
    with tarfile.open(file) as archive:
        script = archive.extractfile("package/plotly-cartesian.min.js")
        assert script is not None
        return script.read()


def icons_css(names: Iterable[str], sprite: str) -> str:
    """Icons as CSS masks, so that they take the colour of the text. `names` as in the Bootstrap sprite."""
    shapes = dict(re.findall(r'<symbol class="bi bi-[^"]*" viewBox="0 0 16 16" id="([^"]+)">(.*?)</symbol>', sprite))
    rules = [
        ".icon{display:inline-block;width:1em;height:1em;vertical-align:-.125em;flex:none;"
        "background-color:currentColor;mask:var(--shape) center/contain no-repeat}"
    ]
    for name in names:
        picture = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>{shapes[name]}</svg>".replace('"', "'")
        rules.append(f'.icon-{name}{{--shape:url("data:image/svg+xml,{_quoted(picture)}")}}')
    return "\n".join(rules) + "\n"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:20]


def _lean_source(place: Path) -> Callable[[], bytes | None] | None:
    """The package that was brought along for an installation without a network, else npm."""
    brought, npm = place / LEAN_FILE, shutil.which("npm")
    if brought.exists():
        return brought.read_bytes
    return partial(fetch_lean, npm) if npm else None


def _make(folder: Path, source: Callable[[], bytes | None] | None) -> Prepared:
    full = full_bundle()
    package = source() if source and bundle_version(full) == LEAN_VERSION else None
    script = unpack_lean(package, folder.parent) if package else None
    inter = package_file("fontpkg_inter", "files/Inter[opsz,wght].ttf")
    font = fonts.screen_font(inter)
    (folder / PRINT_FONTS).mkdir()
    for name, weight in fonts.PRINT_WEIGHTS.items():
        (folder / PRINT_FONTS / name).write_bytes(fonts.print_font(inter, weight))
    files = {PLOTLY: script or full, "inter.woff2": font, BASE: _base_css(digest(font)).encode()}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    _pack([*files.values(), *_component_scripts()], folder / "br")
    bundle = "lean" if script else "full"
    prepared = Prepared(_key(), bundle, {name: digest(content) for name, content in files.items()})
    facts = {"key": prepared.key, "bundle": bundle, "files": dict(prepared.files)}
    (folder / "manifest.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    return prepared


def _base_css(font: str) -> str:
    """Bootstrap, the font and the icons in one file: one request, one year in the browser's cache."""
    bootstrap = package_file("flask_bootstrap", "static/bootstrap5/css/bootstrap.min.css").read_text(encoding="utf-8")
    sprite = package_file("flask_bootstrap", "static/bootstrap5/icons/bootstrap-icons.svg").read_text(encoding="utf-8")
    face = (
        '@font-face{font-family:"Inter";font-style:normal;font-weight:400 700;font-display:swap;'
        f'src:url("../{font}/inter.woff2") format("woff2")}}\n'
    )
    bare = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", bootstrap)
    return bare + "\n" + face + icons_css(theme.ICONS, sprite)


def _component_scripts() -> Iterable[bytes]:
    for package, patterns in _SCRIPTS.items():
        root = package_file(package, "")
        for pattern in patterns:
            files = (file for file in sorted(root.glob(pattern)) if file.name != _NEVER_SENT)
            yield from (file.read_bytes() for file in files)


def _pack(contents: Iterable[bytes], folder: Path) -> None:
    """One `.br` of the best quality beside each large text, named by the digest of what it packs."""
    folder.mkdir()
    large = [content for content in contents if len(content) > _LARGE and not content.startswith(b"wOF2")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        packed = pool.map(lambda content: brotli.compress(content, quality=11), large)
        for content, body in zip(large, packed, strict=True):
            (folder / f"{digest(content)}.br").write_bytes(body)


@cache
def _key() -> str:
    versions = [f"{name} {version(name)}" for name in _PACKAGES]
    return digest("\n".join([*versions, *theme.ICONS, fonts.LETTERS, str(_RECIPE)]).encode())


def _quoted(picture: str) -> str:
    return picture.replace("%", "%25").replace("#", "%23").replace("<", "%3C").replace(">", "%3E")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
