"""What the register holds of the businesses, owners and NIBs that a file speaks of.

Read by set, in batches: the number of queries grows with the size of the file, never with
each row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet

from businesses.models import Business, Owner
from common.bulk import batches
from common.identifiers import fold
from imports.models import ImportedRow
from licensing.models import Nib

PlaceKey = tuple[int, str, str, str, str, str]


def place_key(kelurahan_id: int, name: str, owner: str, address: str, rt: str, rw: str) -> PlaceKey:
    """What makes two entries the same business when there is no NIK to tell them apart."""
    return kelurahan_id, fold(name), fold(owner), fold(address), rt, rw


@dataclass(frozen=True, slots=True)
class Keys:
    """The digests and folded texts by which one row is matched; made once."""

    place: PlaceKey
    owner_name: str
    nik: str  # digest, or ""
    nib: str
    fingerprint: str
    content: str


def _by_set(rows: QuerySet, lookup: str, values: Iterable[object]) -> Iterator[Model]:
    for some in batches(list(dict.fromkeys(values))):
        yield from rows.filter(**{f"{lookup}__in": some})


@dataclass
class Stored:
    """The part of the register that can match the rows of one file.

    Attributes:
        contents: (fingerprint, content) → business, of rows imported before.
        fingerprints: fingerprint → business, of rows imported before.
        places: what `place_key` gives → business.
        by_nik: (digest of the NIK, folded business name) → businesses.
        owners: digest of the NIK → owners: a person, and entities the person answers for.
        nibs: number → NIB with its owner; nib_of: owner → NIB.
        elsewhere: the numbers of `nibs` whose owner lies outside the work area of `by`.
        businesses: every matched business, with its owner.
        products: business → folded product names; kbli: business → KBLI lines.
    """

    by: AbstractBaseUser | None = None  # None: for whoever keeps the server
    contents: dict[tuple[str, str], int] = field(default_factory=dict)
    fingerprints: dict[str, int] = field(default_factory=dict)
    places: dict[PlaceKey, int] = field(default_factory=dict)
    by_nik: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    owners: dict[str, list[Owner]] = field(default_factory=lambda: defaultdict(list))
    nibs: dict[str, Nib] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    nib_of: dict[int, Nib] = field(default_factory=dict)
    businesses: dict[int, Business] = field(default_factory=dict)
    products: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    kbli: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    categories: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def load_imported(self, fingerprints: Iterable[str]) -> None:
        """Read which rows were imported before."""
        rows = ImportedRow.objects.order_by("pk")
        for row in _by_set(rows, "fingerprint", fingerprints):
            self.contents[row.fingerprint, row.content] = row.business_id
            self.fingerprints[row.fingerprint] = row.business_id

    def load_candidates(self, keys: Iterable[Keys]) -> None:
        """Read whatever rows with these keys may turn out to be."""
        keys = list(keys)
        niks = [key.nik for key in keys if key.nik]
        self._load_places(sorted({key.place[0] for key in keys}))
        for owner in _by_set(Owner.objects.order_by("pk"), "nik_digest", niks):
            self.owners[owner.nik_digest].append(owner)
        stored = Business.objects.order_by("pk").select_related("owner", "kelurahan")
        for business in _by_set(stored, "owner__nik_digest", niks):
            key = business.owner.nik_digest, fold(business.name)
            self.by_nik[key].append(business.pk)
            self.businesses[business.pk] = business
        for nib in _by_set(
            Nib.objects.select_related("owner"), "number", (key.nib for key in keys if key.nib)
        ):
            self.nibs[nib.number] = nib
        if self.by is not None:
            inside = _by_set(Nib.objects.visible_to(self.by), "number", self.nibs)
            self.elsewhere = self.nibs.keys() - {nib.number for nib in inside}
        self._load_nibs(owner.pk for owners in self.owners.values() for owner in owners)

    def _load_places(self, kelurahan_ids: list[int]) -> None:
        rows = Business.objects.filter(kelurahan_id__in=kelurahan_ids).order_by("pk")
        columns = ("pk", "kelurahan_id", "name", "owner__name", "address", "rt", "rw")
        for pk, *key in rows.values_list(*columns).iterator(chunk_size=2000):
            self.places.setdefault(place_key(*key), pk)

    def _load_nibs(self, owner_ids: Iterable[int]) -> None:
        for nib in _by_set(Nib.objects.select_related("owner"), "owner_id", owner_ids):
            self.nib_of[nib.owner_id] = nib

    def load_matched(self, ids: Iterable[int]) -> None:
        """Read all that is compared of these businesses."""
        ids = list(ids)
        missing = [pk for pk in ids if pk not in self.businesses]
        stored = Business.objects.select_related("owner", "kelurahan")
        for business in _by_set(stored, "pk", missing):
            self.businesses[business.pk] = business
        owners = {self.businesses[pk].owner_id for pk in ids} - self.nib_of.keys()
        self._load_nibs(sorted(owners))
        for batch in batches(ids):
            found = Business.objects.filter(pk__in=batch).order_by()
            for pk, name in found.filter(products__isnull=False).values_list(
                "pk", "products__name"
            ):
                self.products[pk].add(fold(name))
            for pk, line in found.filter(kbli__isnull=False).values_list("pk", "kbli"):
                self.kbli[pk].add(line)
            further = found.filter(categories__isnull=False)
            for pk, category in further.values_list("pk", "categories"):
                self.categories[pk].add(category)
