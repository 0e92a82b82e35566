"""Whatever a viewer asks for, on every page, in every file and picture: no name of a person comes along."""

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest
from dash import Dash

from callbacks.cards import CARDS
from dashboard.access import policy_of
from data_layer import logins
from data_layer.rules.masks import masked
from data_layer.store import Store
from data_layer.users import ROLES
from tests.signed_in import account_with, sign_in

DEEDS = ("xlsx", "csv", "svg", "how")


@pytest.fixture(scope="module")
def year(demo_store: Store) -> Iterator[Dash]:
    """The app over the demo year, which is left as it was."""
    from app import create_app
    from dashboard.settings import Settings

    yield create_app(Settings(), demo_store)
    for role in ROLES:
        logins.end_all(demo_store, account_with(demo_store, role))


@pytest.fixture(scope="module")
def people(demo_store: Store) -> set[str]:
    """Every participant and contact with a name of two words or more that no trainer has: sessions tell theirs."""
    rows = demo_store.rows(
        "(select full_name from participant union select name from contact) except select name from trainer"
    )
    return {name for (name,) in rows if name and " " in name}


@pytest.fixture(scope="module")
def institution(demo_store: Store) -> int:
    """The one with the most named people and a contact."""
    row = demo_store.one(
        """
        select p.institution_id from participant as p join contact as c on c.institution_id = p.institution_id
        group by p.institution_id order by count(*) desc, p.institution_id limit 1
        """
    )
    assert row is not None
    return int(row[0])


def answers(
    app: Dash, store: Store, role: str, institution: int, cards: Iterable[str] = CARDS
) -> Iterator[tuple[str, str]]:
    """(what was asked, all that came back as text) of every callback the role may use, for each card and file."""
    visitor = sign_in(app.server.test_client(), store, role)
    for key, permission in policy_of(app.server).items():
        if permission not in ROLES[role] or key not in app.callback_map:
            continue
        for card, deed in wanted(key, cards):
            body = body_of(app, key, card, deed, institution)
            answer = visitor.post("/_dash-update-component", json=body)
            yield f"{key[:60]} {card} {deed}", opened(answer.text)
    for path in ("/", "/hedef", "/kurumlar", f"/kurumlar/{institution}", "/hesabim", "/_dash-layout"):
        yield path, visitor.get(path, headers={"Accept": "text/html"}, follow_redirects=True).text


def wanted(key: str, cards: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each card for a callback of cards, each file of each card for its menu: the two kinds of cards share the menu."""
    if "MATCH" not in key:
        yield "", ""
        return
    deeds = ("",) if "-file" not in key else DEEDS[:2] if "list-file" in key else DEEDS[2:]
    yield from product(cards, deeds)


def body_of(app: Dash, key: str, card: str, deed: str, institution: int) -> dict[str, Any]:
    """What the browser sends from the page of the institution."""
    wired = app.callback_map[key]
    outputs = [end(part, card, deed, institution) for part in split(key)]
    inputs = [end(part, card, deed, institution) for part in wired["inputs"]]
    first = inputs[0][0] if isinstance(inputs[0], list) else inputs[0]
    name = first["id"]
    changed = json.dumps(name, sort_keys=True, separators=(",", ":")) if isinstance(name, dict) else name
    return {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": inputs,
        "state": [end(part, card, deed, institution) for part in wired["state"]],
        "changedPropIds": [f"{changed}.{first['property']}"],
    }


def split(key: str) -> list[dict[str, str]]:
    parts = key.strip(".").split("...") if key.startswith("..") else [key]
    ends = (part.split("@")[0].rpartition(".") for part in parts)
    return [{"id": name, "property": kind} for name, _, kind in ends]


def end(part: dict[str, str], card: str, deed: str, institution: int) -> Any:
    values = {
        "search": "?s=people_name",
        "pathname": f"/kurumlar/{institution}",
        "n_clicks": 1,
        "className": "ksm-card",
    }
    value = values.get(part["property"])
    if not part["id"].startswith("{"):
        return {"id": part["id"], "property": part["property"], "value": value}
    pattern = json.loads(part["id"])
    real = {name: (deed if name == "act" else card) if isinstance(v, list) else v for name, v in pattern.items()}
    found = {"id": real, "property": part["property"], "value": real if part["property"] == "id" else value}
    return [found] if ["ALL"] in pattern.values() else found


def opened(text: str) -> str:
    """An answer as text, its files unpacked: they travel in base64, and workbooks are archives."""
    if not text.startswith("{"):
        return text
    answer = json.loads(text)
    files = [file for file in values_of(answer) if isinstance(file, dict) and file.get("base64")]
    return "".join([str(answer), *(unpacked(base64.b64decode(file["content"])) for file in files)])


def named_in(text: str, people: set[str]) -> list[str]:
    words = set(re.findall(r"\w+", text))
    return [name for name in people if words.issuperset(name.split()) and name in text]


def values_of(part: Any) -> Iterator[Any]:
    yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from values_of(inner)


def unpacked(raw: bytes) -> str:
    if not raw.startswith(b"PK"):
        return raw.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_a_viewer_never_receives_the_name_of_a_person(
    year: Dash, demo_store: Store, people: set[str], institution: int
) -> None:
    seen = list(answers(year, demo_store, "viewer", institution))
    told = {asked: named_in(text, people) for asked, text in seen}
    assert {asked: names for asked, names in told.items() if names} == {}
    assert len(seen) > len(CARDS) * len(DEEDS)
    assert any("***" in text for _, text in seen), "the people of the institution were among the answers"


def test_an_operator_receives_them_on_the_page_and_in_no_file(
    year: Dash, demo_store: Store, people: set[str], institution: int
) -> None:
    """The control: the same questions do bring names, in the list and the header, if the role may read them."""
    cards = [card for card in CARDS if card.startswith("institution")]
    seen = list(answers(year, demo_store, "operator", institution, cards))
    named = [asked for asked, text in seen if named_in(text, people)]
    assert any("institution-people" in asked for asked in named)
    assert any("institution-header" in asked for asked in named)
    assert [asked for asked in named if asked.split()[-1] in DEEDS] == []


def test_the_mask_is_the_same_for_short_and_long_names() -> None:
    assert masked("Al Yu") == "A*** Y***" == masked("Abdurrahman Yılmazoğlu")
