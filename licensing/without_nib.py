"""The work list: which businesses hold no NIB, why, how far they are, and who went there.

"Without a NIB" is what `licensing.coverage` says about today. A frozen, revoked or mismatching NIB
is none either, but asks for another talk, so the list tells them apart. Each row stands once for
a business: an owner of two stalls is met at either of them. What an officer narrows the list by,
and how it is asked for, is `licensing.forms.work_list`.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Sqrt
from django.utils.translation import gettext_lazy as _

from businesses.models import Business
from common.coordinates import Point
from licensing import coverage
from licensing.models import AssistanceCase, Nib, Visit

# A degree in metres at the latitude of Kupang (10.2° south), where the earth is flat enough:
# over the 20 km of the city the error stays below 20 m.
METRES_OF_LATITUDE = 110_600.0
METRES_OF_LONGITUDE = 109_570.0


class Went(models.TextChoices):
    """What came of the visits so far."""

    NEVER = "belum", _("Never visited")
    VISITED = "dikunjungi", _("Visited")
    REFUSED = "menolak", _("Refused help")
    NOT_FOUND = "tidak-ketemu", _("Not found")
    CASE = "pendampingan", _("Case open")


class Order(models.TextChoices):
    NAME = "nama", _("Name, A to Z")
    DISTANCE = "jarak", _("Nearest first")
    LONGEST = "lama", _("Longest not visited")


LATEST_OUTCOME = {
    Went.VISITED: Visit.Outcome.VISITED,
    Went.REFUSED: Visit.Outcome.REFUSED,
    Went.NOT_FOUND: Visit.Outcome.NOT_FOUND,
}
NOT_ASKED = Q(owner__nib__isnull=True) | Q(
    owner__nib__status__in=Nib.NUMBERLESS, owner__nib__absence_reason=""
)
NOT_HELD = Q(owner__nib__isnull=True) | Q(owner__nib__status=Nib.Status.NOT_HELD)


def rows(user: AbstractBaseUser) -> QuerySet[Business]:
    """The active businesses without a NIB today in the work area of `user`."""
    return all_rows(user).active()


def all_rows(user: AbstractBaseUser) -> QuerySet[Business]:
    """The same, active or not."""
    return coverage.without_nib(Business.objects.visible_to(user))


def with_visits(businesses: QuerySet[Business]) -> QuerySet[Business]:
    """With `last`, the moment of the latest valid visit, and its `outcome`, to ask for."""
    visits = Visit.objects.valid().filter(business=OuterRef("pk")).order_by("-at", "-pk")
    return businesses.alias(
        last=Subquery(visits.values("at")[:1]), outcome=Subquery(visits.values("outcome")[:1])
    )


def has_reason(reason: str) -> Q:
    """Those without a NIB for a reason (`Nib.Absence`); "" for those that nobody asked yet."""
    return Q(owner__nib__absence_reason=reason) if reason else NOT_ASKED


def has_status(status: str) -> Q:
    """Those whose NIB stands so; without a row it is not held."""
    return NOT_HELD if status == Nib.Status.NOT_HELD else Q(owner__nib__status=status)


def that_went(went: Went) -> Q:
    """Those to which the visits went so; of rows `with_visits`."""
    here = OuterRef("pk")
    if went == Went.NEVER:
        return Q(~Exists(Visit.objects.valid().filter(business=here)))
    if went == Went.CASE:
        return Q(Exists(AssistanceCase.objects.open().for_nib().filter(business=here)))
    return Q(outcome=LATEST_OUTCOME[went])


def in_order(
    businesses: QuerySet[Business], order: str, *, start: Point | None
) -> QuerySet[Business]:
    """In an order that never wavers, each with its `distance` from `start` in metres.

    Without a start the distance is None, and the nearest first are those by name.
    """
    distance = Value(None, FloatField()) if start is None else _distance(start)
    found = businesses.annotate(distance=distance)
    if order == Order.DISTANCE and start is not None:
        return found.order_by("distance", "name", "pk")
    if order == Order.LONGEST:
        return with_visits(found).order_by(F("last").asc(nulls_first=True), "name", "pk")
    return found.order_by("name", "pk")


def _distance(start: Point) -> Sqrt:
    """Metres from `start` to a business; without a point of its own, to its kelurahan."""
    lat, lng = (Value(float(degrees)) for degrees in start)
    up = (Cast(Coalesce("lat", "kelurahan__lat"), FloatField()) - lat) * METRES_OF_LATITUDE
    along = (Cast(Coalesce("lng", "kelurahan__lng"), FloatField()) - lng) * METRES_OF_LONGITUDE
    return Sqrt(up * up + along * along)
