"""Administration, export with names: hands out the workbook and says that it was written down."""

import base64
from typing import Any

from dash import Dash, Input, Output, State, html, no_update

from dashboard import access, document, formats
from dashboard.access import allow
from dashboard.admin_ids import AdminNames
from dashboard.ids import Frame
from dashboard.texts import Words, words
from data_layer import institutions, names, programme, table_files
from data_layer.clock import utc_now
from data_layer.store import Store

_KINDS = {"is_disseminator": "text", "sessions": "count", "last_on": "date"}


def register(app: Dash, store: Store) -> None:
    @allow(app, "names.export", Output(AdminNames.INSTITUTION, "options"), Input(Frame.VERSION, "children"))
    def offer(_version: str) -> list[dict[str, str]]:
        everyone = {"value": "0", "label": words(document.language())("admin_people.every_institution")}
        known = store.remember(institutions.choices)
        return [everyone, *({"value": str(number), "label": name} for number, name in known)]

    @allow(
        app,
        "names.export",
        Output(AdminNames.FILE, "data"),
        Output(AdminNames.SAID, "children"),
        Output(AdminNames.REASON, "value"),
        Input(AdminNames.TAKE, "n_clicks"),
        State(AdminNames.INSTITUTION, "value"),
        State(AdminNames.REASON, "value"),
        prevent_initial_call=True,
    )
    def take(clicks: int | None, institution: str | None, reason: str | None) -> tuple[Any, Any, Any]:
        if not clicks:
            return no_update, no_update, no_update
        number = int(institution or 0) if str(institution or 0).isdecimal() else 0
        return _taken(store, number or None, str(reason or ""), words(document.language()))


def _taken(store: Store, institution: int | None, reason: str, w: Words) -> tuple[Any, Any, str]:
    by, now = access.require("names.export"), utc_now()
    table = names.taken(store, store.remember(programme.load).id, institution, reason, by, now)
    table["is_disseminator"] = [w("institution.people_yes") if one else "" for one in table["is_disseminator"]]
    heads = [(key, w(f"admin_people.{key}"), _KINDS.get(key, "text")) for key in names.COLUMNS]
    info = {
        w("card.info_title"): w("admin_people.names"),
        w("admin_people.names_reason"): reason,
        w("admin_people.taken_at"): formats.moment(now, w.lang),
        w("admin_people.rows"): formats.number(len(table), w.lang),
        w("card.info_source"): w("card.source_name"),
    }
    raw = table_files.xlsx(table, heads, w("card.sheet"), info, w("card.info_sheet"))
    content = base64.b64encode(raw).decode()
    file = {"content": content, "filename": f"adli-liste_{now:%Y-%m-%d}.xlsx", "base64": True, "type": None}
    said = w("admin_people.taken", count=formats.number(len(table), w.lang))
    return file, html.Span(said, className="ok"), ""
