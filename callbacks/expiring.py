"""The end of the programme, beside its plan: what would expire, the deed, and the way back."""

from typing import Any

from dash import Dash, Input, Output, ctx, html, no_update, set_props

from callbacks.admin_forms import acting
from dashboard import document, formats
from dashboard.access import allow
from dashboard.admin_ids import AdminSettings
from dashboard.ids import Frame
from dashboard.screen import today
from dashboard.texts import words
from data_layer import expiring
from data_layer.expiring import PERMISSION
from data_layer.store import Store


def register(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(AdminSettings.END, "children"),
        Output(AdminSettings.EXPIRE, "hidden"),
        Output(AdminSettings.RESTORE, "hidden"),
        Input(Frame.VERSION, "children"),
    )
    def show(_version: str) -> tuple[Any, ...]:
        found, w = store.remember(expiring.outlook), words(document.language())
        is_over = today(store) > found.ends_on
        lines = [
            w("expiring.outlook", n=found.institutions, hours=formats.hours(found.minutes, w.lang)),
            *([] if is_over else [w("expiring.waits", day=formats.day(found.ends_on, w.lang))]),
            *([w("expiring.standing", number=found.standing)] if found.standing else []),
        ]
        return [html.P(line) for line in lines], not is_over or not found.minutes, found.standing is None

    @allow(
        app,
        PERMISSION,
        Output(AdminSettings.ENDED, "children"),
        Input(AdminSettings.EXPIRE, "n_clicks"),
        Input(AdminSettings.RESTORE, "n_clicks"),
        prevent_initial_call=True,
    )
    def turn(_expire: int | None, _restore: int | None) -> Any:
        if not ctx.triggered[0]["value"]:
            return no_update
        deed, key = (
            (expiring.expire, "done") if ctx.triggered_id == AdminSettings.EXPIRE else (expiring.restore, "undone")
        )
        w, minutes = words(document.language()), deed(store, acting(), today(store))
        set_props(Frame.VERSION, {"children": str(store.version())})
        set_props(Frame.NOTICES, {"children": []})
        return html.Span(w(f"expiring.{key}", hours=formats.hours(minutes, w.lang)), className="ok")
