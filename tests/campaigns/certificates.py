"""Certificates by the thousand: made, sealed, killed in the middle, taken up again; all judged by other programs.

`python -m tests.campaigns.certificates [--count N] [--seed N] [--control]`: in a DuckDB file. The judge validates each
sealed file with pyHanko, a sample with poppler's pdfsig, and reads the QR back from the drawn page of a sample. The
exit code is 1 on a fault. With `--control` one file is changed behind the store's back; then it is 1 unless the judge
says so.
"""

import argparse
import base64
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom

import zxingcpp
from PIL import Image

from dashboard import certificate_batch, static
from dashboard.reports.certificate import address
from dashboard.seals import proof, seal, trial
from dashboard.settings import Settings
from data_layer import audit, certificate_facts, certificate_files, certificate_jobs, certificates, programme
from data_layer.certificate_facts import Paper
from data_layer.migrate import migrate
from data_layer.rules.certificates import number
from data_layer.store import Store, open_store
from data_layer.users import SYSTEM
from tests import outside
from tests.certificate_office import AFTER, LEAD, open_certificate_office

BASE = "https://egitim.ornek"
_CLASS = 100
_SAMPLE = 20
_EVERY = 0.2  # seconds between two looks at the progress


@dataclass
class Report:
    """Seconds of work, bytes of resident memory at the most, and what the judge found wrong."""

    seed: int
    count: int
    killed_at: int = 0
    seconds: float = 0.0
    memory: int = 0
    size: int = 0
    judged: int = 0
    by_pdfsig: int = 0
    by_qr: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.count} certificates in {self.seconds:.1f} s ({self.count / self.seconds:.1f}/s), "
            f"killed at {self.killed_at}, most memory {self.memory >> 20} MiB, store {self.size >> 20} MiB; "
            f"valid by pyHanko {self.judged}, by pdfsig {self.by_pdfsig}, QR read back {self.by_qr}; "
            f"{len(self.faults)} faults {self.faults[:3]}"
        )


def campaign(folder: Path, count: int, seed: int, control: bool = False) -> Report:
    """A batch of `count`, killed once somewhere in its middle third."""
    static.ready()
    random, report = Random(seed), Report(seed, count)
    file, key = folder / "egitim.duckdb", trial.kept(folder / "muhur.p12")
    _ask(file, count)
    _work(report, file, key, until=random.randint(count // 3, 2 * count // 3))
    with closing(open_store(str(file))) as store:
        before = _digests(store)
    report.killed_at = len(before)
    if not 0 < report.killed_at < count:
        report.faults.append("nobody was killed in the middle")
    _work(report, file, key)
    report.size = file.stat().st_size
    with closing(open_store(str(file))) as store:
        if control:
            _change_one(store, random)
        report.faults += _judge(store, key, before, report, random, folder)
    return report


def _ask(file: Path, count: int) -> None:
    """Numbers for so many people of final sessions."""
    with closing(open_store(str(file))) as store:
        migrate(store)
        with store.write() as tx:
            programme.install(tx, SYSTEM)
    with open_certificate_office(str(file)) as office:
        for first in range(0, count, _CLASS):
            session = office.held(*["GG"] * min(_CLASS, count - first), host=office.institution(users=2_000))
            certificates.issue(office.store, session, LEAD, AFTER)


def _work(report: Report, file: Path, key: Path, until: int | None = None) -> None:
    """A process works off what waits; it is killed once `until` are done."""
    command = [sys.executable, "-m", "tests.campaigns.certificates", "--work", str(file), "--key", str(key)]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if not line.startswith("{"):
                continue  # the log of the batch
            told = json.loads(line)
            if "done" in told:
                report.memory = max(report.memory, told["memory"])
                if until is not None and told["done"] >= until:
                    child.kill()
                    break
    report.seconds += time.monotonic() - began
    if until is None and child.returncode:
        report.faults.append(f"the batch ended with {child.returncode}")


def work(file: Path, key: Path) -> None:
    """What is killed: a batch as the server runs it."""
    with closing(open_store(str(file))) as store:
        batch = certificate_batch.Batch(store, Settings(adres=BASE, muhur=str(key)))
        batch.resume()
        while (now := certificate_jobs.progress(store)).is_running:
            print(json.dumps({"done": now.done, "memory": _memory()}), flush=True)
            time.sleep(_EVERY)
        batch.join()
        print(json.dumps({"done": now.done, "memory": _memory()}), flush=True)


def _memory() -> int:
    """The most that this process held; `getrusage` would tell of the one that started it, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def _judge(
    store: Store, key: Path, before: dict[int, str], report: Report, random: Random, folder: Path
) -> Iterator[str]:
    """What is wrong, each in a sentence."""
    opened = seal.opened(Settings(muhur=str(key)))
    assert opened is not None
    sessions = [session for (session,) in store.rows("select distinct session_id from certificate")]
    found = certificate_facts.to_hand_out(store, sessions)
    if [one.number for one in found] != [number("2012", place) for place in range(1, report.count + 1)]:
        yield "numbers with a gap, or files missing"
    after = _digests(store)
    yield from (f"{one} was sealed twice" for one, digest in before.items() if after[one] != digest)
    told = sum(int(json.loads(facts)["sealed"]) for (facts,) in store.rows(_TOLD))
    if told != report.count:
        yield f"the trail tells of {told} seals"
    if not audit.verify(store).ok:
        yield "the trail is broken"
    for paper in found:
        worth = proof.read(_kept(store, paper))
        if worth is None or not (worth.is_good and worth.is_pure and worth.fingerprint == opened.fingerprint):
            yield f"{paper.number} is not valid"
        else:
            report.judged += 1
    yield from _by_others(store, random.sample(found, min(_SAMPLE, len(found))), report, folder)


_TOLD = "select facts from audit_event where action = 'certificate.make'"


def _by_others(store: Store, sample: Sequence[Paper], report: Report, folder: Path) -> Iterator[str]:
    if not outside.pdfsig():
        yield outside.ADVICE
        return
    for paper in sample:
        file = folder / f"{paper.number}.pdf"
        file.write_bytes(_kept(store, paper))
        said = _said(["pdfsig", "-nocert", str(file)]).decode()
        if "Signature is Valid" not in said or "Total document signed" not in said:
            yield f"pdfsig refuses {paper.number}"
        else:
            report.by_pdfsig += 1
        page = Image.open(io.BytesIO(_said(["pdftoppm", "-r", "110", "-png", "-singlefile", str(file)])))
        if [one.text for one in zxingcpp.read_barcodes(page)] != [address(paper.token, BASE)]:
            yield f"the QR of {paper.number} leads elsewhere"
        else:
            report.by_qr += 1


def _said(command: list[str]) -> bytes:
    return subprocess.run(command, capture_output=True, check=False).stdout


def _digests(store: Store) -> dict[int, str]:
    return dict(store.rows("select id, sha256 from certificate where state = 'signed'"))


def _kept(store: Store, paper: Paper) -> bytes:
    return certificate_files.content(store, paper.id, paper.sha256) or b""


def _change_one(store: Store, random: Random) -> None:
    """A byte of a file, with a digest that fits: only the signature can tell."""
    ((chosen, sha256),) = random.sample(store.rows("select id, sha256 from certificate"), 1)
    data = bytearray(certificate_files.content(store, chosen, sha256) or b"")
    data[len(data) // 2] ^= 1
    with store.write() as tx:
        tx.update("certificate", {"sha256": hashlib.sha256(data).hexdigest()}, id=chosen)
        tx.rows("delete from certificate_piece where certificate_id = $id and piece > 1", id=chosen)
        packed = base64.b64encode(zlib.compress(bytes(data))).decode()
        tx.update("certificate_piece", {"content": packed}, certificate_id=chosen, piece=1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1 << 32))
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--key", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(given.work, given.key)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        report = campaign(Path(folder), given.count, given.seed, given.control)
    print(report)
    return int(bool(report.faults) != given.control)


if __name__ == "__main__":
    sys.exit(main())
