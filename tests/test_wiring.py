"""Every component once, every callback at its component, every chart from the factory: Dash tells none of it."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

import pages
from dashboard import cards, shell
from data_layer.store import Store
from tests.layouts import parts
from tests.signed_in import sign_in

CARTESIAN = {
    "scatter",
    "bar",
    "box",
    "heatmap",
    "histogram",
    "histogram2d",
    "histogram2dcontour",
    "contour",
    "scatterternary",
    "violin",
    "image",
    "pie",
}


def ids(tree: Any) -> list[str]:
    """Ids of a layout as Dash writes them: a dictionary with sorted keys."""
    found = [part.id for part in parts(tree) if getattr(part, "id", None) is not None]
    return [json.dumps(i, sort_keys=True, separators=(",", ":")) if isinstance(i, dict) else i for i in found]


def wildcard(pattern: str, there: set[str]) -> bool:
    """Whether a callback's id, perhaps with MATCH or ALL in it, has a component."""
    if not pattern.startswith("{"):
        return pattern in there
    wanted = json.loads(pattern)
    for candidate in (json.loads(i) for i in there if i.startswith("{")):
        if candidate.keys() == wanted.keys() and all(
            isinstance(value, list) or candidate[key] == value for key, value in wanted.items()
        ):
            return True
    return False


def outputs(entry: dict[str, Any]) -> list[str]:
    """`id.property` of everything a callback writes."""
    written = entry["output"].split("@")[0]
    if written.startswith(".."):
        return [part.split("@")[0] for part in written.strip(".").split("...")]
    return [written] if "." in written else []


@pytest.fixture(scope="module")
def wires(letter_app: Dash, letter_store: Store) -> list[dict[str, Any]]:
    answer = sign_in(letter_app.server.test_client(), letter_store).get("/_dash-dependencies").json
    assert isinstance(answer, list) and len(answer) > 10
    return answer


@pytest.fixture(scope="module")
def there(letter_app: Dash) -> set[str]:
    return set(ids(letter_app.validation_layout))


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.__name__)
def test_every_id_of_a_page_with_its_frame_is_used_once(page: Any) -> None:
    doubles = {name: count for name, count in Counter(ids([shell.everything(()), page.layout()])).items() if count > 1}
    assert doubles == {}


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.__name__)
def test_a_layout_needs_no_arguments_and_holds_no_data(page: Any) -> None:
    assert page.PATH.startswith("/")
    assert not [part for part in parts(page.layout()) if getattr(part, "figure", None)]


def test_every_callback_points_at_components_that_exist(wires: list[dict[str, Any]], there: set[str]) -> None:
    ends = [end["id"] for entry in wires for end in (*entry["inputs"], *entry["state"])]
    ends += [output.rpartition(".")[0] for entry in wires for output in outputs(entry)]
    assert sorted({end for end in ends if not wildcard(end, there)}) == []


def test_every_output_is_written_by_one_callback(wires: list[dict[str, Any]]) -> None:
    exact = [entry for entry in wires if "@" not in entry["output"]]  # with @: marked as shared on purpose
    written = Counter(output for entry in exact for output in outputs(entry))
    assert {output: count for output, count in written.items() if count > 1} == {}


def test_every_chart_comes_from_the_factory(letter_app: Dash) -> None:
    graphs = [part for part in parts(letter_app.validation_layout) if part._type == "Graph"]
    for graph in graphs:
        assert graph.config["showSendToCloud"] is False
        assert graph.config["plotlyServerURL"] == ""
        assert graph.config["displaylogo"] is False


def test_every_card_of_a_page_can_be_drawn(letter_app: Dash) -> None:
    """A skeleton without a draw function would stay grey for ever."""
    from callbacks import cards as drawn

    skeletons = {
        part.id["card"]
        for part in parts(letter_app.validation_layout)
        if isinstance(getattr(part, "id", None), dict) and part.id["type"] in ("chart-card", "list-card")
    }
    assert skeletons == set(drawn.CARDS)


def test_nothing_in_a_layout_leads_outside(letter_app: Dash) -> None:
    outside = re.compile(r"(?:https?:)?//")
    addresses = [
        str(getattr(part, name))
        for part in parts(letter_app.validation_layout)
        for name in ("href", "src", "action")
        if getattr(part, name, None)
    ]
    assert [address for address in addresses if outside.match(address)] == []


def test_every_page_answers(visitor: FlaskClient) -> None:
    for page in pages.PAGES:
        assert visitor.get(page.PATH.replace("<kurum>", "1")).status_code == 200


def test_the_card_factory_is_the_only_one() -> None:
    assert callable(cards.chart_card)
