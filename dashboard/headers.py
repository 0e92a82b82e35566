"""What every answer tells the browser: which code may run, who may frame the page, what may be kept."""

from dash import Dash
from flask import Response, request

_POLICY = (
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",  # Dash and Plotly put style elements into the page
    "img-src 'self' data: blob:",  # blob: the PNG a card makes of itself; data: icons
    "font-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_TLS_ONLY = "max-age=31536000; includeSubDomains"
_KEPT = ("/static/", "/assets/", "/_dash-component-suites/", "/_favicon.ico")


def install(app: Dash) -> None:
    """Put the headers on every answer of this app."""
    policy = _Policy(app)

    @app.server.after_request
    def add(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy.text()
        response.headers.update(_ALWAYS)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = _TLS_ONLY
        if not request.path.startswith(_KEPT) or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        return response


class _Policy:
    """The policy with the hashes of Dash's inline scripts, made again when their number changes."""

    def __init__(self, app: Dash) -> None:
        self._app = app
        self._scripts = -1
        self._text = ""

    def text(self) -> str:
        scripts = len(self._app._inline_scripts)
        if scripts != self._scripts:
            self._text = "; ".join([" ".join(["script-src 'self'", *self._app.csp_hashes()]), *_POLICY])
            self._scripts = len(self._app._inline_scripts)
        return self._text
