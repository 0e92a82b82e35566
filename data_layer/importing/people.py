"""The people of an institution list: representatives of Kamu SM and the institutions' own contacts."""

from collections.abc import Mapping, Sequence

from data_layer.importing.institution_rows import Entry, Row
from data_layer.rules.text import fold
from data_layer.store import Tx


class People:
    """Who stands in the accepted rows, and who of them is in the store already."""

    def __init__(self, tx: Tx, rows: Sequence[Row]) -> None:
        self._tx = tx
        self._entries = [row.entry for row in rows if row.entry]
        self._named = self._representatives()
        self._ids = self._add_representatives()

    def representative_of(self, institution_key: str) -> int | None:
        """The representative's id, or None when the list names none."""
        name = self._named.get(institution_key)
        return self._ids[fold(name)] if name else None

    def write(self, institutions: Mapping[str, int], new: set[str]) -> None:
        """Contacts, and representatives of institutions that were there before. A list takes nobody away."""
        for key in self._named.keys() - new:
            self._tx.rows(
                """
                update institution set representative_id = $representative, version = version + 1
                where id = $id and representative_id is distinct from $representative
                """,
                id=institutions[key],
                representative=self.representative_of(key),
            )
        self._write_contacts(institutions)

    def _representatives(self) -> dict[str, str]:
        """Institution key → name: the first that its rows give."""
        named: dict[str, str] = {}
        for entry in self._entries:
            if fold(entry.representative):
                named.setdefault(entry.institution_key, entry.representative)
        return named

    def _add_representatives(self) -> dict[str, int]:
        known = {fold(name): number for number, name in self._tx.rows("select id, name from representative")}
        missing = {fold(name): name for name in reversed(self._named.values()) if fold(name) not in known}
        names = list(reversed(missing.values()))
        ids = self._tx.ids("representative", len(names)) if names else []
        rows = [{"id": number, "name": name} for number, name in zip(ids, names, strict=True)]
        self._tx.insert("representative", rows)
        return known | {fold(name): number for number, name in zip(ids, names, strict=True)}

    def _write_contacts(self, institutions: Mapping[str, int]) -> None:
        known = {
            (institution, fold(name)): number
            for number, institution, name in self._tx.rows("select id, institution_id, name from contact")
        }
        listed: dict[tuple[int, str], Entry] = {}
        for entry in sorted(self._entries, key=lambda entry: entry.level != "centre"):
            if fold(entry.contact):
                listed.setdefault((institutions[entry.institution_key], fold(entry.contact)), entry)
        for key in listed.keys() & known.keys():
            self._tx.rows(
                "update contact set phone = coalesce($phone, phone), email = coalesce($email, email) where id = $id",
                id=known[key],
                phone=listed[key].phone or None,
                email=listed[key].email or None,
            )
        self._add_contacts({key: entry for key, entry in listed.items() if key not in known})

    def _add_contacts(self, listed: Mapping[tuple[int, str], Entry]) -> None:
        ids = self._tx.ids("contact", len(listed)) if listed else []
        self._tx.insert(
            "contact",
            [
                {
                    "id": number,
                    "institution_id": institution,
                    "name": entry.contact,
                    "phone": entry.phone or None,
                    "email": entry.email or None,
                    "is_authorised": entry.level == "centre",
                }
                for number, ((institution, _), entry) in zip(ids, listed.items(), strict=True)
            ],
        )
