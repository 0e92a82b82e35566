"""What every form says when it has written something: what was done, and the button that takes it back."""

from dash import html, set_props
from dash.development.base_component import Component

from dashboard import access, document
from dashboard.attributes import extra
from dashboard.ids import Frame
from dashboard.plain import Plain, press
from dashboard.screen import today
from dashboard.texts import words
from data_layer import booking_list, undo
from data_layer.importing.moment import recorded_at
from data_layer.store import Store


def changed(store: Store) -> None:
    """The page is asked anew, and what was refused before is over."""
    set_props(Frame.VERSION, {"children": str(store.version())})
    set_props(Frame.NOTICES, {"children": []})


def told(store: Store, sentence: str, number: int, action: str, part: str) -> Component:
    """`sentence` and the button; its press puts the last event of this kind about `number` into the store `part`."""
    w, seq = words(document.language()), booking_list.event_of(store, number, action)
    button = html.Button(w("undo.act"), type="button", className="ksm-button", **extra(press(part, seq)))
    changed(store)
    return Plain(html.Div([html.Span(sentence, className="tone-ok"), " ", button]))


def taken_back(store: Store, seq: int, permission: str, said: str, *others: str) -> None:
    """Take an event back and say so in `said`; what stood in the `others` is over."""
    undo.undo(store, seq, access.require(permission), recorded_at(today(store)))
    for part in (said, *others):
        set_props(part, {"children": []})  # the same words a second time would not be drawn
    set_props(said, {"children": html.Span(words(document.language())("undo.done"), className="tone-ok")})
    changed(store)
