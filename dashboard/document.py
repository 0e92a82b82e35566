"""The HTML document around every page: language, theme before the first paint, one stylesheet, one icon."""

from html import escape
from typing import Any

from dash import Dash
from flask import has_request_context, request
from markupsafe import Markup

from dashboard import joined
from dashboard.joined import Joined
from dashboard.texts import LANGUAGES

THEMES = ("light", "dark")
# The icon is drawn here: two letters on the brand colour, no file, no request.
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' "
    "height='32' rx='7' fill='%230b5cad'/%3E%3Cpath d='M8 22V10m0 6 6-6m-6 6 6 6"
    "M24 11h-4.5a2.5 2.5 0 0 0 0 5h2a2.5 2.5 0 0 1 0 5H17' "
    "fill='none' stroke='white' stroke-width='2.6' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E"
)
# Names in single braces are ours; those with %…% are Dash's.
_PAGE = """<!DOCTYPE html>
<html lang="{lang}"{theme}>
<head>
{%metas%}
<title>{%title%}</title>
<script src="{first}"></script>
<link rel="stylesheet" href="{styles}">
<link rel="icon" type="image/svg+xml" href="{icon}">
{%css%}
</head>
<body>
{%app_entry%}
<footer>
{%config%}
<script src="{libraries}"></script>
{%scripts%}
<script src="{scripts}"></script>
{%renderer%}
</footer>
</body>
</html>"""
_SLOTS = {"first": joined.FIRST, "libraries": joined.LIBRARIES, "scripts": joined.SCRIPTS, "styles": joined.STYLES}
# What stands there until the page is drawn; Dash looks for the id.
_WAITING = '<div id="react-entry-point"><div class="_dash-loading" role="status" aria-busy="true"></div></div>'


class Site(Dash):
    """Dash with our document; it keeps the interpreter's version to itself."""

    def _config(self) -> dict[str, Any]:
        return {name: value for name, value in super()._config().items() if name != "python_version"}

    def _generate_scripts_html(self) -> str:
        return joined.without_libraries(super()._generate_scripts_html())

    def interpolate_index(self, *texts: Any, **parts: Any) -> str:
        page = str(super().interpolate_index(*texts, **{**parts, "app_entry": _WAITING}))
        return page.replace("{lang}", language(), 1).replace("{theme}", _theme(), 1)


def index_string(files: Joined) -> str:
    """The document with the addresses of this app's files."""
    page = _PAGE.replace("{icon}", escape(_ICON))
    for slot, name in _SLOTS.items():
        page = page.replace(f"{{{slot}}}", files.url(name))
    return page


def head(files: Joined) -> dict[str, str]:
    """What the plain pages beside the dashboard need in their head."""
    return {
        "theme": Markup(_theme()),  # noqa: S704  (one of two words of ours)
        "icon": _ICON,
        "first": files.url(joined.FIRST),
        "styles": files.url(joined.STYLES),
    }


def language() -> str:
    """The language of this request: cookie `dil`, else Turkish."""
    chosen = request.cookies.get("dil") if has_request_context() else None
    return chosen if chosen in LANGUAGES else "tr"


def _theme() -> str:
    """The attribute for the theme that the visitor chose; the script decides for one who did not."""
    chosen = request.cookies.get("tema") if has_request_context() else None
    return f' data-bs-theme="{chosen}"' if chosen in THEMES else ""
