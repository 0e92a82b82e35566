"""Administration, tiers: the letter's values, locked until somebody gives a reason, and what a change would do."""

from dash import html
from dash.development.base_component import Component

from dashboard import forms
from dashboard.admin_ids import AdminSettings
from dashboard.setting_forms import TIERS
from dashboard.texts import Words

KEY = "kategoriler"
TITLE = "admin_settings.tiers"
PERMISSION = "settings.write"


def layout(w: Words) -> Component:
    counts = html.P(id=AdminSettings.TIER_COUNTS, className="ksm-sum", role="status")
    return html.Div([html.P(w("admin_settings.tiers_note"), className="ksm-hint"), forms.skeleton(TIERS, w, counts)])
