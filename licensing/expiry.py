"""When permits end: the one definition of "expires soon" and "past its date", on any day.

The last day of a permit is a day on which it still holds. A permit that was renewed is no
concern any more: its renewal is. Nor is one that nobody can use: the business that holds it (of
an owner: every business, or there is none) is closed. A business that only rests keeps its
permits in view, because it may open again. The status of permits and businesses is that of
today; only the dates are compared with the day that is asked about.
"""

from datetime import MAXYEAR, MINYEAR, date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from businesses.models import Business
from common.days import months_before
from licensing.models import Permit, PermitType

WINDOWS = (30, 90, 180)  # days before the end at which lists are made
OVERDUE = "overdue"


def _in_use(permits: QuerySet[Permit]) -> QuerySet[Permit]:
    """Granted ones whose holder still runs, and that no granted permit has renewed."""
    running = Business.objects.order_by().exclude(activity_status=Business.Activity.CLOSED)
    renewal = Permit.objects.order_by().filter(renews=OuterRef("pk"), status=Permit.Status.GRANTED)
    return permits.filter(
        ~Exists(renewal),
        Q(Exists(running.filter(pk=OuterRef("business"))))
        | Q(Exists(running.filter(products=OuterRef("product"))))
        | Q(Exists(running.filter(owner=OuterRef("owner")))),
        status=Permit.Status.GRANTED,
    )


def expiring(permits: QuerySet[Permit], *, days: int, on: date | None = None) -> QuerySet[Permit]:
    """Those of `permits` in use that end within `days` days from `on` (today when None).

    A permit that ends on the day itself is among them; one that ended before is not.
    """
    on = on or timezone.localdate()
    return _in_use(permits.filter(expires_on__range=(on, on + timedelta(days=days))))


def overdue(permits: QuerySet[Permit], *, on: date | None = None) -> QuerySet[Permit]:
    """Those of `permits` in use that ended before the day `on` (today when None)."""
    return _in_use(permits.filter(expires_on__lt=on or timezone.localdate()))


def counts(permits: QuerySet[Permit], *, on: date | None = None) -> dict[str | int, int]:
    """How many of `permits` are overdue, and how many end within each window. One query.

    The keys are OVERDUE and the days of WINDOWS, in this order; each number is that of the list
    of its name.
    """
    on = on or timezone.localdate()
    last = on + timedelta(days=max(WINDOWS))
    within = {
        f"within_{days}": Count("pk", Q(expires_on__range=(on, on + timedelta(days=days))))
        for days in WINDOWS
    }
    rows = _in_use(permits.order_by().filter(expires_on__lte=last))
    found = rows.aggregate(overdue=Count("pk", Q(expires_on__lt=on)), **within)
    return {OVERDUE: found["overdue"], **{days: found[f"within_{days}"] for days in WINDOWS}}


def is_time_to_renew(permit: Permit, *, on: date) -> bool:
    """Whether `permit` is near enough its end on the day `on` to be renewed.

    Its kind may say from how many months before (`PermitType.renew_months_before`); else it is
    the longest window of the lists.
    """
    end, months = permit.expires_on, permit.type.renew_months_before
    if end is None:
        return False
    if months is None:
        return end <= on + timedelta(days=max(WINDOWS))
    is_always = end.year - months // 12 - 1 < MINYEAR  # before the first day that a date can be
    return is_always or on >= months_before(end, months)


def usual_end(kind: PermitType, issued_on: date | None) -> date | None:
    """The last day that permits of this kind usually have; None where there is no usual one.

    A proposal to be compared with the document: how long a permit runs, its document says.
    """
    years = kind.validity_years
    if issued_on is None or not years or issued_on.year + years > MAXYEAR:
        return None
    return months_before(issued_on, -12 * years)
