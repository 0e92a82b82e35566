"""Whether nothing but seals was added to a file since its first bytes. A seal covers all that its revision brings, so a
good one says nothing about a page that came with it."""

from collections.abc import Collection
from io import BytesIO

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis.constants import ROOT_EXEMPT_STRICT_COMPARISON

_MAY_CHANGE = {"/Catalog": {*ROOT_EXEMPT_STRICT_COMPARISON, "/Perms"}, "/Page": {"/Annots"}}


def only_seals(reader: PdfFileReader) -> bool:
    """What stood in the first revision stands there still, except where a seal is named; pages got only seals."""
    first = reader.get_historical_resolver(0)
    later = range(1, reader.xrefs.total_revisions)
    changed = {ref for number in later for ref in reader.xrefs.explicit_refs_in_revision(number)}
    gone = {ref for number in later for ref in reader.xrefs.refs_freed_in_revision(number)}
    known = [ref for ref in changed | gone if reader.xrefs.get_introducing_revision(ref) == 0]
    is_kept = _same(first.root, reader.root, _MAY_CHANGE["/Catalog"])
    return is_kept and not gone.intersection(known) and all(_is_allowed(first, reader, ref) for ref in known)


def _is_allowed(first: HistoricalResolver, reader: PdfFileReader, ref: Reference) -> bool:
    old, new = first.get_object(ref), reader.get_object(ref)
    if not isinstance(old, DictionaryObject) or not isinstance(new, DictionaryObject):
        return _written(old) == _written(new)
    kind = str(old.get("/Type", ""))
    if kind == "/Metadata" or _is_info(first, ref):
        return True
    return _same(old, new, _MAY_CHANGE.get(kind, ())) and (kind != "/Page" or _only_fields(old, new))


def _same(old: DictionaryObject, new: DictionaryObject, may_change: Collection[str]) -> bool:
    """Streams are compared with all their bytes."""
    if not may_change:
        return _written(old) == _written(new)
    keys = (old.keys() | new.keys()) - set(may_change)
    return all(key in old and key in new and _written(old.raw_get(key)) == _written(new.raw_get(key)) for key in keys)


def _only_fields(old: DictionaryObject, new: DictionaryObject) -> bool:
    """Whether a page's notes are those that it had, and fields of seals."""
    before = {_written(one) for one in _notes(old)}
    return all(_written(one) in before or _is_seal_field(one) for one in _notes(new))


def _notes(page: DictionaryObject) -> list[PdfObject]:
    found = page.get("/Annots", ())
    return [found.raw_get(place) for place in range(len(found))] if isinstance(found, ArrayObject) else []


def _is_seal_field(note: PdfObject) -> bool:
    found = note.get_object() if isinstance(note, IndirectObject) else note
    if not isinstance(found, DictionaryObject) or found.get("/Subtype") != "/Widget":
        return False
    return bool(found.get("/FT", found.get("/Parent", DictionaryObject()).get("/FT")) == "/Sig")


def _is_info(first: HistoricalResolver, ref: Reference) -> bool:
    named = first.trailer_view.raw_get("/Info") if "/Info" in first.trailer_view else None
    return isinstance(named, IndirectObject) and (named.idnum, named.generation) == (ref.idnum, ref.generation)


def _written(found: PdfObject) -> bytes:
    out = BytesIO()
    found.write_to_stream(out, None)
    return out.getvalue()
