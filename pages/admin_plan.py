"""Administration, target and plan: months that add up to the target, the curve they make, the decisions beside."""

from dash import html
from dash.development.base_component import Component

from dashboard import cards, forms
from dashboard.admin_ids import AdminSettings
from dashboard.attributes import extra
from dashboard.setting_forms import DECISIONS, PLAN
from dashboard.texts import Words

KEY = "plan"
TITLE = "admin_settings.plan"
PERMISSION = "settings.write"


def layout(w: Words) -> Component:
    said = {
        f"data-{name}": w(f"admin_settings.sum_{name}", total="{total}", rest="{rest}")
        for name in ("exact", "missing", "over")
    }
    total = html.P(id=AdminSettings.PLAN_SUM, className="ksm-sum", role="status", **extra(said))
    curve = html.Div(cards.graph(AdminSettings.PLAN_CURVE, 360, w.lang), className="ksm-preview")
    return html.Div(
        [
            html.Div([forms.skeleton(PLAN, w, total), curve], className="ksm-beside"),
            html.H3(w("admin_settings.decisions")),
            html.P(w("admin_settings.decisions_note"), className="ksm-hint"),
            forms.skeleton(DECISIONS, w),
            *_end(w),
        ]
    )


def _end(w: Words) -> list[Component]:
    """What is left of all rights, the button that ends it, and the way back."""
    buttons = [
        html.Button(
            w(f"expiring.{name}"), id=part, n_clicks=0, type="button", className=f"ksm-button {css}", hidden=True
        )
        for name, part, css in (
            ("expire", AdminSettings.EXPIRE, "danger"),
            ("restore", AdminSettings.RESTORE, ""),
        )
    ]
    said = html.Span(id=AdminSettings.ENDED, className="ksm-said", role="status")
    return [
        html.H3(w("expiring.title")),
        html.P(w("expiring.note"), className="ksm-hint"),
        html.Div(id=AdminSettings.END),
        html.Div([*buttons, said], className="ksm-acts"),
    ]
