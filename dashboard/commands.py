"""What each command does: open the store, call the room that knows, say the result."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from dashboard import formats, keys, privacy, schedule, stores, summary_text
from dashboard.seals import chosen, trial
from dashboard.settings import Settings
from dashboard.texts import words
from data_layer import backup as copies
from data_layer import clock, copying, exporting, outbox, programme, snapshot
from data_layer import summary as numbers
from data_layer.check import Finding, prove
from data_layer.errors import Conflict
from data_layer.migrate import tables
from data_layer.store import Store, exists, name_of
from data_layer.users import SYSTEM


def demo(settings: Settings, given: argparse.Namespace) -> int:
    from data_layer import demo as year  # the demo's parts are loaded by this command only

    if given.once and exists(settings.store):
        return 0
    with stores.filled(settings) as store:
        with _progress(None) as step:
            year.build(store, progress=lambda part: step(words("tr")(f"demo.{part}")))
        trial.kept(chosen.trial_file(store.folder))
        facts = numbers.summary(store, clock.today(settings.bugun, programme.load(store).demo_day))
    counts = {name: formats.number(facts[name], "tr") for name in ("institutions", "active_users", "reached_people")}
    print(words("tr")("command.demo_done", hours=facts["hours"]["entitled"], **counts))
    return 0


def export(settings: Settings, given: argparse.Namespace) -> int:
    with stores.existing(settings) as store, _progress(len(tables())) as step:
        counts = exporting.export_tables(store, given.to, given.format, SYSTEM, step)
    rows = formats.number(sum(counts.values()), "tr")
    print(words("tr")("command.exported", tables=len(counts), rows=rows, folder=given.to))
    return 0


def open_door(settings: Settings, given: argparse.Namespace) -> int:
    with stores.existing(settings) as store:
        made = snapshot.write(store, SYSTEM)
    print(words("tr")("command.snapshot", rows=formats.number(made.rows, "tr"), folder=made.folder))
    return 0


def summary(settings: Settings, given: argparse.Namespace) -> int:
    with stores.existing(settings) as store:
        as_of = given.as_of or clock.today(settings.bugun, programme.load(store).demo_day)
        facts = numbers.summary(store, as_of)
    print(json.dumps(facts, ensure_ascii=False, indent=2) if given.json else summary_text.lines(facts, words("tr")))
    return 0


def check(settings: Settings, given: argparse.Namespace) -> int:
    """1 when an invariant does not hold."""
    with stores.existing(settings) as store:
        findings = prove(store)
    broken = [finding for finding in findings if not finding.ok]
    for finding in findings:
        print(_line(finding))
    key, count = ("check.some_not", len(broken)) if broken else ("check.all_proven", len(findings))
    print(words("tr")(key, count=count))
    return 1 if broken else 0


def copy(settings: Settings, given: argparse.Namespace) -> int:
    """1 when an invariant does not hold in the copy. A target that was made here and not finished is taken away."""
    if name_of(given.source) == name_of(given.target):
        raise Conflict("copy.same", name=name_of(given.source))
    at_source, at_target = (settings.model_copy(update={"store": url}) for url in (given.source, given.target))
    with stores.existing(at_source) as source, stores.filled(at_target) as target:
        with _progress(len(tables())) as step:
            counts = copying.copy(source, target, step)
        broken = [finding for finding in prove(target) if not finding.ok]
    facts = {"tables": len(counts), "rows": formats.number(sum(counts.values()), "tr")}
    print(words("tr")("command.copied", source=source.name, target=target.name, **facts))
    for finding in broken:
        print(_line(finding))
    return 1 if broken else 0


def backup(settings: Settings, given: argparse.Namespace) -> int:
    with stores.existing(settings) as store:
        copy = _night(settings, store) if given.nightly else copies.make(store, SYSTEM, given.to)
        print(words("tr")("command.backed_up", path=copy))
    return 0


def backup_verify(settings: Settings, given: argparse.Namespace) -> int:
    manifest = copies.verify(given.file)
    facts = {"rows": formats.number(sum(manifest.rows.values()), "tr"), "version": manifest.data_version}
    print(words("tr")("command.verified", digest=manifest.sha256[:16], **facts))
    return 0


def restore(settings: Settings, given: argparse.Namespace) -> int:
    aside = copies.restore(given.file, settings.store)
    print(words("tr")("command.restored", path=name_of(settings.store)))
    if aside:
        print(words("tr")("command.set_aside", path=aside))
    with stores.existing(settings) as store:
        if count := privacy.after_restore(store):
            print(words("tr")("privacy.erased_again", count=count))
        if count := outbox.doubt(store, SYSTEM, clock.utc_now()):
            print(words("tr")("command.doubtful", count=count))
    return 0


def _night(settings: Settings, store: Store) -> Path:
    return schedule.night(store, key=keys.of_anchors(settings, store.folder))


def _line(finding: Finding) -> str:
    w = words("tr")
    facts = {"code": finding.invariant, "title": w(f"check.{finding.invariant}")}
    if finding.ok:
        return w("check.proven", **facts)
    return w("check.not_proven", count=finding.count, detail=finding.detail, **facts)


@contextmanager
def _progress(total: int | None) -> Iterator[Callable[[object], None]]:
    """A bar on standard error while a person watches; nothing in a pipe."""
    with tqdm(total=total, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def step(name: object) -> None:
            bar.set_description(str(name))
            bar.update()

        yield step
