"""What the register holds of the businesses, owners and NIBs that a file speaks of.

Read by set, in batches: the number of queries grows with the size of the file, never with each
row. Rows are kept as they come from the data base: a model instance of each of the thousands of
records would cost more than everything else of the check.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from businesses import merging, scope
from businesses.lookalikes import COLUMNS
from businesses.models import Business, Kelurahan, Owner
from common.bulk import batches
from common.identifiers import fold
from imports.models import ImportedRow
from licensing.models import Nib, Permit

PlaceKey = tuple[int, str, str, str, str, str]

BUSINESS_FIELDS = (
    "name", "activity", "kelurahan", "address", "landmark", "rt", "rw", "lat", "lng", "place_kind",
    "started_year", "workers_male", "workers_female", "workers_paid", "workers_unpaid",
    "workers_band", "capital", "capital_band", "annual_sales", "sales_band", "sales_year",
    "financing", "phone", "whatsapp", "email", "primary_category",
    "consent_given_on", "consent_manner", "publishes_contact", "publishes_address",
)  # fmt: skip
OWNER_FIELDS = (
    "kind", "name", "responsible_name", "nik_digest", "npwp_digest", "gender", "birth_date",
    "address", "phone", "email",
)  # fmt: skip


class StoredBusiness(NamedTuple):
    """A business of the register; `values` in the order of BUSINESS_FIELDS, keys for relations."""

    pk: int
    version: int
    code: str
    owner_id: int
    kelurahan_id: int
    verification_status: str
    values: tuple[Any, ...]

    def value(self, name: str) -> Any:
        return self.values[BUSINESS_PLACE[name]]


class StoredOwner(NamedTuple):
    """An owner of the register; `values` in the order of OWNER_FIELDS."""

    pk: int
    version: int
    is_erased: bool
    values: tuple[Any, ...]

    def value(self, name: str) -> Any:
        return self.values[OWNER_PLACE[name]]

    @property
    def name(self) -> str:
        return self.values[OWNER_PLACE["name"]]

    @property
    def nik(self) -> str:
        """The digest of the NIK, or ""."""
        return self.values[OWNER_PLACE["nik_digest"]] or ""

    @property
    def is_person(self) -> bool:
        return self.values[OWNER_PLACE["kind"]] == Owner.Kind.PERSON


class StoredNib(NamedTuple):
    """A NIB row: its number ("" while it is not held) and whose it is."""

    number: str
    owner_id: int
    owner_name: str
    owner_nik: str
    issued_on: date | None


BUSINESS_PLACE = {name: index for index, name in enumerate(BUSINESS_FIELDS)}
OWNER_PLACE = {name: index for index, name in enumerate(OWNER_FIELDS)}
BUSINESS_COLUMNS = (
    "pk", "version", "code", "owner_id", "kelurahan_id", "verification_status", *BUSINESS_FIELDS,
)  # fmt: skip
OWNER_COLUMNS = ("pk", "version", "anonymised_on", *OWNER_FIELDS)
NIB_COLUMNS = ("number", "owner_id", "owner__name", "owner__nik_digest", "issued_on")


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
    code: str
    fingerprint: str
    content: str


def _by_set(
    rows: QuerySet, lookup: str, values: Iterable[object], columns: Iterable[str]
) -> Iterator[tuple]:
    found = rows.order_by().values_list(*columns)
    for some in batches(list(dict.fromkeys(values))):
        yield from found.filter(**{f"{lookup}__in": some}).iterator(chunk_size=2000)


@dataclass
class Stored:
    """The part of the register that can match the rows of one file.

    Attributes:
        contents: (fingerprint, content) → business, of rows imported before.
        fingerprints: fingerprint → business, of rows imported before.
        places: what `place_key` gives → business.
        here: the businesses of the kelurahan of the file, as `businesses.lookalikes` reads them.
        by_owner: (owner, folded business name) → businesses, of the owners that the file names
            by NIK or NIB.
        kelurahan: key → name; by_code: registry number → business.
        owners: every owner of `businesses`, or with a NIK of the file.
        of_nik: digest of the NIK → owners: a person, and entities the person answers for.
        nibs: number → NIB with its owner; nib_of: owner → NIB.
        elsewhere: the numbers of `nibs` whose owner lies outside the work area of `by`.
        businesses: every business that may be matched.
        products: business → folded product names; kbli: business → KBLI lines.
        permits: owner → (kind, number) of the permits of the owner and of all that the owner has.
    """

    by: AbstractBaseUser | None = None  # None: for whoever keeps the server
    contents: dict[tuple[str, str], int] = field(default_factory=dict)
    fingerprints: dict[str, int] = field(default_factory=dict)
    places: dict[PlaceKey, int] = field(default_factory=dict)
    here: list[tuple] = field(default_factory=list)
    by_owner: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    kelurahan: dict[int, str] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    owners: dict[int, StoredOwner] = field(default_factory=dict)
    of_nik: dict[str, list[StoredOwner]] = field(default_factory=lambda: defaultdict(list))
    nibs: dict[str, StoredNib] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    nib_of: dict[int, StoredNib] = field(default_factory=dict)
    businesses: dict[int, StoredBusiness] = field(default_factory=dict)
    products: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    kbli: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    categories: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    permits: dict[int, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def load_codes(self, codes: Iterable[str]) -> None:
        """Read the businesses of these registry numbers, with their owners."""
        codes = list(codes)
        found = self._take(_by_set(Business.objects, "code", codes, BUSINESS_COLUMNS))
        self.by_code = {business.code: business.pk for business in found}
        merged = Business.with_merged.filter(merged_into__isnull=False)
        gone = [code for code in codes if code not in self.by_code]
        for code, _pk in _by_set(merged, "code", gone, ("code", "pk")):
            survivor = merging.with_code(code)  # it leads to what it became, for ever
            if survivor is not None:
                found += self._take(
                    _by_set(Business.objects, "pk", [survivor.pk], BUSINESS_COLUMNS)
                )
                self.by_code[code] = survivor.pk
        self._load_owners("pk", {business.owner_id for business in found})

    def load_imported(self, fingerprints: Iterable[str]) -> None:
        """Read which rows were imported before."""
        columns = ("pk", "fingerprint", "content", "business_id")
        rows = _by_set(ImportedRow.objects, "fingerprint", fingerprints, columns)
        for _pk, fingerprint, content, business_id in sorted(rows):
            self.contents[fingerprint, content] = business_id
            self.fingerprints[fingerprint] = business_id

    def load_candidates(self, keys: Iterable[Keys]) -> None:
        """Read whatever rows with these keys may turn out to be."""
        keys = list(keys)
        self._load_places(sorted({key.place[0] for key in keys}))
        niks = {key.nik for key in keys if key.nik}
        for owner in self._load_owners("nik_digest", niks):
            self.of_nik[owner.nik].append(owner)
        for nib in self._nibs("number", (key.nib for key in keys if key.nib)):
            self.nibs[nib.number] = nib
        if self.by is not None:
            visible = Nib.objects.visible_to(self.by)
            inside = {number for (number,) in _by_set(visible, "number", self.nibs, ["number"])}
            self.elsewhere = self.nibs.keys() - inside
        of_nik = {owner.pk for owners in self.of_nik.values() for owner in owners}
        self._load_owners("pk", {nib.owner_id for nib in self.nibs.values()} - self.owners.keys())
        named = of_nik | {nib.owner_id for nib in self.nibs.values()}
        rows = _by_set(Business.objects, "owner_id", sorted(named), BUSINESS_COLUMNS)
        for business in sorted(self._take(rows)):
            self.by_owner[business.owner_id, fold(business.value("name"))].append(business.pk)
        self._load_nibs(sorted(of_nik))

    def _take(self, rows: Iterable[tuple]) -> list[StoredBusiness]:
        found = [StoredBusiness(*row[:6], row[6:]) for row in rows]
        self.businesses.update({business.pk: business for business in found})
        return found

    def _load_owners(self, lookup: str, values: Iterable[object]) -> list[StoredOwner]:
        rows = _by_set(Owner.objects, lookup, values, OWNER_COLUMNS)
        found = [StoredOwner(row[0], row[1], row[2] is not None, row[3:]) for row in rows]
        self.owners.update({owner.pk: owner for owner in found})
        return sorted(found)

    def _load_places(self, kelurahan_ids: list[int]) -> None:
        rows = Business.objects.filter(kelurahan_id__in=kelurahan_ids).order_by("pk")
        for row in rows.values_list(*COLUMNS).iterator(chunk_size=2000):
            (
                pk,
                name,
                kelurahan_id,
                _owner,
                owner_name,
                _nik,
                _phone,
                _business_phone,
                _wa,
                *rest,
            ) = row
            self.places.setdefault(place_key(kelurahan_id, name, owner_name, *rest[:3]), pk)
            self.here.append(row)

    def _nibs(self, lookup: str, values: Iterable[object]) -> Iterator[StoredNib]:
        for number, owner, name, nik, issued_on in _by_set(
            Nib.objects, lookup, values, NIB_COLUMNS
        ):
            yield StoredNib(number or "", owner, name, nik or "", issued_on)

    def _load_nibs(self, owner_ids: Iterable[int]) -> None:
        self.nib_of.update({nib.owner_id: nib for nib in self._nibs("owner_id", owner_ids)})

    def load_matched(self, ids: Iterable[int], *, with_permits: bool) -> None:
        """Read all that is compared of these businesses."""
        ids = list(dict.fromkeys(ids))
        missing = [pk for pk in ids if pk not in self.businesses]
        self._take(_by_set(Business.objects, "pk", missing, BUSINESS_COLUMNS))
        owners = {self.businesses[pk].owner_id for pk in ids if pk in self.businesses}
        self._load_owners("pk", sorted(owners - self.owners.keys()))
        self._load_nibs(sorted(owners - self.nib_of.keys()))
        self.kelurahan = dict(Kelurahan.objects.values_list("pk", "name"))
        for held, columns in (
            (self.products, ("pk", "products__name")),
            (self.kbli, ("pk", "kbli")),
            (self.categories, ("pk", "categories")),
        ):
            rows = Business.objects.filter(**{f"{columns[1]}__isnull": False})
            for pk, value in _by_set(rows, "pk", ids, columns):
                held[pk].add(fold(value) if held is self.products else value)
        if with_permits:
            self._load_permits(sorted(owners))

    def _load_permits(self, owner_ids: list[int]) -> None:
        for path in ("owner_id", "business__owner_id", "product__business__owner_id"):
            columns = (path, "type__code", "number")
            for owner, kind, number in _by_set(Permit.objects, path, owner_ids, columns):
                self.permits[owner].add((kind, number))

    def is_in_area(self, business: StoredBusiness) -> bool:
        """Whether the person who imports may change this business."""
        return self.by is None or scope.covers(self.by, business.kelurahan_id)
