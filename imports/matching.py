"""Matching: is a row new, or is its business in the register, or in the file, already?

In this order: the very row was imported before (whatever an officer has corrected since);
a row of this identity was; the same NIK with the same business name, or the same names at the
same address, is in the register; an earlier row of the file says the same. What is left is new.
An owner is recognised by the NIK, or by the NIB together with the name, never by a name alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from businesses.models import Business, Owner
from common.encryption import digest
from common.identifiers import clean_text, fold
from imports.rows import Draft, RowReader
from imports.stored import PlaceKey, Stored, place_key
from licensing.models import Nib

NEW, CHANGED, SAME, DUPLICATE, ERROR = "new", "changed", "same", "duplicate", "error"
BUCKETS = (NEW, CHANGED, SAME, DUPLICATE, ERROR)

OwnerKey = tuple[str, ...]
# Where a record comes from is no news about the business.
NOT_COMPARED = frozenset({"business.source", "business.source_date", "business.registered_on"})


@dataclass
class Holder:
    """Who holds a NIB according to the file: the first row that names it."""

    row: int
    name: str
    nik: str


@dataclass(frozen=True)
class Keys:
    """The digests and folded texts by which one draft is matched; made once."""

    place: PlaceKey
    owner_name: str
    nik: str  # digest, or ""
    nib: str
    fingerprint: str
    content: str


def keys_of(draft: Draft) -> Keys:
    """The keys of a draft without errors."""
    texts = (draft.text(f"business.{name}") for name in ("address", "rt", "rw"))
    place = place_key(
        draft.values["business.kelurahan"].pk,
        draft.values["business.name"],
        draft.values["owner.name"],
        *texts,
    )
    nik, nib = draft.text("owner.nik"), draft.text("nib.number")
    identity = (draft.values["business.kelurahan"].code, *place[1:], nik, nib)
    row = (f"{key}={clean_text(text)}" for key, text in sorted(draft.given.items()))
    return Keys(
        place=place,
        owner_name=place[2],
        nik=digest(nik, kind="nik") if nik else "",
        nib=nib,
        fingerprint=digest("\x1f".join(identity), kind="import"),
        content=digest("\x1f".join(row), kind="import-row"),
    )


@dataclass
class Matcher:
    """Puts every draft of one file into its bucket."""

    reader: RowReader
    stored: Stored = field(default_factory=Stored)
    keys: dict[int, Keys] = field(default_factory=dict)  # row → its keys
    holders: dict[str, Holder] = field(default_factory=dict)  # NIB → who the file says holds it
    first_rows: dict[PlaceKey, list[Draft]] = field(default_factory=dict)
    first_owners: dict[OwnerKey, Draft] = field(default_factory=dict)
    nib_by_owner: dict[OwnerKey, tuple[str, int]] = field(default_factory=dict)

    def sort(self, drafts: list[Draft]) -> None:
        """Set the bucket of every draft. A constant number of queries per 500 rows."""
        valid = [draft for draft in drafts if not draft.errors]
        self.keys = {draft.number: keys_of(draft) for draft in valid}
        self._load(valid)
        for draft in drafts:
            draft.bucket = ERROR if draft.errors else self._bucket(draft)
            if draft.errors:
                draft.bucket = ERROR

    def _load(self, drafts: list[Draft]) -> None:
        keys = [self.keys[draft.number] for draft in drafts]
        self.stored.load_candidates(
            fingerprints=(key.fingerprint for key in keys),
            kelurahan_ids={key.place[0] for key in keys},
            niks=(key.nik for key in keys if key.nik),
            nibs=(key.nib for key in keys if key.nib),
        )
        for draft in drafts:
            draft.business_id = self._match(self.keys[draft.number])
            self._note_holder(draft)
        self.stored.load_matched(
            dict.fromkeys(draft.business_id for draft in drafts if draft.business_id)
        )

    def _match(self, keys: Keys) -> int | None:
        """The stored business that a row speaks of."""
        stored = self.stored
        found = stored.contents.get((keys.fingerprint, keys.content))
        found = found or stored.fingerprints.get(keys.fingerprint)
        if found:
            return found
        of_owner = stored.by_nik.get((keys.nik, keys.place[1]), []) if keys.nik else []
        here = stored.places.get(keys.place)
        if here in of_owner or not of_owner:
            return here
        return next(
            (pk for pk in of_owner if stored.businesses[pk].kelurahan_id == keys.place[0]),
            of_owner[0],
        )

    def _note_holder(self, draft: Draft) -> None:
        keys = self.keys[draft.number]
        if not keys.nib:
            return
        holder = self.holders.setdefault(keys.nib, Holder(draft.number, keys.owner_name, keys.nik))
        if not holder.nik and holder.name == keys.owner_name:
            holder.nik = keys.nik

    def _bucket(self, draft: Draft) -> str:
        keys = self.keys[draft.number]
        if (keys.fingerprint, keys.content) in self.stored.contents:
            return SAME
        self._check_nib(draft, keys)
        if draft.errors:
            return ERROR
        if draft.business_id:
            draft.differs = differences(draft, keys, self.stored)
            return CHANGED if draft.differs else SAME
        twin = self._twin(keys)
        if twin is not None:
            draft.twin = twin.number
            draft.differs = [] if self._same_content(twin, draft) else self._labels(twin, draft)
            return DUPLICATE
        self._check_owner(draft, keys)
        if not draft.errors:
            self.first_rows.setdefault(keys.place, []).append(draft)
        return NEW

    def _same_content(self, one: Draft, other: Draft) -> bool:
        return self.keys[one.number].content == self.keys[other.number].content

    def _labels(self, one: Draft, other: Draft) -> list[str]:
        """The columns in which two rows of the file differ."""
        return [
            self.reader.plan.column_of(key)
            for key in other.given
            if clean_text(one.given.get(key, "")) != clean_text(other.given[key])
        ]

    def _twin(self, keys: Keys) -> Draft | None:
        """The earlier row with the same identity; numbers that one of the two lacks aside."""
        for draft in self.first_rows.get(keys.place, []):
            other = self.keys[draft.number]
            if all(
                not a or not b or a == b for a, b in ((keys.nik, other.nik), (keys.nib, other.nib))
            ):
                return draft
        return None

    # Owners and their NIB

    def owner_key(self, draft: Draft) -> OwnerKey:
        """What rows of one owner have in common; a key of its own where nothing tells."""
        keys = self.keys[draft.number]
        holder = self.holders.get(keys.nib)
        known_by_nib = holder is not None and holder.name == keys.owner_name
        nik = keys.nik or (holder.nik if known_by_nib else "")
        kind = draft.text("owner.kind") or Owner.Kind.PERSON
        if nik:
            return (
                ("nik", nik) if kind == Owner.Kind.PERSON else ("nik", nik, kind, keys.owner_name)
            )
        return ("nib", keys.nib) if keys.nib else ("row", str(draft.number))

    def stored_owner(self, draft: Draft) -> Owner | None:
        """The owner in the register that a new business belongs to."""
        keys = self.keys[draft.number]
        nib = self.stored.nibs.get(keys.nib)
        if nib is not None and _is_same_owner(nib.owner, keys):
            return nib.owner
        kind, *rest = self.owner_key(draft)
        if kind != "nik":
            return None
        for owner in self.stored.owners.get(rest[0], []):
            if owner.is_person if len(rest) == 1 else fold(owner.name) == keys.owner_name:
                return owner
        return None

    def _check_nib(self, draft: Draft, keys: Keys) -> None:
        """One owner has one NIB, and one NIB has one owner (Peraturan BKPM 5/2025 art. 16)."""
        if not keys.nib:
            return
        nib, holder = self.stored.nibs.get(keys.nib), self.holders[keys.nib]
        owner_id = self._matched_owner_id(draft)
        if nib is not None and nib.owner_id != owner_id and not _is_same_owner(nib.owner, keys):
            reason = _("This NIB is recorded with another owner: %(owner)s.")
            self.reader.refuse(draft, "nib", reason % {"owner": nib.owner})
        elif holder.row != draft.number and not _is_same(holder, keys):
            reason = _("This NIB stands in row %(row)d for another owner.")
            self.reader.refuse(draft, "nib", reason % {"row": holder.row})

    def _matched_owner_id(self, draft: Draft) -> int | None:
        return self.stored.businesses[draft.business_id].owner_id if draft.business_id else None

    def _check_owner(self, draft: Draft, keys: Keys) -> None:
        """A new business of a known owner: the names must agree, and so must the NIB."""
        owner, key = self.stored_owner(draft), self.owner_key(draft)
        first = self.first_owners.setdefault(key, draft)
        if owner is not None:
            self._check_name(draft, keys, owner.name, _("in the register"))
            self._check_numbers(draft, keys, self.stored.nib_of.get(owner.pk))
        elif first is not draft:
            where = _("in row %(row)d") % {"row": first.number}
            self._check_name(draft, keys, first.values["owner.name"], where)
        number, row = self.nib_by_owner.setdefault(key, (keys.nib, draft.number))
        if number and keys.nib and number != keys.nib:
            reason = _("Row %(row)d gives another NIB for this owner; one owner has one NIB.")
            self.reader.refuse(draft, "nib", reason % {"row": row})
        elif keys.nib and not number:
            self.nib_by_owner[key] = (keys.nib, draft.number)

    def _check_name(self, draft: Draft, keys: Keys, known: str, where: str) -> None:
        if fold(known) == keys.owner_name:
            return
        if set(fold(known).split()) & set(keys.owner_name.split()):
            reason = _(
                "The same NIK has the owner's name written otherwise %(where)s; that is kept."
            )
            self.reader.warn(draft, "owner_name", reason % {"where": where})
        else:
            reason = _("This NIK belongs to an owner of another name %(where)s; check both.")
            self.reader.refuse(draft, "nik", reason % {"where": where})

    def _check_numbers(self, draft: Draft, keys: Keys, nib: Nib | None) -> None:
        if keys.nib and nib is not None and nib.number and nib.number != keys.nib:
            reason = _("The register has another NIB for this owner; one owner has one NIB.")
            self.reader.refuse(draft, "nib", reason)


def _is_same_owner(owner: Owner, keys: Keys) -> bool:
    """Whether a row that names the NIB of `owner` speaks of the same person or entity."""
    if owner.nik_digest and keys.nik:
        return owner.nik_digest == keys.nik
    return fold(owner.name) == keys.owner_name


def _is_same(holder: Holder, keys: Keys) -> bool:
    if holder.nik and keys.nik:
        return holder.nik == keys.nik
    return holder.name == keys.owner_name


def differences(draft: Draft, keys: Keys, stored: Stored) -> list[str]:
    """Labels of the fields that the row gives and the register has otherwise, or not."""
    business = stored.businesses[draft.business_id]
    found = [
        str(model._meta.get_field(name).verbose_name)
        for model, name, value in _plain_fields(draft)
        if not _is_equal(getattr(business if model is Business else business.owner, name), value)
    ]
    owner, nib = business.owner, stored.nib_of.get(business.owner_id)
    categories = {row.pk for row in draft.values.get("categories", [])}
    known = stored.categories[business.pk] | {business.primary_category_id}
    checks = (
        (_("NIK"), keys.nik and keys.nik != owner.nik_digest),
        (_("NPWP"), draft.text("owner.npwp") and draft.text("owner.npwp") != owner.npwp),
        (_("NIB"), keys.nib and (nib is None or nib.number != keys.nib)),
        (_("category"), not categories <= known),
        (
            _("KBLI"),
            not {row.pk for row in draft.values.get("kbli", [])} <= stored.kbli[business.pk],
        ),
        (
            _("products"),
            not set(map(fold, draft.values.get("products", []))) <= stored.products[business.pk],
        ),
    )
    return found + [label for label, differs in checks if differs]


def _plain_fields(draft: Draft) -> Iterable[tuple[type, str, Any]]:
    """(model, field, value) of what the row gives and the models hold as it is."""
    for name, value in draft.values.items():
        prefix, _dot, attribute = name.partition(".")
        model = {"business": Business, "owner": Owner}.get(prefix)
        if (
            model
            and value not in ("", None)
            and name not in NOT_COMPARED | {"owner.nik", "owner.npwp"}
        ):
            yield model, attribute, value


def _is_equal(stored: Any, value: Any) -> bool:
    if isinstance(value, str) and isinstance(stored, str):
        return stored == value or fold(stored) == fold(value)
    return stored == value
