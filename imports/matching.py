"""Matching: is a row new, or is its business in the register, or in the file, already?

In this order: the very row was imported before (whatever an officer has corrected since);
a row of this identity was; the same NIK with the same business name, or the same names at the
same address, is in the register; an earlier row of the file says the same. What is left is new.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from common.encryption import digest
from imports.differences import differences
from imports.drafts import Draft
from imports.owners import Owners
from imports.stored import Keys, PlaceKey, Stored, place_key

NEW, CHANGED, SAME, DUPLICATE, ERROR = "new", "changed", "same", "duplicate", "error"
BUCKETS = (NEW, CHANGED, SAME, DUPLICATE, ERROR)


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
    row = (f"{key}={text}" for key, text in sorted(draft.given.items()))
    return Keys(
        place=place,
        owner_name=place[2],
        nik=digest(nik, kind="nik") if nik else "",
        nib=nib,
        fingerprint=digest("\x1f".join(identity), kind="import"),
        content=digest("\x1f".join(row), kind="import-row"),
    )


class Matcher:
    """Puts every draft of one file into its bucket."""

    def __init__(self, drafts: list[Draft], *, by: AbstractBaseUser | None) -> None:
        """Args: by: who imports, and is told of what lies in the work area only; None: of all."""
        self.drafts = drafts
        self.stored = Stored(by)
        self.owners = Owners(self.stored)
        self.keys = {draft.number: keys_of(draft) for draft in drafts if not draft.errors}
        # The new businesses so far: by place and names, and by NIK and business name.
        self.first_rows: dict[PlaceKey, list[Draft]] = {}
        self.first_of_nik: dict[tuple[str, str], int] = {}

    def is_recorded(self, draft: Draft) -> bool:
        """Whether this very row was imported before."""
        keys = self.keys[draft.number]
        return (keys.fingerprint, keys.content) in self.stored.contents

    def sort(self) -> None:
        """Set the bucket of every draft. A constant number of queries per 500 rows."""
        self._load([draft for draft in self.drafts if not draft.errors])
        for draft in self.drafts:
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
            self.owners.note_holder(draft, keys)
        self.stored.load_matched(draft.business_id for draft in open_rows if draft.business_id)

    def _match(self, keys: Keys) -> int | None:
        """The stored business that a row speaks of."""
        stored = self.stored
        imported = stored.contents.get((keys.fingerprint, keys.content))
        if imported or keys.fingerprint in stored.fingerprints:
            return imported or stored.fingerprints[keys.fingerprint]
        here = stored.places.get(keys.place)
        of_owner = stored.by_nik.get((keys.nik, keys.place[1]), []) if keys.nik else []
        if here in of_owner or not of_owner:
            return here
        same_kelurahan = (
            pk for pk in of_owner if stored.businesses[pk].kelurahan_id == keys.place[0]
        )
        return next(same_kelurahan, of_owner[0])

    def _bucket(self, draft: Draft, keys: Keys) -> str:
        """The bucket of a row; errors found on the way stand in the draft and come first."""
        if self.is_recorded(draft):
            return SAME
        business = self.stored.businesses.get(draft.business_id)
        self.owners.check_number(draft, keys, business.owner_id if business else None)
        if business is not None:
            draft.differs = differences(draft, business, self.stored)
            return CHANGED if draft.differs else SAME
        twin = self._twin(keys)
        if twin is not None:
            draft.twin, draft.differs = twin.number, self._columns_that_differ(twin, draft)
            return DUPLICATE
        if not draft.errors:
            self.owners.add(draft, keys)
        if not draft.errors:
            self._keep_new(draft, keys)
        return NEW

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
