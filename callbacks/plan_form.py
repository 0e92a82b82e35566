"""A new version of a training plan: how its lines are read while they are typed or pasted, and keeping it."""

from datetime import date
from typing import Any
from uuid import uuid4

from dash import Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from callbacks import plan as page
from callbacks.done import taken_back, told
from callbacks.institution_cards import which
from dashboard import access, document, formats, parts
from dashboard.access import allow
from dashboard.ids import Frame, PlanForm
from dashboard.plain import Plain
from dashboard.screen import screen, today
from dashboard.shell import option_list
from dashboard.texts import Words, words
from data_layer import geography, institutions, plan_lines, training_plans
from data_layer import programme as programmes
from data_layer.errors import RuleError
from data_layer.plan_lines import CELLS, LEVELS, MOST_PEOPLE, Fault, Listed, PlanLine
from data_layer.rules.changes import whole
from data_layer.rules.plan import months_between
from data_layer.rules.text import sort_key
from data_layer.store import Store
from data_layer.training_plans import WRITES, Plan

_PARTS = (PlanForm.LEVEL, PlanForm.PROVINCE, PlanForm.COURSE, PlanForm.MONTH, PlanForm.PEOPLE)
_FIELDS = ("level", "province_code", "course", "month", "people")
Data = dict[str, Any]


def register(app: Dash, store: Store) -> None:
    _register_beginning(app, store)
    _register_lines(app, store)
    _register_keeping(app, store)


def of(path: str | None) -> int:
    """The institution of `/planlar/118/yeni`; 0 for none."""
    return which((path or "").removesuffix("/yeni"))


def _register_beginning(app: Dash, store: Store) -> None:
    @allow(
        app,
        WRITES,
        Output(PlanForm.HEAD, "children"),
        Output(PlanForm.BODY, "hidden"),
        Output(PlanForm.DAY, "value"),
        *[Output(part, "options") for part in _PARTS[:4]],
        *[Output(part, "value") for part in _PARTS[:4]],
        Output(PlanForm.COPY, "hidden"),
        Output(PlanForm.HINT, "children"),
        Output(PlanForm.SEEN, "data"),
        Input(Frame.URL, "search"),
        State(Frame.URL, "pathname"),
    )
    def begin(search: str, path: str) -> tuple[Any, ...]:
        """Once for each address: what is typed afterwards stays, whatever others write meanwhile."""
        seen = screen(store, search, path)
        found = page.profile(store, seen, of(path))
        if found is None:
            return page.unknown(seen), True, None, [], [], [], [], None, None, None, None, True, "", None
        w, day = seen.words, today(store)
        back = parts.link_button(w("plans.back_plan"), f"/planlar/{found.id}")
        head = html.Div([back, parts.page_header(found.name, w("plans.form_question"))])
        offered = _offered(store, w)
        months = [value for value, _ in offered[3]]
        soon = next((month for month in months if month > day.isoformat()), months[-1])
        units = store.remember(institutions.units, found.id)
        place = str(units["province_code"].iloc[0]) if len(units) else None
        values = ["centre", place, offered[2][0][0] if offered[2] else None, soon]
        code = next((code for _, code, _ in training_plans.courses(store)), "")
        hint = w("plans.lines_hint", course=code, month=soon[:7])
        fresh = _fresh(store, found.id)
        chosen = (*map(option_list, offered), *values)
        return head, False, day.isoformat(), *chosen, not fresh["version"], hint, fresh


def _register_lines(app: Dash, store: Store) -> None:
    @allow(
        app,
        WRITES,
        Output(PlanForm.LINES, "value"),
        Input(PlanForm.ADD, "n_clicks"),
        Input(PlanForm.COPY, "n_clicks"),
        *[State(part, "value") for part in _PARTS],
        State(PlanForm.LINES, "value"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def write(_add: int | None, _copy: int | None, *given: Any) -> Any:
        """One more line below the others, or those of the last version in their place."""
        if not ctx.triggered[0]["value"]:
            return no_update
        *chosen, text, path = given
        if ctx.triggered_id == PlanForm.COPY:
            if text:
                raise RuleError("plans.not_empty")
            plan, _version = training_plans.newest(store, of(path))
            return _written(store, training_plans.lines(store, plan))
        line = _written(store, (_line(chosen),))
        set_props(PlanForm.PEOPLE, {"value": None})
        set_props(Frame.NOTICES, {"children": []})
        return f"{(text or '').rstrip()}\n{line}".lstrip()

    @allow(app, WRITES, Output(PlanForm.PREVIEW, "children"), Input(PlanForm.LINES, "value"))
    def preview(text: str | None) -> list[Component]:
        return previewed(_read(store, text), store, words(document.language()))


def _register_keeping(app: Dash, store: Store) -> None:
    @allow(
        app,
        WRITES,
        Output(PlanForm.SAID, "children"),
        Input(PlanForm.SAVE, "n_clicks"),
        State(PlanForm.DAY, "value"),
        State(PlanForm.LINES, "value"),
        State(PlanForm.SEEN, "data"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def keep(clicks: int | None, day: Any, text: str | None, seen: Data | None, path: str) -> Any:
        if not clicks or not seen:
            return no_update
        found = _read(store, text)
        if found.faults:
            raise RuleError("plans.faulty", n=len(found.faults))
        plan = Plan(of(path), _day(day), found.lines)
        by = access.require(WRITES)
        number = training_plans.receive(store, plan, seen["request"], by, today(store), seen=seen["version"])
        fresh = _fresh(store, plan.institution)
        set_props(PlanForm.LINES, {"value": ""})
        set_props(PlanForm.SEEN, {"data": fresh})
        w = words(document.language())
        saved = told(store, w("plans.saved", version=fresh["version"]), number, "plan.receive", PlanForm.UNDO)
        return [saved, parts.link_button(w("plans.open"), f"/planlar/{plan.institution}")]

    @allow(
        app,
        WRITES,
        Output(PlanForm.UNDO, "data"),
        Input(PlanForm.UNDO, "data"),
        State(Frame.URL, "pathname"),
        prevent_initial_call=True,
    )
    def take_back(pressed: Data | None, path: str) -> Any:
        if not pressed:
            return no_update
        taken_back(store, int(pressed["row"]), WRITES, PlanForm.SAID)
        set_props(PlanForm.SEEN, {"data": _fresh(store, of(path))})
        return None


def previewed(found: Listed, store: Store, w: Words) -> list[Component]:
    """The sentence of each line that could not be read, then the lines as they are understood."""
    if not found.lines and not found.faults:
        return [html.P(w("plans.preview_none"), className="ksm-hint")]
    months = _months(store)
    faults = [html.P(_fault(one, months[-1], w), className="tone-bad") for one in found.faults]
    people = formats.number(sum(one.people for one in found.lines), w.lang)
    sentence = html.P(w("plans.preview", n=formats.number(len(found.lines), w.lang), people=people))
    return [*faults, sentence, *([_table(found.lines, store, w)] if found.lines else [])]


def _fault(one: Fault, month: date, w: Words) -> str:
    facts = {"line": one.line, "value": one.value, "month": f"{month:%Y-%m}"}
    return w(f"plans.fault_{one.cell}", **facts, most=formats.number(MOST_PEOPLE, w.lang))


def _table(lines: tuple[PlanLine, ...], store: Store, w: Words) -> Component:
    titles = {number: titles[w.lang] for number, _, titles in training_plans.courses(store)}
    provinces = geography.province_names()
    heads = html.Tr([html.Th(w(f"plans.{name}"), scope="col") for name in CELLS])
    rows = [
        html.Tr(
            [
                html.Td(w(f"plans.level_{one.level}")),
                html.Td(provinces[one.province]),
                html.Td(titles[one.course]),
                html.Td(formats.month(one.month, w.lang)),
                html.Td(formats.number(one.people, w.lang), className="number"),
            ]
        )
        for one in lines
    ]
    table = html.Table([html.Thead(heads), html.Tbody(rows)], className="ksm-table")
    return Plain(html.Div(table, className="ksm-scroll", tabIndex="0"))


def _offered(store: Store, w: Words) -> list[list[tuple[str, str]]]:
    """What level, province, course and month can be, with their words."""
    provinces = sorted(geography.province_names().items(), key=lambda one: sort_key(one[1]))
    return [
        [(level, w(f"plans.level_{level}")) for level in LEVELS],
        [(str(code), name) for code, name in provinces],
        [(str(number), titles[w.lang]) for number, _, titles in training_plans.courses(store)],
        [(month.isoformat(), formats.month(month, w.lang)) for month in _months(store)],
    ]


def _line(chosen: list[Any]) -> PlanLine:
    for name, value in zip(_FIELDS[:4], chosen[:4], strict=True):
        if not value:
            raise RuleError("settings.choice", field=name)
    level, province, course, month, people = chosen
    return PlanLine(
        level, int(province), int(course), date.fromisoformat(month), whole("people", people, 1, MOST_PEOPLE)
    )


def _written(store: Store, lines: tuple[PlanLine, ...]) -> str:
    w = words(document.language())
    codes = {number: code for number, code, _ in training_plans.courses(store)}
    return plan_lines.written(lines, {level: w(f"plans.level_{level}") for level in LEVELS}, codes)


def _read(store: Store, text: str | None) -> Listed:
    return plan_lines.read(text or "", training_plans.course_words(store), _months(store))


def _months(store: Store) -> list[date]:
    programme = store.remember(programmes.load)
    return months_between(programme.starts_on, programme.ends_on)


def _fresh(store: Store, institution: int) -> Data:
    return {"request": uuid4().hex, "version": training_plans.newest(store, institution)[1]}


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError as error:
        raise RuleError("settings.day", field="received_on") from error
