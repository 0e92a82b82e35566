"""A table as one component: texts stay texts, attributes keep their names, nothing else gets through."""

import pytest
from dash import dcc, html

from dashboard.attributes import extra
from dashboard.plain import Plain, markup


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (None, ""),
        (0, "0"),
        ("Şişli & Üsküdar", "Şişli &amp; Üsküdar"),
        (html.Td(), "<td></td>"),
        (html.Td(["a", None, html.B("b")], className="number"), '<td class="number">a<b>b</b></td>'),
        (html.Button("x", disabled=True), "<button disabled>x</button>"),
        (html.Button("x", disabled=False), "<button>x</button>"),
        (html.Tr(tabIndex="0", **extra({"data-filter": "il=42"})), '<tr tabindex="0" data-filter="il=42"></tr>'),
        (dcc.Link("git", href="/kurumlar/5", className="go"), '<a href="/kurumlar/5" class="go">git</a>'),
    ],
)
def test_a_component_becomes_its_element(part: object, expected: str) -> None:
    assert markup(part) == expected


@pytest.mark.parametrize("hostile", ["<img src=x onerror=alert(1)>", '"><script>', "'--><b>", "&lt;b&gt;"])
def test_hostile_texts_stay_texts(hostile: str) -> None:
    shown = Plain(html.Tr(html.Td(hostile), **extra({"data-go": hostile}))).html
    assert shown.count("<") == 4, "a row and a cell, opened and closed"
    assert shown.count('"') == 2, "one attribute"


def test_the_browser_finds_the_component_by_its_name() -> None:
    sent = Plain(html.Td("1")).to_plotly_json()
    assert sent == {"props": {"html": "<td>1</td>"}, "type": "Plain", "namespace": "ksm"}
