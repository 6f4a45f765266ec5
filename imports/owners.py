"""Owners of a file: which rows share one, which are in the register, and whose NIB is whose.

An owner is recognised by the NIK, or by the NIB together with the name; never by a name alone.
One owner has one NIB, and one NIB has one owner (Peraturan BKPM 5/2025 art. 16).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from businesses.models import Owner
from common.encryption import digest
from common.identifiers import fold
from imports.differences import OWNER_TARGETS, Change, agrees
from imports.drafts import Draft
from imports.stored import Keys, Stored, StoredNib, StoredOwner

OwnerKey = tuple[str, ...]


@dataclass
class Holder:
    """Who holds a NIB according to the file: the first row that names it."""

    row: int
    name: str
    nik: str

    def is_of(self, keys: Keys) -> bool:
        """Whether another row that names this NIB speaks of the same owner."""
        if self.nik and keys.nik:
            return self.nik == keys.nik
        return self.name == keys.owner_name


@dataclass
class KnownOwner:
    """What new rows have said of one owner so far, and the NIB with the row that gave it."""

    row: int
    stored: StoredOwner | None = None
    values: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)  # field → the row that gave it
    nib: str = ""
    nib_row: int = 0
    nib_issued_on: date | None = None


def holds(nib: StoredNib, keys: Keys) -> bool:
    """Whether a row that names a recorded NIB speaks of its owner."""
    if nib.owner_nik and keys.nik:
        return nib.owner_nik == keys.nik
    return fold(nib.owner_name) == keys.owner_name


def holds_value(owner: StoredOwner, attribute: str, value: Any) -> bool:
    """Whether a stored owner says the same; NIK and NPWP by their digests."""
    if attribute in {"nik", "npwp"}:
        return owner.value(f"{attribute}_digest") == digest(value, kind=attribute)
    return agrees(owner.value(attribute), value)


@dataclass
class Owners:
    """The owners of one file; rows are shown to it in their order."""

    stored: Stored
    holders: dict[str, Holder] = field(default_factory=dict)  # NIB → who the file says holds it
    known: dict[OwnerKey, KnownOwner] = field(default_factory=dict)
    claims: dict[tuple[int, str], tuple[Any, int]] = field(default_factory=dict)
    """(stored owner, field) → what the first row that changes it says, and its number."""

    def owners_named(self, keys: Keys) -> list[int]:
        """The stored owners whose business a row may speak of: by the NIK, then by the NIB."""
        found = [owner.pk for owner in self.stored.of_nik.get(keys.nik, ())] if keys.nik else []
        nib = self.stored.nibs.get(keys.nib)
        if nib is not None and nib.owner_id not in found and holds(nib, keys):
            found.append(nib.owner_id)
        return found

    def note_holder(self, draft: Draft, keys: Keys) -> None:
        """Remember who the first row with this NIB names; to be called for all rows first."""
        if not keys.nib:
            return
        holder = self.holders.setdefault(keys.nib, Holder(draft.number, keys.owner_name, keys.nik))
        if not holder.nik and holder.name == keys.owner_name:
            holder.nik = keys.nik

    def key_of(self, draft: Draft, keys: Keys) -> OwnerKey:
        """What the rows of one owner have in common; a key of its own where nothing tells."""
        holder = self.holders.get(keys.nib)
        known_by_nib = holder is not None and holder.name == keys.owner_name
        nik = keys.nik or (holder.nik if known_by_nib else "")
        if not nik:
            return ("nib", keys.nib) if keys.nib else ("row", str(draft.number))
        kind = draft.text("owner.kind") or Owner.Kind.PERSON
        return ("nik", nik) if kind == Owner.Kind.PERSON else ("nik", nik, keys.owner_name)

    def in_register(self, draft: Draft, keys: Keys) -> StoredOwner | None:
        """The stored owner that a new business of this row belongs to."""
        nib = self.stored.nibs.get(keys.nib)
        if nib is not None and holds(nib, keys):
            return self.stored.owners[nib.owner_id]
        kind, *rest = self.key_of(draft, keys)
        for owner in self.stored.of_nik.get(rest[0], []) if kind == "nik" else []:
            is_it = owner.is_person if len(rest) == 1 else fold(owner.name) == keys.owner_name
            if is_it:
                return owner
        return None

    def check_number(self, draft: Draft, keys: Keys, owner_id: int | None) -> None:
        """Refuse a NIB that another owner holds. Args: owner_id: of the matched business."""
        if not keys.nib:
            return
        nib, holder = self.stored.nibs.get(keys.nib), self.holders.get(keys.nib)
        if nib is not None and nib.owner_id != owner_id and not holds(nib, keys):
            draft.refuse("nib", self._whose(nib))
        elif holder is not None and not holder.is_of(keys):
            reason = _("This NIB stands in row %(row)d for another owner; correct the wrong one.")
            draft.refuse("nib", reason % {"row": holder.row})

    def _whose(self, nib: StoredNib) -> str:
        if nib.number in self.stored.elsewhere:
            return _(
                "This NIB is recorded with another owner, outside your area; compare the documents."
            )
        return _("This NIB is recorded with another owner: %(owner)s. Compare the documents.") % {
            "owner": nib.owner_name
        }

    def add(self, draft: Draft, keys: Keys) -> None:
        """Take in the owner of a new business; what contradicts is refused or warned of."""
        owner = self.in_register(draft, keys)
        key = self.key_of(draft, keys)
        known = self.known.get(key) or KnownOwner(draft.number, owner)
        if owner is not None:
            self._check_name(draft, keys, owner.name, _("in the register"))
            self._check_stored_number(draft, keys, owner)
        elif key in self.known:
            where = _("in row %(row)d") % {"row": known.row}
            self._check_name(draft, keys, known.values["owner.name"], where)
        if keys.nib and known.nib and keys.nib != known.nib:
            reason = _(
                "Row %(row)d gives another NIB for this owner; one owner has one NIB: correct it."
            )
            draft.refuse("nib", reason % {"row": known.nib_row})
        if draft.errors:
            return
        self.known[key] = known
        if keys.nib and owner is not None:
            self.claims.setdefault((owner.pk, "nib.number"), ({}, draft.number))
        if keys.nib and not known.nib:
            known.nib, known.nib_row = keys.nib, draft.number
            known.nib_issued_on = draft.values.get("nib.issued_on")
        self._merge(draft, known)

    def _check_name(self, draft: Draft, keys: Keys, name: str, where: str) -> None:
        """One NIK, two names: a spelling if they share a word, else a slip in one of them."""
        if fold(name) == keys.owner_name:
            return
        if set(fold(name).split()) & set(keys.owner_name.split()):
            reason = _("The owner of this NIK is written otherwise %(where)s; that name is kept.")
            draft.warn("owner_name", reason % {"where": where})
        else:
            reason = _("This NIK belongs to an owner of another name %(where)s; check both.")
            draft.refuse("nik", reason % {"where": where})

    def _check_stored_number(self, draft: Draft, keys: Keys, owner: StoredOwner) -> None:
        nib = self.stored.nib_of.get(owner.pk)
        if keys.nib and nib is not None and nib.number and nib.number != keys.nib:
            reason = _(
                "The register has another NIB for this owner; one owner has one NIB: correct it."
            )
            draft.refuse("nib", reason)

    def claim(self, draft: Draft, owner_id: int) -> list[Change]:
        """The changes of a row without those of its owner that an earlier row makes already."""
        kept = []
        for change in draft.changes:
            if not change.field.startswith(("owner.", "nib.")):
                kept.append(change)
                continue
            first = self.claims.setdefault((owner_id, change.field), (change.values, draft.number))
            if first[1] == draft.number:
                kept.append(change)
            elif first[0] != change.values:
                reason = _("Row %(row)d gives another value for this owner; that one is taken.")
                attribute = change.field.partition(".")[2]
                key = (
                    "nib"
                    if change.field == "nib.number"
                    else OWNER_TARGETS.get(attribute, attribute)
                )
                draft.warn(key, reason % {"row": first[1]})
        return kept

    def _merge(self, draft: Draft, known: KnownOwner) -> None:
        """Fill what earlier rows left empty; the first value stays, and so does the register's."""
        differing = []
        for name, value in draft.values.items():
            attribute = name.removeprefix("owner.")
            if attribute == name or not value:
                continue
            kept = known.values.setdefault(name, value)
            known.rows.setdefault(name, draft.number)
            is_other = known.stored is not None and not holds_value(known.stored, attribute, value)
            if name != "owner.name" and (is_other or kept != value):
                differing.append(attribute)
        if differing:
            keys = (OWNER_TARGETS.get(attribute, attribute) for attribute in differing)
            labels = ", ".join(map(draft.plan.column_of, keys))
            reason = _("The owner is known already; not changed there: %(fields)s.")
            draft.warn("owner_name", reason % {"fields": labels})
