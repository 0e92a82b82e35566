"""Administration: `/yonetim`. One section a tab, each in a file of its own; a person gets those the role may use."""

from dash import html
from dash.development.base_component import Component

from dashboard import parts, tabs
from dashboard.attributes import extra
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
TABS: tuple[tabs.Tab, ...] = (
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
    """The links and the sections; the script shows the one that the address names (`?sekme=`), else the first."""
    nav = html.Nav(tabs.links(TABS, PATH, w), className="ksm-tabs", **extra({"aria-label": w(TITLE)}))
    return html.Div([parts.page_header(w(TITLE), w("admin.question")), nav, *tabs.sections(TABS, w)])
