"""Administration: `/yonetim`. One section a tab, each in a file of its own; a person gets those the role may use."""

from dash import html
from dash.development.base_component import Component

from dashboard import access, parts
from dashboard.attributes import extra
from dashboard.ids import Admin
from dashboard.texts import Words, words
from pages import (
    admin_audit,
    admin_catalogue,
    admin_days,
    admin_import,
    admin_names,
    admin_people,
    admin_plan,
    admin_staff,
    admin_system,
    admin_tiers,
    admin_users,
)

PATH = "/yonetim"
TITLE = "admin.page"
GROUP = "records"
ICON = "gear"
FILTERED = False
PERMISSION = "audit.read"
TABS = (
    admin_users,
    admin_plan,
    admin_tiers,
    admin_catalogue,
    admin_staff,
    admin_days,
    admin_import,
    admin_people,
    admin_names,
    admin_audit,
    admin_system,
)

_TURKISH = words("tr")


def layout(w: Words = _TURKISH, **_path: str) -> Component:
    """All sections of the person; the script shows the one that the address names (`?sekme=`), else the first."""
    person = access.signed_in()
    mine = [tab for tab in TABS if person is None or person.may(tab.PERMISSION)]
    links = [html.A(w(tab.TITLE), href=f"{PATH}?sekme={tab.KEY}", **extra({"data-tab": tab.KEY})) for tab in mine]
    sections = [
        html.Section(
            [html.H2(w(tab.TITLE)), tab.layout(w)], className="ksm-card ksm-tab", **extra({"data-tab-body": tab.KEY})
        )
        for tab in mine
    ]
    nav = html.Nav(links, className="ksm-tabs", **extra({"aria-label": w(TITLE)}))
    return html.Div([parts.page_header(w(TITLE), w("admin.question")), nav, html.Div(sections, id=Admin.TABS)])
