"""Files that wait to be made: worked off session by session, each certificate once, whoever began.

What is made is told apart from what waits by the store alone, so a process that is killed loses nothing but the files
of the session at hand, which are made again with the same bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from data_layer import audit
from data_layer.certificate_facts import Paper, papers
from data_layer.certificate_files import Made, put
from data_layer.store import Store, Tx
from data_layer.users import User, require

Make = Callable[[Paper], Made | None]  # None when it could not be made; the reason stands in the log of who made it
AT_ONCE = 24


@dataclass(frozen=True, slots=True)
class Progress:
    """The newest batch: files made, files that could not be made, files asked for; `sealed` of those made."""

    done: int
    failed: int
    asked: int
    sealed: int = 0

    @property
    def is_running(self) -> bool:
        return self.done + self.failed < self.asked


_PROGRESS = """
select j.state, count(*), count(s.certificate_id)
from certificate_job as j
left join certificate_seal as s on s.certificate_id = j.certificate_id
where j.batch = (select max(batch) from certificate_job)
group by j.state
"""
_NEXT = """
select session_id, asked_at
from certificate_job
where state = 'queued'
order by batch, asked_at, session_id
limit 1
"""
_QUEUED = """
select certificate_id
from certificate_job
where session_id = $session and state = 'queued'
order by certificate_id
limit $most
"""
_CLOSE = """
update certificate_job
set state = $state
where certificate_id = any($ids) and state = 'queued'
returning certificate_id
"""
_MADE = """
update certificate
set sha256 = $sha256, state = 'awaiting_signature'
where id = $id and state = 'ready'
returning id
"""
# Those of the demo are signed or handed over before their files are made.
_SEALED = """
update certificate
set sha256 = $sha256, state = case when state = 'delivered' then 'delivered' else 'signed' end
where id = $id
    and state in ('ready', 'awaiting_signature', 'signed', 'delivered')
    and id not in (select certificate_id from certificate_seal)
returning id
"""


def progress(store: Store) -> Progress:
    """How far the newest batch is."""
    found = {state: (int(count), int(sealed)) for state, count, sealed in store.rows(_PROGRESS)}
    (done, sealed), (failed, _) = found.get("done", (0, 0)), found.get("failed", (0, 0))
    return Progress(done, failed, sum(count for count, _ in found.values()), sealed)


def work_off(store: Store, make: Make, by: User) -> int:
    """Make all files that wait; how many. Nothing is locked while a file is made."""
    made = 0
    while (found := store.one(_NEXT)) is not None:
        session, asked_at = found
        ids = [number for (number,) in store.rows(_QUEUED, session=session, most=AT_ONCE)]
        made_now = {paper.id: make(paper) for paper in papers(store, ids)}
        made += keep(store, session, {number: made_now.get(number) for number in ids}, by, asked_at)
    return made


def keep(store: Store, session: int, files: Mapping[int, Made | None], by: User, now: datetime) -> int:
    """Note the files that were made and keep the sealed ones, None for one that could not be made; how many are new.

    What was noted before, or revoked meanwhile, stays as it is: a certificate is sealed once.
    """
    require(by, "certificate.issue")

    def write(tx: Tx) -> int:
        tx.lock(audit_head=1)
        good = {number: file for number, file in files.items() if file is not None}
        closed = [number for (number,) in tx.rows(_CLOSE, ids=list(good), state="done")]
        failed = len(tx.rows(_CLOSE, ids=[*files.keys() - good.keys()], state="failed"))
        new = [number for number in closed if _note(tx, number, good[number])]
        if closed or failed:
            facts = {"session": session, "people": len(new), "failed": failed}
            facts["sealed"] = sum(good[number].seal is not None for number in new)
            audit.record(tx, by, "certificate.make", "session", session, facts, now=now)
        return len(new)

    return store.transact(write, session=session)


def _note(tx: Tx, number: int, made: Made) -> bool:
    """Whether it was news."""
    if not tx.rows(_SEALED if made.seal else _MADE, id=number, sha256=made.sha256):
        return False
    put(tx, number, made)
    return True
