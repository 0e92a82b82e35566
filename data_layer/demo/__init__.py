"""A believable year: the letter's programme up to 14.09.2012, invented, the same each time.

`timetable.py` holds what happens, `casting.py` who takes part, `script.py` and `onsite.py` put it on an agenda, and
`office.py` lives it: day after day, asking the rules. `writing.py` keeps the rows, the audit trail is written last,
in order of time.
"""

from collections.abc import Callable
from datetime import date, datetime
from random import Random

from data_layer import accounts, audit
from data_layer import programme as programmes
from data_layer.demo import interest, media, plans, timetable
from data_layer.demo.afterwards import Afterwards
from data_layer.demo.casting import Cast
from data_layer.demo.certificates import Registry
from data_layer.demo.classroom import Classroom
from data_layer.demo.customers import load, take_in
from data_layer.demo.moments import Agenda, utc
from data_layer.demo.office import Office
from data_layer.demo.onsite import Onsite
from data_layer.demo.script import Central
from data_layer.demo.staff import hire
from data_layer.demo.writing import write
from data_layer.errors import Conflict, NotFound
from data_layer.programme import Programme
from data_layer.rules.attendance import is_attended
from data_layer.store import Store, Tx
from data_layer.users import SYSTEM, User, require

_SEED = 2012
_INSTALLED_AT = utc(date(2012, 2, 28), 10)
_IDS_A_QUERY = 250
_PEOPLE_OF = {
    "viewer": "Örnek izleyici",
    "operator": "Örnek görevli",
    "supervisor": "Örnek sorumlu",
    "admin": "Örnek yönetici",
}

Progress = Callable[[str], object]


def build(store: Store, by: User = SYSTEM, progress: Progress | None = None) -> None:
    """Write the demo year into a store without institutions. Conflict when there are some; Forbidden unless admin.

    `progress` is called with the name of each part before it is made.
    """
    require(by, "settings.write")
    tell = progress or (lambda part: None)
    tell("programme")
    _install(store, by)
    _open_the_door(store, by)
    tell("institutions")
    take_in(store, by)
    programme = programmes.load(store)
    with store.write(programme=programme.id) as tx:
        _Year(tx, programme).live(tell)


def _install(store: Store, by: User) -> None:
    """The letter's programme with its frozen day; one that was installed without data only gets the day."""
    if store.rows("select 1 from institution limit 1"):
        raise Conflict("demo.not_empty")
    try:
        known = programmes.load(store)
    except NotFound:
        with store.write() as tx:
            programmes.install(tx, by, demo_day=timetable.TODAY, now=_INSTALLED_AT)
        return
    with store.write(programme=known.id) as tx:
        tx.rows("update programme set demo_day = $day where id = $id", day=timetable.TODAY, id=known.id)
        audit.record(tx, by, "programme.freeze", "programme", known.id, {"demo_day": timetable.TODAY})


def _open_the_door(store: Store, by: User) -> None:
    """One account a role, which opens without a password while the store holds the demo year."""
    for role, name in _PEOPLE_OF.items():
        accounts.add(store, f"ornek-{role}", name, role, by, _INSTALLED_AT, is_demo=True)


class _Year:
    """The year in one transaction."""

    def __init__(self, tx: Tx, programme: Programme) -> None:
        self._tx = tx
        self._programme = programme
        self._ids: dict[str, list[int]] = {}
        self._random = Random(_SEED)  # noqa: S311  (an invented year, not a secret)
        self._customers = load(tx)
        self._office = Office(programme, self._customers, hire(tx, programme), self._number)
        self._cast = Cast(self._customers, self._random)
        self._classroom = Classroom(self._office, self._cast, self._random, self._number)

    def live(self, tell: Progress) -> None:
        """Everything that happens, then its rows and its trail."""
        tell("sessions")
        agenda = Agenda()
        for part in (Central, Onsite):
            part(self._office, self._classroom, self._cast, agenda, self._random).write()
        agenda.live()
        tell("people")
        afterwards = Afterwards(self._classroom, {one.id: one for one in self._customers}, self._random)
        afterwards.merge()
        afterwards.leave_alike()
        afterwards.forget_units()
        rules = {tier.code: tier.certificate_rule for tier in self._programme.tiers}
        registry = Registry(
            self._classroom, {one.id: rules[one.tier] for one in self._customers}, self._random, self._number
        )
        registry.issue_all()
        write(self._tx, self._programme.id, self._classroom, registry.certificates)
        self._tx.insert("cascade_report", afterwards.cascades())
        tell("media")
        self._write_media()
        self._write_plans()
        self._write_interest()
        tell("audit")
        audit.record_many(self._tx, sorted(self._office.events, key=_when))

    def _write_media(self) -> None:
        halls = [(one.id, one.offer.on) for one in self._office.sessions if one.offer.place and self._is_over(one.id)]
        shown = media.Media(self._office.tell, self._random, self._number, halls)
        shown.report(self._customers, self._in_class())
        shown.leave_open(self._customers)
        self._tx.insert("broadcast", shown.broadcasts)
        self._tx.insert("cd_dispatch", shown.dispatches)

    def _write_plans(self) -> None:
        courses = [number for (number,) in self._tx.rows("select id from course order by id")]
        sent = plans.Plans(self._office.tell, self._random, self._number, courses)
        sent.send(self._customers)
        sent.run_over()
        self._tx.insert("training_plan", sent.plans)
        self._tx.insert("training_plan_line", sent.lines)
        grown = next(one for one in self._customers if one.name == plans.GROWN)
        programme = self._programme
        row = plans.propose(self._office.tell, self._number, programme.id, programme.tiers, grown)
        self._tx.insert("tier_proposal", [row])

    def _write_interest(self) -> None:
        ((course,),) = self._tx.rows("select id from course where audience = 'technical'")
        asked = interest.asked(self._office.tell, self._number, self._programme.id, course, self._customers)
        self._tx.insert("demand", asked)

    def _is_over(self, session: int) -> bool:
        return session in self._classroom.sheets

    def _in_class(self) -> dict[int, int]:
        """Reached people of each institution."""
        reached: dict[int, set[int]] = {}
        for sheet in self._classroom.sheets.values():
            for number, statuses in sheet.items():
                if is_attended(statuses):
                    person = self._classroom.people[number]
                    reached.setdefault(person.institution, set()).add(person.same_as or number)
        return {institution: len(people) for institution, people in reached.items()}

    def _number(self, table: str) -> int:
        """The next id of a table."""
        ids = self._ids.setdefault(table, [])
        if not ids:
            ids.extend(reversed(self._tx.ids(table, _IDS_A_QUERY)))
        return ids.pop()


def _when(event: audit.Event) -> datetime:
    return event.effective_at
