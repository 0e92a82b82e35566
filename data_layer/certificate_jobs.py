"""Files that wait to be made: worked off session by session, each certificate once, whoever began.

What is made is told apart from what waits by the store alone, so a process that is killed loses nothing but the files
of the session at hand, which are made again with the same bytes.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from data_layer import audit
from data_layer.certificate_facts import Paper, papers
from data_layer.store import Store, Tx
from data_layer.users import User, require

Make = Callable[[Paper], bytes]
AT_ONCE = 24


@dataclass(frozen=True, slots=True)
class Progress:
    """The newest batch: files made, files that could not be made, files asked for."""

    done: int
    failed: int
    asked: int

    @property
    def is_running(self) -> bool:
        return self.done + self.failed < self.asked


_PROGRESS = """
select state, count(*)
from certificate_job
where batch = (select max(batch) from certificate_job)
group by state
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


def progress(store: Store) -> Progress:
    """How far the newest batch is."""
    counts = {state: int(count) for state, count in store.rows(_PROGRESS)}
    return Progress(counts.get("done", 0), counts.get("failed", 0), sum(counts.values()))


def work_off(store: Store, make: Make, by: User) -> int:
    """Make all files that wait; how many. Nothing is locked while a file is made."""
    made = 0
    while (found := store.one(_NEXT)) is not None:
        session, asked_at = found
        ids = [number for (number,) in store.rows(_QUEUED, session=session, most=AT_ONCE)]
        digests = {paper.id: _digest(make, paper) for paper in papers(store, ids)}
        made += keep(store, session, {number: digests.get(number) for number in ids}, by, asked_at)
    return made


def keep(store: Store, session: int, digests: Mapping[int, str | None], by: User, now: datetime) -> int:
    """Note the SHA-256 of files that were made, None for one that could not be; how many are new.

    What was noted before, or revoked meanwhile, stays as it is.
    """
    require(by, "certificate.issue")

    def write(tx: Tx) -> int:
        tx.lock(audit_head=1)
        good = [number for number, digest in digests.items() if digest is not None]
        bad = [number for number, digest in digests.items() if digest is None]
        closed = [number for (number,) in tx.rows(_CLOSE, ids=good, state="done")]
        failed = len(tx.rows(_CLOSE, ids=bad, state="failed"))
        made = sum(len(tx.rows(_MADE, id=number, sha256=digests[number])) for number in closed)
        if closed or failed:
            facts = {"session": session, "people": made, "failed": failed}
            audit.record(tx, by, "certificate.make", "session", session, facts, now=now)
        return made

    return store.transact(write, session=session)


def _digest(make: Make, paper: Paper) -> str | None:
    """None when the file could not be made; the reason stands in the log of who made it."""
    data = make(paper)
    return hashlib.sha256(data).hexdigest() if data else None
