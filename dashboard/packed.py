"""Serving files from memory: packed once, tagged, kept by browsers for a year where the address has a fingerprint."""

import gzip
import mimetypes
import pkgutil
import threading
from collections.abc import Callable, Hashable
from pathlib import Path

import brotli
from dash import Dash, _validate
from dash.fingerprint import check_fingerprint
from flask import Response, abort, request

from dashboard import static
from dashboard.joined import Joined

_FOREVER = "public, max-age=31536000, immutable"
_TEXTS = {".css", ".js", ".json", ".svg", ".html", ".txt", ".map"}
_CHART_CODE = ("plotly", "package_data/plotly.min.js")
# The system's own table differs from machine to machine, so the types are written here.
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


class Packed:
    """Answers from memory. `prepared` is the folder of bodies that were packed at install."""

    def __init__(self, prepared: Path) -> None:
        self._prepared = prepared
        self._bodies: dict[Hashable, tuple[dict[str | None, bytes], str]] = {}
        self._lock = threading.Lock()

    def answer(self, key: Hashable, name: str, load: Callable[[], bytes], forever: bool) -> Response:
        """The file in the best encoding that the browser takes; 304 when it has it already."""
        if key not in self._bodies:
            with self._lock:
                if key not in self._bodies:
                    self._bodies[key] = self._pack(name, load())
        bodies, tag = self._bodies[key]
        taken = request.accept_encodings
        best = next((way for way in ("br", "gzip") if way in bodies and taken.quality(way)), None)
        response = Response(bodies[best], mimetype=mime_type(name))
        if best:
            response.content_encoding = best
        response.vary.add("Accept-Encoding")
        response.set_etag(tag + (best or ""))
        response.headers["Cache-Control"] = _FOREVER if forever else "no-cache"
        response.make_conditional(request)
        return response

    def _pack(self, name: str, raw: bytes) -> tuple[dict[str | None, bytes], str]:
        tag = static.digest(raw)
        if Path(name).suffix not in _TEXTS:
            return {None: raw}, tag
        ready = self._prepared / f"{tag}.br"
        body = ready.read_bytes() if ready.exists() else brotli.compress(raw, quality=9)
        return {None: raw, "br": body, "gzip": gzip.compress(raw, 9)}, tag


def mime_type(name: str) -> str:
    return _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def install(app: Dash, joined: Joined, folder: Path = static.FOLDER) -> None:
    """Replace the two static views of Dash by packed ones, and add the joined files. `folder` was made at install."""
    packed = Packed(folder / "br")
    prefix = app.config.routes_pathname_prefix + "_dash-component-suites/"
    component_rule, asset_rule = prefix + "<string:package_name>/<path:fingerprinted_path>", "_dash_assets.static"
    views = app.server.view_functions
    assert component_rule in views and asset_rule in views, "Dash changed the name of a static route"
    views[component_rule] = _components(app, packed, folder)
    views[asset_rule] = _assets(packed, Path(app.config.assets_folder))
    app.server.add_url_rule("/static/<digest>/<name>", endpoint="joined", view_func=_joined(packed, joined))


def _components(app: Dash, packed: Packed, folder: Path) -> Callable[[str, str], Response]:
    def component(package_name: str, fingerprinted_path: str) -> Response:
        path, fingerprinted = check_fingerprint(fingerprinted_path)
        _validate.validate_js_path(app.registered_paths, package_name, path)  # Dash's own list stays in force

        def load() -> bytes:
            if (package_name, path) == _CHART_CODE:
                return (folder / static.PLOTLY).read_bytes()
            return pkgutil.get_data(package_name, path) or b""

        return packed.answer((package_name, path), path, load, fingerprinted)

    return component


def _assets(packed: Packed, folder: Path) -> Callable[[str], Response]:
    root = folder.resolve()

    def asset(filename: str) -> Response:
        file = (root / filename).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            abort(404)
        changed = file.stat().st_mtime_ns
        return packed.answer((filename, changed), filename, file.read_bytes, "m" in request.args)

    return asset


def _joined(packed: Packed, joined: Joined) -> Callable[[str, str], Response]:
    def file(digest: str, name: str) -> Response:
        if name not in joined.files:
            abort(404)
        content = joined.files[name]
        return packed.answer(("joined", name), name, lambda: content, digest == static.digest(content))

    return file
