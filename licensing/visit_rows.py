"""What a row of the work list says about a business: its NIB, its last visit, how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from businesses.models import Business
from licensing.models import AssistanceCase, Nib, Visit
from licensing.visits import may_be_taken_back

ONE_KILOMETRE = 995  # metres: what rounds to 1000 is told as 1,0 km


@dataclass(frozen=True)
class Row:
    """One business of the list.

    Attributes:
        nib: of its owner; None while nobody has asked.
        visit: the latest valid one.
        case: the key of the open case that is to end in a NIB.
        undo: the same visit, where the officer may still take it back.
    """

    business: Business
    nib: Nib | None
    visit: Visit | None
    case: int | None
    undo: Visit | None

    @property
    def status(self) -> str:
        return self.nib.status if self.nib is not None else Nib.Status.NOT_HELD

    @property
    def reason(self) -> str:
        """Why there is no NIB; a number that is not in force has no such reason."""
        if self.nib is None or not self.nib.absence_reason:
            return _("Not asked yet") if self.status in Nib.NUMBERLESS else ""
        return self.nib.get_absence_reason_display()

    @property
    def distance(self) -> str:
        """How far it is, "≈" where measured to the centre of the kelurahan; "" if not measured."""
        metres = getattr(self.business, "distance", None)
        if metres is None:
            return ""
        if metres < ONE_KILOMETRE:
            text = _("%(metres)d m") % {"metres": round(metres, -1)}
        else:
            text = _("%(kilometres)s km") % {"kilometres": number_format(metres / 1000, 1)}
        return text if self.business.lat is not None else f"≈ {text}"


def with_owners(businesses: QuerySet[Business]) -> QuerySet[Business]:
    """With everything that a row of the list or of the visit sheet shows."""
    return businesses.select_related("kelurahan", "primary_category", "owner", "owner__nib")


def latest_visits(keys: Iterable[int]) -> dict[int, Visit]:
    """The latest valid visit to each of these businesses, by key; one query."""
    visits = Visit.objects.valid().filter(business__in=list(keys)).select_related("by")
    found: dict[int, Visit] = {}
    for visit in visits.order_by("-at", "-pk"):
        found.setdefault(visit.business_id, visit)
    return found


def told(businesses: Iterable[Business], *, to: AbstractBaseUser) -> list[Row]:
    """What the list says to an officer about each of these businesses, in their order."""
    businesses = list(businesses)
    keys = [business.pk for business in businesses]
    visits = latest_visits(keys)
    opened = AssistanceCase.objects.open().for_nib().filter(business__in=keys)
    cases = dict(opened.values_list("business_id", "pk"))
    found = []
    for business in businesses:
        visit = visits.get(business.pk)
        undo = visit if visit is not None and may_be_taken_back(visit, by=to) else None
        nib = getattr(business.owner, "nib", None)
        found.append(Row(business, nib, visit, cases.get(business.pk), undo))
    return found
