"""Matching: is a row new, or is its business in the register, or in the file, already?

In this order: the very row was imported before (whatever an officer has corrected since); a row
of this identity was; the registry number; the same NIK or NIB with the same business name, or the
same names at the same address, is in the register; an earlier row of the file says the same. What
looks like another record (`businesses.similarity`) is a probable duplicate, which waits for a
person. What is left is new.
"""

from collections.abc import Mapping
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from businesses.lookalike_crowd import Crowd, load_elsewhere
from businesses.similarity import (
    LEAST_NAME,
    LIKELY,
    Likeness,
    Traits,
    alike,
    name_words,
    person_words,
    real_phones,
)
from common.encryption import digest
from common.identifiers import fold
from imports import allowances
from imports.differences import differences, goes_back
from imports.drafts import Draft
from imports.owners import Owners
from imports.stored import Keys, PlaceKey, Stored, StoredBusiness, place_key
from licensing.models import PermitType

NEW, CHANGED, SAME, DUPLICATE, ERROR = "new", "changed", "same", "duplicate", "error"
BUCKETS = (NEW, CHANGED, SAME, DUPLICATE, ERROR)
AS_NEW, AS_SAME, LEFT_OUT = "new", "same", "skip"  # what a person decides about one row


def keys_of(draft: Draft, stored: Stored) -> Keys:
    """The keys of a draft without errors; what a row with a code leaves out, its record says."""
    code = draft.text("code")
    record = stored.businesses.get(stored.by_code.get(code, 0))
    names = ("address", "rt", "rw")
    if record is None:
        kelurahan = draft.values["business.kelurahan"]
        name, owner = draft.values["business.name"], draft.values["owner.name"]
        texts = [draft.text(f"business.{one}") for one in names]
        place = place_key(kelurahan.pk, name, owner, *texts)
        identity = (kelurahan.code, *place[1:])
    else:
        name = draft.text("business.name") or record.value("name")
        owner = draft.text("owner.name") or stored.owners[record.owner_id].name
        texts = [draft.text(f"business.{one}") for one in names]
        place = place_key(record.kelurahan_id, name, owner, *texts)
        identity = (code,)
    nik, nib = draft.text("owner.nik"), draft.text("nib.number")
    row = (f"{key}={text}" for key, text in sorted(draft.given.items()))
    return Keys(
        place=place,
        owner_name=place[2],
        nik=digest(nik, kind="nik") if nik else "",
        nib=nib,
        code=code,
        fingerprint=digest("\x1f".join((*identity, nik, nib)), kind="import"),
        content=digest("\x1f".join(row), kind="import-row"),
    )


class Matcher:
    """Puts every draft of one file into its bucket."""

    def __init__(
        self,
        drafts: list[Draft],
        *,
        by: AbstractBaseUser | None,
        decisions: Mapping[int, str] | None = None,
    ) -> None:
        """Args:
        by: who imports, and is told of what lies in the work area only; None: of all.
        decisions: row → what a person said about it.
        """
        self.drafts = drafts
        self.by = by
        self.decisions = decisions or {}
        self.stored = Stored(by)
        self.owners = Owners(self.stored)
        self._load_codes()
        self.keys = {
            draft.number: keys_of(draft, self.stored) for draft in drafts if not draft.errors
        }
        # The new businesses so far: by place and names, and by NIK and business name.
        self.first_rows: dict[PlaceKey, list[Draft]] = {}
        self.first_of_nik: dict[tuple[str, str], int] = {}
        self.first_of_business: dict[int, Draft] = {}
        self.by_number: dict[int, Draft] = {}
        self.lookalikes: dict[int, tuple[int, Likeness]] = {}

    def _load_codes(self) -> None:
        coded = [draft for draft in self.drafts if draft.text("code") and not draft.errors]
        self.stored.load_codes(draft.text("code") for draft in coded)
        for draft in coded:
            record = self.stored.businesses.get(self.stored.by_code.get(draft.text("code"), 0))
            if record is None or not self.stored.is_in_area(record):
                draft.refuse("code", _("No business has this registry number; correct it."))
            elif not self._may_be(draft, record):
                reason = _("This registry number is that of another business; correct it.")
                draft.refuse("code", reason)

    def _may_be(self, draft: Draft, record: StoredBusiness) -> bool:
        """Whether one of the names of a row is like that of the record whose number it gives."""
        owner = self.stored.owners[record.owner_id].name
        pairs = [
            (name_words(draft.text("business.name")), name_words(record.value("name"))),
            (person_words(draft.text("owner.name")), person_words(owner)),
        ]
        given = [(one, other) for one, other in pairs if one]
        return not given or any(alike(one, other) >= LEAST_NAME for one, other in given)

    def is_left_out(self, draft: Draft) -> bool:
        """Whether a person leaves this row out: the others are sorted as if it were not there."""
        return self.decisions.get(draft.number) == LEFT_OUT

    def is_recorded(self, draft: Draft) -> bool:
        """Whether this very row was imported before."""
        keys = self.keys[draft.number]
        return (keys.fingerprint, keys.content) in self.stored.contents

    def sort(self) -> None:
        """Set the bucket of every draft. A constant number of queries per 500 rows."""
        sound = [draft for draft in self.drafts if not draft.errors]
        self._load(sound)
        self._seek_lookalikes([draft for draft in sound if draft.business_id is None])
        for draft in self.drafts:
            self.by_number[draft.number] = draft
            bucket = ERROR if draft.errors else self._bucket(draft, self.keys[draft.number])
            draft.bucket = ERROR if draft.errors else bucket

    def _load(self, drafts: list[Draft]) -> None:
        """Find the stored business of every row, and what it is compared by."""
        self.stored.load_imported(self.keys[draft.number].fingerprint for draft in drafts)
        open_rows = [draft for draft in drafts if not self.is_recorded(draft)]
        self.stored.load_candidates(self.keys[draft.number] for draft in open_rows)
        for draft in drafts:
            keys = self.keys[draft.number]
            draft.business_id = self._match(keys)
            if not self.is_left_out(draft):
                self.owners.note_holder(draft, keys)
        self.stored.places.clear()  # a tenth of the memory, and not asked again
        self._load_matched(open_rows)

    def _load_matched(self, drafts: list[Draft]) -> None:
        self.stored.load_matched(
            (draft.business_id for draft in drafts if draft.business_id),
            with_permits=any("permits" in draft.values for draft in drafts),
        )

    def _match(self, keys: Keys) -> int | None:
        """The stored business that a row speaks of."""
        stored = self.stored
        imported = stored.contents.get((keys.fingerprint, keys.content))
        if imported or keys.fingerprint in stored.fingerprints:
            return imported or stored.fingerprints[keys.fingerprint]
        if keys.code:
            return stored.by_code[keys.code]
        here = stored.places.get(keys.place)
        of_owner = [
            pk
            for owner_id in self.owners.owners_named(keys)
            for pk in stored.by_owner.get((owner_id, keys.place[1]), ())
        ]
        if here in of_owner or not of_owner:
            return here
        same_kelurahan = (
            pk for pk in of_owner if stored.businesses[pk].kelurahan_id == keys.place[0]
        )
        return next(same_kelurahan, of_owner[0])

    # -- probable duplicates ---------------------------------------------------------------------

    def _seek_lookalikes(self, drafts: list[Draft]) -> None:
        """For each row that matches nothing: the record or the earlier row most like it."""
        if not drafts:
            return
        traits = [self._traits(draft) for draft in drafts]
        crowd = Crowd(traits)
        crowd.add_rows(self.stored.here)
        crowd.add_rows(load_elsewhere(traits, {one.kelurahan_id for one in traits}))
        seen: set[PlaceKey] = set()
        for draft, one in zip(drafts, traits, strict=True):
            place = self.keys[draft.number].place
            if place in seen:  # the very same names and place: it repeats that row
                continue
            if not self.is_left_out(draft):
                seen.add(place)
            found = crowd.closest(one, least=LIKELY)
            if found is not None:
                self.lookalikes[draft.number] = found
            if not self.is_left_out(draft):
                crowd.add(one)
        self.stored.here.clear()

    def _traits(self, draft: Draft) -> Traits:
        """What is compared of a row; its number, negative, stands for the key it has not."""
        keys, text = self.keys[draft.number], draft.text
        lat, lng = draft.values.get("business.lat"), draft.values.get("business.lng")
        return Traits(
            pk=-draft.number,
            name=text("business.name"),
            kelurahan_id=keys.place[0],
            owner_name=text("owner.name"),
            nik=keys.nik,
            phones=real_phones(
                (text("owner.phone"), text("business.phone"), text("business.whatsapp"))
            ),
            address=text("business.address"),
            rt=text("business.rt"),
            rw=text("business.rw"),
            lat=None if lat is None else float(lat),
            lng=None if lng is None else float(lng),
        )

    def _resembles(self, draft: Draft) -> bool:
        """Whether a row looks like another one, and nobody said that it is new."""
        found = self.lookalikes.get(draft.number)
        if found is None:
            return False
        key, same = found
        if key < 0 and self.by_number[-key].bucket == ERROR:
            return False
        draft.likeness, draft.why = same.score, same.reasons
        if key < 0:
            draft.twin = -key
        else:
            draft.business_id = key
        return self.decisions.get(draft.number) != AS_NEW

    # -- buckets ---------------------------------------------------------------------------------

    def _bucket(self, draft: Draft, keys: Keys) -> str:
        """The bucket of a row; errors found on the way stand in the draft and come first."""
        if self.is_recorded(draft):
            return SAME
        business = self.stored.businesses.get(draft.business_id or 0)
        if business is None:
            twin = self._twin(keys)
            if twin is not None:
                draft.twin, draft.differs = twin.number, self._columns_that_differ(twin, draft)
                return DUPLICATE
            if self._resembles(draft):
                return self._probable(draft, keys)
            draft.business_id = draft.twin = None
        self.owners.check_number(draft, keys, business.owner_id if business else None)
        if business is not None:
            return self._compare(draft, business)
        self._keep_permits(draft, len(draft.values.get("products") or []))
        allowances.check_new(draft, self.by)
        if self.is_left_out(draft):
            return NEW
        if not draft.errors:
            self.owners.add(draft, keys)
        if not draft.errors:
            self._keep_new(draft, keys)
        return NEW

    def _probable(self, draft: Draft, keys: Keys) -> str:
        """A row that looks like another record: a duplicate until somebody says otherwise."""
        is_stored = draft.twin is None
        if not is_stored or self.decisions.get(draft.number) != AS_SAME:
            return DUPLICATE
        self._load_matched([draft])
        business = self.stored.businesses[draft.business_id]
        self.owners.check_number(draft, keys, business.owner_id)
        return self._compare(draft, business)

    def _compare(self, draft: Draft, business: StoredBusiness) -> str:
        """Same or changed; what may not be changed is an error, and shows nothing of the record."""
        if not self.stored.is_in_area(business):
            draft.refuse("business_name", _("Its record lies outside your work area."))
            return ERROR
        if self.stored.owners[business.owner_id].is_erased:
            reason = _("The personal data of this owner were erased: this is read only.")
            draft.refuse("owner_name", reason)
            return ERROR
        held = self.stored.products[business.pk]
        added = {fold(name) for name in draft.values.get("products") or []}
        self._keep_permits(draft, len(held | added))
        draft.changes = [
            change
            for change in differences(draft, business, self.stored)
            if not (draft.likeness and change.field == "business.name")  # another spelling of it
        ]
        if not draft.changes:
            return SAME
        first = self.first_of_business.get(business.pk)
        if first is not None:
            draft.twin, draft.differs = first.number, self._columns_that_differ(first, draft)
            draft.changes = []
            return DUPLICATE
        allowances.check_changes(draft, self.by)
        if not draft.errors and not self.is_left_out(draft):
            self.first_of_business[business.pk] = draft
            draft.changes = self.owners.claim(draft, business.owner_id)
        draft.sends_back = goes_back(business, draft.changes)
        return CHANGED if draft.changes else SAME

    def _keep_permits(self, draft: Draft, products: int) -> None:
        """A permit of a product needs to know of which: with one product it does. What nobody can
        place is told and left out."""
        kept = []
        for permit in draft.values.get("permits") or []:
            kind = self._permit_types[permit["type"]]
            if kind.for_business or kind.for_owner or (kind.for_product and products == 1):
                kept.append(permit)
                continue
            reason = _("%(kind)s %(number)s is not recorded: enter it on the page of its product.")
            draft.warn("products", reason % {"kind": kind, "number": permit["number"]})
        if draft.values.get("permits"):
            draft.values["permits"] = kept

    @cached_property
    def _permit_types(self) -> dict[str, PermitType]:
        return PermitType.objects.in_bulk(field_name="code")

    def _keep_new(self, draft: Draft, keys: Keys) -> None:
        self.first_rows.setdefault(keys.place, []).append(draft)
        if not keys.nik:
            return
        first = self.first_of_nik.setdefault((keys.nik, keys.place[1]), draft.number)
        if first != draft.number:
            reason = _("Row %(row)d has the same NIK and business name at another address.")
            draft.warn("business_name", reason % {"row": first})

    def _twin(self, keys: Keys) -> Draft | None:
        """The earlier new row of the same identity; a NIK or NIB that one of them lacks aside."""
        for draft in self.first_rows.get(keys.place, []):
            other = self.keys[draft.number]
            numbers = ((keys.nik, other.nik), (keys.nib, other.nib))
            if all(one == two or not (one and two) for one, two in numbers):
                return draft
        return None

    def _columns_that_differ(self, one: Draft, other: Draft) -> list[str]:
        return [
            other.plan.column_of(key)
            for key, text in other.given.items()
            if one.given.get(key) != text
        ]
