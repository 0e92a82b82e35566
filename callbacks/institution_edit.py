"""One institution as the office keeps it up: three forms, each saved for itself; two values are asked about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from dashboard import access, document, formats, forms, ids, institution_forms, parts
from dashboard.access import allow
from dashboard.forms import NEW, Rows, Shape
from dashboard.ids import Frame, InstitutionEdit
from dashboard.institution_forms import CONTACTS, FACTS, UNIT
from dashboard.screen import today
from dashboard.texts import Words, words
from data_layer import geography, institution_edit, institution_parts, institutions, merging, programme
from data_layer.institution_edit import PERMISSION
from data_layer.rules.text import sort_key
from data_layer.store import Store
from data_layer.users import User

_NO = no_update
_BUTTONS = ("save", "undo", "mine", "theirs")


@dataclass(frozen=True, slots=True)
class Form:
    """A shape with its data. `fill` gives the shape with its options, and its rows; `save` writes changes of rows."""

    shape: Shape
    entity: str
    fill: Callable[[Store, Words, int, str], tuple[Shape, Rows]]
    save: Callable[[Store, int, Rows, Rows], Any]


def register(app: Dash, store: Store) -> None:
    _register_head(app, store)
    for form in (
        Form(FACTS, "institution", _fill_facts, _save_facts),
        Form(UNIT, "unit", _fill_unit, _save_unit),
        Form(CONTACTS, "contact", _fill_contacts, _save_contacts),
    ):
        _register_form(app, store, form)


def which(path: str | None) -> int:
    """The institution of `/kurumlar/118/duzenle`; 0 for none."""
    number = (path or "").removesuffix("/duzenle").rpartition("/")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _register_head(app: Dash, store: Store) -> None:
    @allow(
        app,
        PERMISSION,
        Output(InstitutionEdit.HEAD, "children"),
        Output(InstitutionEdit.BODY, "hidden"),
        Output(InstitutionEdit.UNIT, "options"),
        Output(InstitutionEdit.UNIT, "value"),
        Input(Frame.VERSION, "children"),
        State(Frame.URL, "pathname"),
        State(InstitutionEdit.UNIT, "value"),
    )
    def show(_version: str, path: str, chosen: str | None) -> tuple[Any, ...]:
        w, number = words(document.language()), which(path)
        if not _is_there(store, number):
            missing = parts.empty_state(w("institution.unknown"), "/kurumlar", w("institution.back"))
            return [html.H1(w("institution_edit.page"), className="visually-hidden"), missing], True, [], NEW
        units = store.remember(institution_parts.units, number)
        options = [{"value": NEW, "label": w("institution_edit.new_unit")}]
        options += [{"value": str(key), "label": unit_name(one, w)} for key, one in units.items()]
        kept = chosen if chosen in {option["value"] for option in options} else NEW
        return _head(store, number, w), store.remember(merging.merged, number) is not None, options, kept


def _register_form(app: Dash, store: Store, form: Form) -> None:
    """Draws at the start and with a new data version, saves, asks when somebody else was faster.

    A new version draws by itself: it would take the place of an answer that is still on its way to a button.
    """
    name = form.shape.name
    held = (
        State(ids.form_input(name, ALL, ALL), "value"),
        State(ids.form_input(name, ALL, ALL), "id"),
        State(ids.form("shown", name), "data"),
        State(ids.form("clash-seen", name), "data"),
        State(Frame.URL, "pathname"),
    )

    @allow(
        app,
        PERMISSION,
        Output(ids.form("body", name), "children"),
        Output(ids.form("shown", name), "data"),
        Output(ids.form("said", name), "children"),
        Output(ids.form("clash", name), "hidden"),
        Output(ids.form("clash-told", name), "children"),
        Output(ids.form("clash-seen", name), "data"),
        *[Input(ids.form(button, name), "n_clicks") for button in _BUTTONS],
        Input(InstitutionEdit.UNIT, "value"),
        *held,
    )
    def work(*given: Any) -> tuple[Any, ...]:
        at_hand = _at_hand(store, form, *given[-6:])
        if at_hand is None:
            return (_NO,) * 6
        pressed = ctx.triggered_id if isinstance(ctx.triggered_id, dict) else {}
        return at_hand.answer(str(pressed.get("type", "")).removeprefix("form-"))

    @allow(
        app,
        PERMISSION,
        Output(ids.form("body", name), "children", allow_duplicate=True),
        Output(ids.form("shown", name), "data", allow_duplicate=True),
        Input(Frame.VERSION, "children"),
        State(InstitutionEdit.UNIT, "value"),
        *held,
        prevent_initial_call=True,
    )
    def follow(_version: str, *given: Any) -> tuple[Any, Any]:
        at_hand = _at_hand(store, form, *given)
        return at_hand.followed() if at_hand else (_NO, _NO)


def _at_hand(
    store: Store, form: Form, chosen: Any, values: list[Any], names: list[Any], shown: Any, seen: Any, path: str
) -> "_Work | None":
    if not _is_there(store, which(path)):
        return None
    return _Work(store, form, which(path), str(chosen or NEW), forms.typed(values, names), shown or {}, seen or {})


@dataclass(frozen=True, slots=True)
class _Work:
    """One answer of a form: what was typed, what was shown of it, and what the other person's values were."""

    store: Store
    form: Form
    institution: int
    chosen: str
    typed: Rows
    shown: Rows
    theirs: Rows

    def followed(self) -> tuple[Any, Any]:
        """What the store holds now, unless something is typed."""
        shape, kept = self._fill(words(document.language()))
        if self.shown and forms.is_unsaved(shape, self.typed, self.shown, kept):
            return _NO, _NO
        return forms.body(shape, kept, words(document.language())), kept

    def answer(self, deed: str) -> tuple[Any, ...]:
        w = words(document.language())
        shape, kept = self._fill(w)
        changes = forms.changes(shape, self.typed, self.shown)
        if deed in ("save", "mine"):
            return self._save(shape, kept, changes, w, insist=deed == "mine")
        if deed == "theirs":
            return self._drawn(shape, _overlaid(kept, changes, self.theirs), kept, "")
        return self._drawn(shape, kept, kept, "" if deed else _NO)

    def _fill(self, w: Words) -> tuple[Shape, Rows]:
        return self.form.fill(self.store, w, self.institution, self.chosen)

    def _save(self, shape: Shape, kept: Rows, changes: Rows, w: Words, insist: bool) -> tuple[Any, ...]:
        if not changes:
            return _NO, _NO, html.Span(w("admin_form.nothing"), className="muted"), True, [], None
        if not insist and (theirs := institution_forms.differing(changes, self.shown, kept)):
            return _NO, _NO, "", False, self._asked(shape, theirs, changes, kept, w), theirs
        self.form.save(self.store, self.institution, changes, self._seen(changes, insist))
        set_props(Frame.VERSION, {"children": str(self.store.version())})
        shape, kept = self._fill(w)
        return self._drawn(shape, kept, kept, html.Span(w("admin_form.saved", at=formats.now(w.lang)), className="ok"))

    def _seen(self, changes: Rows, insist: bool) -> dict[str, dict[str, Any]]:
        """What the person had before the eyes; who insists has seen the other person's values too."""
        whole = {row: {**self.shown.get(row, {}), **(self.theirs.get(row, {}) if insist else {})} for row in changes}
        return {row: {name: whole[row].get(name) for name in values} for row, values in changes.items()}

    def _asked(self, shape: Shape, theirs: Rows, changes: Rows, kept: Rows, w: Words) -> list[Component]:
        number = self.institution if self.form.entity == "institution" else int(next(iter(theirs)))
        by = institution_edit.last_change(self.store, self.form.entity, number)
        return institution_forms.clash(shape, theirs, changes, kept, by, w)

    @staticmethod
    def _drawn(shape: Shape, rows: Rows, kept: Rows, said: Any) -> tuple[Any, ...]:
        return forms.body(shape, rows, words(document.language())), kept, said, True, [], None


def _overlaid(kept: Rows, changes: Rows, theirs: Rows) -> dict[str, Any]:
    """What is kept, and over it what this person typed where nobody else did."""
    return {
        row: {**values, **{k: v for k, v in changes.get(row, {}).items() if k not in theirs.get(row, {})}}
        for row, values in kept.items()
    }


def _is_there(store: Store, number: int) -> bool:
    plan = store.remember(programme.load)
    return store.remember(institutions.profile, plan.id, number, names=False) is not None


def _head(store: Store, number: int, w: Words) -> Component:
    name = store.remember(institution_edit.facts, number)["name"]
    back = parts.link_button(w("institution_edit.back"), f"/kurumlar/{number}")
    return html.Div([back, parts.page_header(name, w("institution_edit.question"))])


def _fill_facts(store: Store, w: Words, number: int, _chosen: str) -> tuple[Shape, Rows]:
    facts = store.remember(institution_edit.facts, number)
    rows = {
        name: {"fact": w(f"field.{_HEADS.get(name, name)}"), _CONTROLS.get(name, "value"): _typed(value)}
        for name, value in facts.items()
    }
    people = {"": formats.NONE} | {str(key): name for key, name in store.remember(institutions.representatives)}
    return _with(FACTS, {"representative_id": people}), rows


_HEADS = {"name": "institution_name"}
_CONTROLS = {"representative_id": "representative_id", "note": "note"}


def _save_facts(store: Store, number: int, changes: Rows, seen: Rows) -> None:
    wanted = {row: value for row, values in changes.items() for value in values.values()}
    known = {row: _kept(row, value) for row, values in seen.items() for value in values.values()}
    institution_edit.set_facts(store, number, wanted, _by(), today(store), known)


def _typed(value: Any) -> Any:
    """As a control holds it: choices are texts."""
    return str(value) if isinstance(value, int) else forms.plain(value)


def _kept(fact: str, value: Any) -> Any:
    """As the service keeps it."""
    if fact == "representative_id":
        return int(value) if value else None
    return value or ""


def _fill_unit(store: Store, w: Words, number: int, chosen: str) -> tuple[Shape, Rows]:
    provinces = sorted(geography.province_names().items(), key=lambda item: sort_key(item[1]))
    shape = _with(UNIT, {"province_code": {str(code): name for code, name in provinces}})
    one = store.remember(institution_parts.units, number).get(int(chosen) if chosen.isdecimal() else 0)
    if one is None:
        return shape, {}
    return replace(shape, adds=False), {chosen: {name: forms.plain(value) for name, value in one.items()}}


def _save_unit(store: Store, number: int, changes: Rows, seen: Rows) -> None:
    for row, values in changes.items():
        unit = None if row == NEW else int(row)
        institution_parts.set_unit(store, number, unit, values, _by(), today(store), _texts(seen[row]))


def _fill_contacts(store: Store, _w: Words, number: int, _chosen: str) -> tuple[Shape, Rows]:
    rows = {
        str(key): {**{name: forms.plain(value) for name, value in one.items()}, "remove": False}
        for key, one in store.remember(institution_parts.contacts, number).items()
    }
    return CONTACTS, rows


def _save_contacts(store: Store, number: int, changes: Rows, seen: Rows) -> None:
    for row, values in changes.items():
        contact, day = None if row == NEW else int(row), today(store)
        goes = values.get("remove") and contact is not None
        wanted = None if goes else {name: value for name, value in values.items() if name != "remove"}
        known = {name: value for name, value in _texts(seen[row]).items() if name != "remove" and contact is not None}
        institution_parts.set_contact(store, number, contact, wanted, _by(), day, known)


def _texts(seen: Mapping[str, Any]) -> dict[str, Any]:
    """What was shown, in the types of the service: nothing is an empty text."""
    return {name: "" if value is None else value for name, value in seen.items()}


def _with(shape: Shape, options: Mapping[str, Mapping[str, str]]) -> Shape:
    return replace(
        shape, fields=tuple(replace(one, options=options.get(one.name, one.options)) for one in shape.fields)
    )


def unit_name(unit: Mapping[str, Any], w: Words) -> str:
    """A unit as a list offers it: name, level, place, and whether it is closed."""
    place = " · ".join(part for part in (geography.province_names()[unit["province_code"]], unit["district"]) if part)
    name = w(
        "institution_edit.unit_option", name=unit["name"], level=w(f"institution.level_{unit['level']}"), place=place
    )
    return w("institution_edit.unit_closed", name=name) if unit["closed"] else name


def _by() -> User:
    return access.require(PERMISSION)
