"""One file where Dash would send many: its libraries, our scripts, our style sheets. Fewer requests, kept for a year.

Scripts that load parts of themselves later (dcc) stay on their own: they look for those parts beside their address.
"""

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dash._dash_renderer import _js_dist_dependencies

from dashboard.static import BASE, FOLDER, digest

FIRST = "00-first.js"  # chooses the theme before anything is painted, so it stands apart, in the head
LIBRARIES = "libraries.js"
SCRIPTS = "app.js"
STYLES = "app.css"


@dataclass(frozen=True, slots=True)
class Joined:
    """Files of this app by name, as they are sent."""

    files: dict[str, bytes]

    def url(self, name: str) -> str:
        """The address of a file; it changes with the content."""
        return f"/static/{digest(self.files[name])}/{name}"


def join(assets: Path, folder: Path = FOLDER) -> Joined:
    """Put the files together: `assets` are ours, `folder` is what was prepared at install."""
    scripts = [file for file in sorted(assets.glob("*.js")) if file.name != FIRST]
    styles = [folder / BASE, *sorted(assets.glob("*.css"))]
    return Joined(
        {
            FIRST: (assets / FIRST).read_bytes(),
            LIBRARIES: b"\n;\n".join(_libraries()),
            SCRIPTS: b"\n;\n".join(file.read_bytes() for file in scripts),
            STYLES: b"\n".join(file.read_bytes() for file in styles),
            "inter.woff2": (folder / "inter.woff2").read_bytes(),
        }
    )


def without_libraries(tags: str) -> str:
    """Dash's script tags without those of the libraries, and without the table component that no page uses."""
    lines = tags.splitlines()
    return "\n".join(line for line in lines if "/dash/deps/" not in line and "/dash_table/" not in line)


def _libraries() -> Iterator[bytes]:
    for entry in _js_dist_dependencies:
        for path in entry["relative_package_path"]["prod"]:
            content = pkgutil.get_data("dash", path)
            assert content is not None, path
            yield content
