"""Certificates out to be signed and back: the package with its list, and what each file that came back is worth."""

import base64
import binascii
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import certificate_sealing, formats
from dashboard.certificate_view import file_name, listed
from dashboard.reports import certificate
from dashboard.seals import proof
from dashboard.seals.proof import Proof
from dashboard.sentences import sentence
from dashboard.texts import Words
from data_layer.certificate_facts import Paper
from data_layer.certificate_files import ELSEWHERE
from data_layer.certificate_signing import Returned
from data_layer.errors import RuleError
from data_layer.reading.limits import MAX_FILE

MOST = 100  # files of a package: sealed, they come back in one upload
MANIFEST = "manifest.csv"
_MOST_BACK = 300
_MOST_BYTES = 64 << 20
_END = re.compile(rb"%%EOF(\r?\n?)")


def drawn(found: Sequence[Paper], base: str) -> dict[int, bytes]:
    """The files that go out, by certificate: each says that it is a draft as long as it carries no signature."""
    return {paper.id: certificate.pdf(paper, base, mark=certificate.TO_SIGN) for paper in found}


def digests(files: Mapping[int, bytes]) -> dict[int, tuple[str, int]]:
    """SHA-256 and bytes of each."""
    return {number: (hashlib.sha256(data).hexdigest(), len(data)) for number, data in files.items()}


def package(found: Sequence[Paper], files: Mapping[int, bytes]) -> bytes:
    """A ZIP of them with `manifest.csv`: number, file, SHA-256, bytes."""
    out, told = io.BytesIO(), digests(files)
    lines = [(paper.number, file_name(paper), *told[paper.id]) for paper in found]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for paper in found:
            whole.writestr(file_name(paper), files[paper.id])
        whole.writestr(MANIFEST, listed(lines))
    return out.getvalue()


def sent(contents: str, name: str) -> list[tuple[str, bytes]]:
    """(name, bytes) of the PDFs of an upload: itself, or those in a ZIP. RuleError for anything else."""
    try:
        data = base64.b64decode(contents.partition(",")[2], validate=True)
    except binascii.Error as error:
        raise RuleError("certificate.no_upload", name=name) from error
    if data.startswith(b"%PDF"):
        return [(name, data)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as whole:
            found = [(PurePath(one.filename).name, whole.read(one)) for one in _within(whole)]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError) as error:
        raise RuleError("certificate.no_upload", name=name) from error
    if not found:
        raise RuleError("certificate.no_upload", name=name)
    return found


def _within(whole: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The PDFs of a ZIP. ValueError when it is larger than any package that we gave out."""
    found = [one for one in whole.infolist() if one.filename.lower().endswith(".pdf")]
    sizes = [one.file_size for one in found]
    if len(found) > _MOST_BACK or sum(sizes) > _MOST_BYTES or max(sizes, default=0) > MAX_FILE:
        raise ValueError(whole.filename)
    return found


def judged(name: str, data: bytes, is_ours: Callable[[Sequence[str]], bool]) -> Returned:
    """What a file that came back is worth. Only one that begins with ours is read as a PDF."""
    begins = tuple(hashlib.sha256(data[:end]).hexdigest() for end in _ends(data))
    if not is_ours(begins):
        return Returned(name, begins, None, None)
    found = proof.read(data)
    fault = flaw(found)
    made = certificate_sealing.kept(data, found, ELSEWHERE) if found and not fault else None
    return Returned(name, begins, fault, made)


def _ends(data: bytes) -> Iterator[int]:
    """Where a file that was written whole may have ended before something was appended: with its last line or after."""
    for found in _END.finditer(data):
        yield found.start(1)
        if found.group(1):
            yield found.end(1)


def flaw(found: Proof | None) -> str | None:
    """Why a signature is worth nothing: unsigned, changed, extended or altered; None for a good one."""
    if found is None:
        return "unsigned"
    if not found.intact:
        return "changed"
    if not found.whole:
        return "extended"
    return None if found.is_pure else "altered"


def taken_in(
    files: Sequence[tuple[str, bytes]],
    is_ours: Callable[[Sequence[str]], bool],
    take: Callable[[Returned], str],
    w: Words,
) -> list[tuple[str, str, bool]]:
    """(file, what is said, whether it was taken) of each."""
    told = []
    for name, data in files:
        one = judged(name, data, is_ours)
        try:
            number = take(one)
        except RuleError as refusal:
            told.append((name, sentence(refusal, w), False))
            continue
        assert one.made is not None and one.made.seal is not None, "refused without a signature"
        seal = one.made.seal
        moment = formats.moment(seal.signed_at, w.lang) if seal.signed_at else formats.NONE
        told.append((name, w("certificate_seal.taken", number=number, signer=seal.signer, at=moment), True))
    return told


def answer(told: Sequence[tuple[str, str, bool]], w: Words) -> list[Component]:
    """How many were taken, then each file with what is said of it."""
    good = sum(taken for *_, taken in told)
    lines: list[Any] = [
        html.Li([html.Strong(name), f": {text}"], className="ok" if taken else "ksm-fault")
        for name, text, taken in told
    ]
    return [
        html.P(w("certificate_seal.returned", good=good, all=len(told)), className="ksm-sum"),
        html.Ul(lines, className="ksm-returned"),
    ]
