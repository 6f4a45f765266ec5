"""The search for records that look like one: a few candidates are compared, never all pairs.

Candidates are the records of the same owner, the same NIK or the same phone number anywhere in
the city, and those of a similar name in the same kelurahan. One search is four queries. What
lies outside the officer's work area is found too, but shown as a record there and no more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from rapidfuzz import fuzz, process

from businesses import scope
from businesses.models import Business, Owner
from businesses.similarity import (
    LIKELY,
    SHOWN,
    Likeness,
    Traits,
    core,
    likeness,
    real_phones,
    reason_texts,
)
from common.bulk import batches

LEAST_RATIO = 60.0  # of two names, as rapidfuzz counts; below, `likeness` says no as well
MOST_BY_NAME = 80
MOST_BY_OWNER = 200
SHOWN_AT_ONCE = 5

COLUMNS = (
    "pk", "name", "kelurahan_id", "owner_id", "owner__name", "owner__nik_digest", "owner__phone",
    "phone", "whatsapp", "address", "rt", "rw", "lat", "lng",
)  # fmt: skip
SHOWN_COLUMNS = (
    "pk", "code", "kelurahan__name", "created_by__full_name", "created_by__username", "created_at",
)  # fmt: skip


def traits_from(row: tuple) -> Traits:
    """Traits from the values of `COLUMNS`."""
    pk, name, kelurahan, owner, owner_name, nik, *rest = row
    *phones, address, rt, rw, lat, lng = rest
    return Traits(
        pk=pk,
        name=name,
        kelurahan_id=kelurahan,
        owner_id=owner,
        owner_name=owner_name,
        nik=nik or "",
        phones=real_phones(phones),
        address=address,
        rt=rt,
        rw=rw,
        lat=None if lat is None else float(lat),
        lng=None if lng is None else float(lng),
    )


def traits_of(business: Business, owner: Owner | None = None) -> Traits:
    """Traits of a record or of a draft, whose `owner` may be unsaved or not known yet."""
    if owner is None and (
        business.owner_id or Business._meta.get_field("owner").is_cached(business)
    ):
        owner = business.owner
    known = owner or Owner()
    row = (
        business.pk, business.name, business.kelurahan_id, known.pk, known.name, known.nik_digest,
        known.phone, business.phone, business.whatsapp, business.address, business.rt, business.rw,
        business.lat, business.lng,
    )  # fmt: skip
    return traits_from(row)


def load(businesses: QuerySet[Business]) -> list[Traits]:
    """Traits of stored records, in one query; what an erasure left has none."""
    named = businesses.filter(owner__anonymised_on__isnull=True)
    return [traits_from(row) for row in named.order_by().values_list(*COLUMNS)]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that looks like the one in question. Outside the area it shows no data."""

    pk: int
    likeness: Likeness
    kelurahan: str
    is_visible: bool
    code: str = ""
    name: str = ""
    owner_name: str = ""
    entered_by: str = ""
    entered_at: datetime | None = None

    @property
    def score(self) -> int:
        return self.likeness.score

    @property
    def reasons(self) -> list[str]:
        return reason_texts(self.likeness.reasons)


def _with_owner(traits: Traits) -> QuerySet[Owner]:
    """The owners who may be the one of `traits`: by key, by NIK, by phone number."""
    owners = Owner.objects.order_by()
    found = owners.filter(pk=traits.owner_id or 0).values("pk")
    if traits.nik:
        found = found.union(owners.filter(nik_digest=traits.nik).values("pk"), all=True)
    if traits.phones:
        same = owners.filter(phone__in=traits.phones).exclude(phone="")
        found = found.union(same.values("pk"), all=True)
    return found


def _by_owner(traits: Traits) -> set[int]:
    """Records of the same owner, NIK or phone number, in the whole city. Two queries at most."""
    if not (traits.owner_id or traits.nik or traits.phones):
        return set()
    owners = list(_with_owner(traits)[:MOST_BY_OWNER].values_list("pk", flat=True))
    records = Business.objects.order_by()
    found = records.filter(owner_id__in=owners).values("pk")
    for column in ("phone", "whatsapp") if traits.phones else ():
        same = records.filter(**{f"{column}__in": traits.phones}).exclude(**{column: ""})
        found = found.union(same.values("pk"), all=True)
    return {row["pk"] for row in found[:MOST_BY_OWNER]}


def _by_name(traits: Traits) -> set[int]:
    """Records of a similar name in the same kelurahan; the comparison runs in C. One query."""
    wanted = core(traits.name)
    if not wanted or traits.kelurahan_id is None:
        return set()
    rows = Business.objects.order_by().filter(kelurahan_id=traits.kelurahan_id)
    names = {pk: found for pk, name in rows.values_list("pk", "name") if (found := core(name))}
    similar = process.extract(
        wanted, names, scorer=fuzz.token_ratio, score_cutoff=LEAST_RATIO, limit=MOST_BY_NAME
    )
    return {pk for _core, _ratio, pk in similar}


def scores(traits: Traits, *, least: int) -> list[tuple[Traits, Likeness]]:
    """The records that look like `traits` with at least this score, best first."""
    keys = (_by_owner(traits) | _by_name(traits)) - {traits.pk}
    found = [
        (other, same)
        for other in load(Business.objects.filter(pk__in=keys))
        if (same := likeness(traits, other)).score >= least
    ]
    return sorted(found, key=lambda pair: (-pair[1].score, pair[0].pk))


def candidates(
    traits: Traits, *, visible_to: AbstractBaseUser, least: int = SHOWN
) -> list[Candidate]:
    """What `visible_to` is shown of the records that look like a record or a draft.

    Args:
        traits: of `traits_of`.
        least: the score from which on a record is listed.
    """
    found = scores(traits, least=least)[:SHOWN_AT_ONCE]
    keys = [other.pk for other, _same in found]
    rows = {
        row[0]: row[1:]
        for row in Business.objects.filter(pk__in=keys).order_by().values_list(*SHOWN_COLUMNS)
    }
    return [
        _candidate(other, same, rows[other.pk], visible_to)
        for other, same in found
        if other.pk in rows
    ]


def _candidate(
    other: Traits, same: Likeness, row: tuple[Any, ...], visible_to: AbstractBaseUser
) -> Candidate:
    code, kelurahan, full_name, username, entered_at = row
    if not scope.covers(visible_to, other.kelurahan_id):
        return Candidate(other.pk, same, kelurahan, is_visible=False)
    return Candidate(
        other.pk,
        same,
        kelurahan,
        is_visible=True,
        code=code,
        name=other.name,
        owner_name=other.owner_name,
        entered_by=full_name or username or "",
        entered_at=entered_at,
    )


# -- all records of a kelurahan at once -------------------------------------------------------

Pair = tuple[int, int]  # primary keys, the lower one first


def _elsewhere(rows: list[Traits], kelurahan_id: int) -> list[Traits]:
    """Records of other kelurahan that share an owner, a NIK or a phone number with `rows`."""
    others = Business.objects.exclude(kelurahan_id=kelurahan_id)
    found: dict[int, Traits] = {}
    for batch in batches(rows):
        niks = {row.nik for row in batch if row.nik}
        phones = {phone for row in batch for phone in row.phones}
        owners = Q(pk__in={row.owner_id for row in batch}) | Q(nik_digest__in=niks)
        known = set(Owner.objects.filter(owners).order_by().values_list("pk", flat=True))
        called = Owner.objects.filter(phone__in=phones).exclude(phone="").order_by()
        known |= set(called.values_list("pk", flat=True))
        wanted = [Q(owner_id__in=some) for some in batches(sorted(known))]
        wanted += [Q(phone__in=phones) & ~Q(phone=""), Q(whatsapp__in=phones) & ~Q(whatsapp="")]
        for condition in wanted:
            found |= {row.pk: row for row in load(others.filter(condition))}
    return list(found.values())


def _sharing(rows: list[Traits]) -> Iterator[tuple[Traits, Traits]]:
    """Pairs with the same owner, NIK or phone number."""
    groups: dict[object, list[Traits]] = {}
    for row in rows:
        for key in {("owner", row.owner_id), ("nik", row.nik), *row.phones} - {("nik", "")}:
            groups.setdefault(key, []).append(row)
    for group in groups.values():
        some = group[:MOST_BY_OWNER]
        yield from ((a, b) for index, a in enumerate(some) for b in some[index + 1 :])


def _named_alike(rows: list[Traits]) -> Iterator[tuple[Traits, Traits]]:
    """Pairs with similar names."""
    named = [(row, name) for row in rows if (name := core(row.name))]
    names = [name for _row, name in named]
    for index, (row, name) in enumerate(named):
        similar = process.extract(
            name,
            names[index + 1 :],
            scorer=fuzz.token_ratio,
            score_cutoff=LEAST_RATIO,
            limit=None,
        )
        yield from ((row, named[index + 1 + place][0]) for _name, _ratio, place in similar)


def pairs_in(kelurahan_id: int, *, least: int = LIKELY) -> tuple[set[int], dict[Pair, Likeness]]:
    """All look-alikes of the records of one kelurahan, here and elsewhere, and who was looked at.

    Memory and time grow with one kelurahan, not with the city.
    """
    rows = load(Business.objects.filter(kelurahan_id=kelurahan_id))
    here = {row.pk for row in rows}
    found: dict[Pair, Likeness] = {}
    seen: set[Pair] = set()
    compared: Iterable[tuple[Traits, Traits]] = (
        *_sharing(rows + _elsewhere(rows, kelurahan_id)),
        *_named_alike(rows),
    )
    for one, other in compared:
        pair = (min(one.pk, other.pk), max(one.pk, other.pk))
        if pair in seen or one.pk == other.pk or not here & set(pair):
            continue
        seen.add(pair)
        same = likeness(one, other)
        if same.score >= least:
            found[pair] = same
    return here, found
