"""A certificate on paper: PDF/A-2b, the same bytes for one version and mark each time it is made."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard import formats
from dashboard.reports import setting
from dashboard.texts import Words, words
from data_layer import geography
from data_layer.certificate_facts import Paper

STANDARD: setting.Standard = "a-2b"
_TURKISH = words("tr")  # the paper speaks Turkish, whoever makes it


@dataclass(frozen=True, slots=True)
class Mark:
    """What a paper says of its seal: `line` under its title, `box` where one is drawn. The seal itself is invisible."""

    line: str
    box: str
    is_set: bool = False


DRAFT = Mark(_TURKISH("certificate_paper.draft"), _TURKISH("certificate_paper.seal"))
TO_SIGN = Mark(_TURKISH("certificate_paper.to_sign"), _TURKISH("certificate_paper.signature"))


def sealed_by(owner: str, is_trial: bool) -> Mark:
    """A trial seal says on the paper what it is worth: that stands in its name."""
    return Mark(owner if is_trial else "", _TURKISH("certificate_paper.sealed_by", owner=owner), is_set=True)


def pdf(paper: Paper, base: str, fonts: Path | None = None, mark: Mark = DRAFT) -> bytes:
    """A4 landscape. `base` is the public address of this installation, for the QR."""
    return setting.pdf("certificate.typ", values(paper, base, mark=mark), paper.issued_at, fonts, STANDARD)


def address(token: str, base: str) -> str:
    """Where a certificate is checked."""
    return f"{base.rstrip('/')}/dogrula/{token}"


def place(paper: Paper) -> str:
    """The city of the class, else the province of the training on-site."""
    return paper.city or geography.province_names()[paper.province]


def length(minutes: int, w: Words) -> str:
    """`4 saat`; in minutes when they are no whole hours (E24)."""
    if minutes % 60:
        return w("certificate_paper.minutes", n=formats.number(minutes, w.lang))
    return formats.hours(minutes, w.lang)


def values(paper: Paper, base: str, w: Words = _TURKISH, mark: Mark = DRAFT) -> dict[str, Any]:
    """What the template prints; every value is a text."""
    where = address(paper.token, base)
    facts = {
        "hours": length(paper.minutes, w),
        "date": formats.day(paper.day, w.lang),
        "place": place(paper),
        "number": paper.number if paper.version == 1 else f"{paper.number} / {paper.version}",
    }
    return {
        "lang": w.lang,
        "title": w("certificate_paper.title"),
        "given": w("certificate_paper.given"),
        "name": paper.name or formats.NONE,
        "text": w("certificate_paper.text", institution=paper.institution),
        "course": paper.title_tr,
        "facts": [[w(f"certificate_paper.{key}"), value] for key, value in facts.items()],
        "qr": setting.qr(where),
        "check": w("certificate_paper.check"),
        "address": where,
        "issuer": w("certificate_paper.issuer"),
        "seal": mark.box,
        "edge": "solid" if mark.is_set else "dashed",
        "draft": mark.line,
        "demo": w("certificate_paper.demo") if paper.is_demo else "",
    }
