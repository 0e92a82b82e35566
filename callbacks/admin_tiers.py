"""Administration, tiers: the ladder behind its lock, and how many institutions each tier would have."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from callbacks.admin_forms import PERMISSION, Filled, Form, Saving, acting, register_form
from dashboard import document, formats, forms, ids
from dashboard.access import allow
from dashboard.admin_ids import AdminSettings
from dashboard.describe import tier_name
from dashboard.ids import Frame
from dashboard.setting_forms import TIERS
from dashboard.texts import Words, words
from data_layer import programme, programme_settings
from data_layer.rules.tiers import Tier, ladder_faults
from data_layer.store import Store


def register(app: Dash, store: Store) -> None:
    register_form(app, store, Form(TIERS, _tiers, _save))
    every = ids.form_input(TIERS.name, ALL, ALL)
    app.clientside_callback(
        ClientsideFunction("settings", "unlock"),
        Output(every, "disabled"),
        Input(ids.form("reason", TIERS.name), "value"),
        Input(ids.form("shown", TIERS.name), "data"),
        State(every, "id"),
    )

    @allow(
        app,
        PERMISSION,
        Output(AdminSettings.TIER_COUNTS, "children"),
        Input(every, "value"),
        Input(Frame.VERSION, "children"),
        State(every, "id"),
    )
    def count(values: list[Any], _version: str, names: list[dict[str, str]]) -> str:
        w = words(document.language())
        ladder = _ladder(store.remember(programme.load).tiers, forms.typed(values, names))
        if faults := ladder_faults(ladder):
            return w("tier.ladder", faults=", ".join(faults))
        return _counts(store, ladder, w)


def _ladder(tiers: tuple[Tier, ...], rows: forms.Rows) -> list[Tier]:
    """The ladder as it is being typed; a bound that is no number yet stays as it was."""
    return [replace(tier, **_bounds(rows.get(tier.code, {}))) for tier in tiers]


def _bounds(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("lower_users", "upper_users") if isinstance(values.get(name), int)}


def _counts(store: Store, ladder: list[Tier], w: Words) -> str:
    now = programme_settings.institutions_in(store, store.remember(programme.load).tiers)
    then = programme_settings.institutions_in(store, ladder)
    parts = []
    for code, number in then.items():
        moved = number - now.get(code, 0)
        by = f" ({formats.signed(moved, w.lang)})" if moved else ""
        parts.append(f"{tier_name(code, w)} {formats.number(number, w.lang)}{by}")
    return w("admin_settings.tier_counts", tiers=" · ".join(parts))


def _tiers(store: Store, w: Words) -> Filled:
    tiers = store.remember(programme.load).tiers
    return TIERS, {t.code: {"tier": tier_name(t.code, w), **programme_settings.tier_values(t)} for t in tiers}


def _save(store: Store, saving: Saving) -> None:
    programme_settings.set_tiers(store, saving.changes, saving.reason, acting(), saving.seen)
