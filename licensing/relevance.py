"""Which permits a business needs, and which of them it lacks.

What is relevant follows from the categories of the business and of its products, by the table
`PermitRelevance` that staff edit: a line of a product line goes before that of its sector, and
no line at all means no matter. One category that asks for a permit is enough. A permit of the
business, of one of its products or of its owner meets it.

Certificates that a KBLI line asks for are no matter of this table: they follow from the risk
level on the NIB. A closed business needs nothing.

A permit "expires soon" from the months before its end in which its kind is renewed
(`PermitType.renew_months_before`), where none are set in the last 180 days.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from businesses.models import Business, BusinessCategory, Category, Product
from licensing.expiry import is_time_to_renew
from licensing.models import Permit, PermitRelevance, PermitType
from licensing.needs import Asked, State

HALAL = "halal"  # the kind of permit that products themselves have a status for
NOT_HALAL = (Product.Halal.NON_HALAL, Product.Halal.NOT_APPLICABLE)


@dataclass(frozen=True)
class Need(Asked):
    """One kind of permit that is relevant for a business; `permit` is the one that decided."""

    type: PermitType
    state: State
    permit: Permit | None = None

    @property
    def expires_on(self) -> date | None:
        return self.permit.expires_on if self.permit is not None else None


# -- the table -------------------------------------------------------------------------------------


def _relevant_categories(lines: QuerySet[PermitRelevance]) -> dict[int, set[int]]:
    """Kind of permit → the categories for which it is relevant, inheritance included (keys)."""
    said = {(line.type_id, line.category_id): line.is_relevant for line in lines}
    kinds = {kind for kind, _category in said}
    found: dict[int, set[int]] = defaultdict(set)
    for pk, parent in Category.objects.order_by().values_list("pk", "parent_id"):
        for kind in kinds:
            if said.get((kind, pk), said.get((kind, parent), False)):
                found[kind].add(pk)
    return found


def _lines() -> QuerySet[PermitRelevance]:
    in_use = PermitRelevance.objects.order_by()
    return in_use.filter(type__is_active=True, type__per_kbli=False)


def relevant_types() -> QuerySet[PermitType]:
    """The kinds of permit that are relevant for any category: what can be missing."""
    return PermitType.objects.filter(pk__in=_lines().filter(is_relevant=True).values("type"))


# -- one business ----------------------------------------------------------------------------------


def permits_of(business: Business) -> QuerySet[Permit]:
    """The permits of a business, of its products and of its owner."""
    return Permit.objects.filter(
        Q(business=business) | Q(product__business=business) | Q(owner=business.owner_id)
    )


def needs_of(business: Business, *, on: date | None = None) -> list[Need]:
    """What `business` needs, by the name of the permit, as of the day `on` (today when None)."""
    if business.activity_status == Business.Activity.CLOSED:
        return []
    on = on or timezone.localdate()
    products = list(business.products.values_list("category_id", "halal_status"))
    categories = {
        business.primary_category_id,
        *business.category_lines.values_list("category_id", flat=True),
        *(category for category, _status in products),
    }
    by_kind = _relevant_categories(_lines())
    wanted = [kind for kind, relevant in by_kind.items() if relevant & categories]
    permits = permits_of(business).filter(type__in=wanted)
    permits = permits.select_related("type", "product", "renewed_by__type")
    held = defaultdict(list)
    for permit in permits:
        held[permit.type_id].append(permit)
    statuses = [status for _category, status in products]
    return [
        _need(kind, held[kind.pk], statuses, on)
        for kind in PermitType.objects.filter(pk__in=wanted)
    ]


def _need(kind: PermitType, permits: list[Permit], halal: list[str], on: date) -> Need:
    """The state of one kind; `halal` are the statuses of the products of the business."""
    granted = [permit for permit in permits if permit.status == Permit.Status.GRANTED]
    granted.sort(key=lambda permit: permit.expires_on or date.max)
    latest = granted[-1] if granted else None
    applied = [permit for permit in permits if permit.status == Permit.Status.APPLIED]
    if latest is not None and (latest.expires_on is None or latest.expires_on >= on):
        is_soon = is_time_to_renew(latest, on=on)
        return Need(kind, State.EXPIRING if is_soon else State.HELD, latest)
    if applied:
        return Need(kind, State.APPLIED, applied[0])
    if kind.code == HALAL and halal and all(status in NOT_HALAL for status in halal):
        return Need(kind, State.NOT_APPLICABLE)
    if latest is not None:
        return Need(kind, State.EXPIRED, latest)
    if kind.code == HALAL and Product.Halal.CERTIFIED in halal:
        return Need(kind, State.UNNUMBERED)
    return Need(kind, State.MISSING)


# -- many businesses -------------------------------------------------------------------------------


def missing(
    businesses: QuerySet[Business], kind: PermitType, *, on: date | None = None
) -> QuerySet[Business]:
    """Those of `businesses` for which `needs_of` finds a gap of this kind on the day `on`."""
    on = on or timezone.localdate()
    categories = _relevant_categories(_lines().filter(type=kind))[kind.pk]
    further = BusinessCategory.objects.filter(business=OuterRef("pk"), category__in=categories)
    products = Product.objects.order_by().filter(business=OuterRef("pk"))
    is_relevant = (
        Q(primary_category__in=categories)
        | Q(Exists(further))
        | Q(Exists(products.alias(line=_unindexed("category_id")).filter(line__in=categories)))
    )
    valid = Q(expires_on__isnull=True) | Q(expires_on__gte=on)
    good = Q(status=Permit.Status.APPLIED) | Q(valid, status=Permit.Status.GRANTED)
    lacking = businesses.exclude(activity_status=Business.Activity.CLOSED).filter(is_relevant)
    lacking = lacking.filter(*(~Exists(permits) for permits in _permits(kind, good)))
    return _without_halal(lacking, kind, products) if kind.code == HALAL else lacking


def _unindexed(key: str) -> Cast:
    """A foreign key as a bare number: by its index SQLite would read, for every business anew,
    all rows of the kind or category instead of the few rows of the business."""
    return Cast(key, BigIntegerField())


def _permits(kind: PermitType, which: Q) -> list[QuerySet[Permit]]:
    """Permits of an outer business, its products and its owner: each is found by its own index."""
    of_kind = Permit.objects.order_by().alias(kind=_unindexed("type_id"))
    rows = of_kind.filter(which, kind=kind.pk)
    return [
        rows.filter(business=OuterRef("pk")),
        rows.filter(product__business=OuterRef("pk")),
        rows.filter(owner=OuterRef("owner")),
    ]


def _without_halal(
    lacking: QuerySet[Business], kind: PermitType, products: QuerySet[Product]
) -> QuerySet[Business]:
    """Leave out what the products say: nothing of it can be halal, or it is certified already."""
    can_be = products.exclude(halal_status__in=NOT_HALAL)
    certified = products.filter(halal_status=Product.Halal.CERTIFIED)
    uncertified = ~Q(Exists(certified))
    # A granted one that were valid would have been left out before: it has expired.
    for permits in _permits(kind, Q(status=Permit.Status.GRANTED)):
        uncertified |= Q(Exists(permits))
    return lacking.filter(Q(Exists(can_be)) | ~Exists(products), uncertified)
