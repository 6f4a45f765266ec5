"""Activity status: whether a business runs, has paused, or has closed; with date and reason.

A business that is not active leaves the public directory in the transaction of the move; its
record stays, because nothing is deleted by officers. The date is that of the event, so it lies
neither in the future nor before the business began or entered the register.
"""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import scope
from businesses.models import Business, VerificationStep
from businesses.signals import business_changed
from common.workflow import Refused, Transition, Workflow

Activity = Business.Activity
PERMISSION = "businesses.set_activity"
LONGEST_REASON = Business._meta.get_field("activity_reason").max_length

WORKFLOW = Workflow(
    name="activity",
    statuses=Activity,
    initial=Activity.ACTIVE,
    status_field="activity_status",
    step_link="business",
    step_model=lambda: VerificationStep,
    transitions=[
        Transition(
            name="pause",
            label=gettext_lazy("Not active for now"),
            sources=frozenset({Activity.ACTIVE}),
            target=Activity.INACTIVE,
            permission=PERMISSION,
            needs_note=True,
        ),
        Transition(
            name="resume",
            label=gettext_lazy("Active again"),
            sources=frozenset({Activity.INACTIVE}),
            target=Activity.ACTIVE,
            permission=PERMISSION,
            needs_note=True,
        ),
        Transition(
            name="close",
            label=gettext_lazy("Close the business"),
            sources=frozenset({Activity.ACTIVE, Activity.INACTIVE}),
            target=Activity.CLOSED,
            permission=PERMISSION,
            needs_note=True,
        ),
        Transition(
            name="restart",
            label=gettext_lazy("Open the business again"),
            sources=frozenset({Activity.CLOSED}),
            target=Activity.ACTIVE,
            permission=PERMISSION,
            needs_note=True,
        ),
    ],
)


class BadDate(Refused):
    """A date in the future, or before something that came first."""


def _require_day(row: Business, on: date) -> None:
    """Raise BadDate unless the business can have changed its activity on that day."""
    if on > timezone.localdate():
        raise BadDate(_("This date lies in the future. Type the day on which it happened."))
    if row.started_year is not None and on.year < row.started_year:
        raise BadDate(
            _("The business began in %(year)s: type a later date.") % {"year": row.started_year}
        )
    earliest = max(day for day in (row.registered_on, row.activity_changed_on) if day is not None)
    if on < earliest:
        text = (
            _("The business is in the register since %(date)s: type that day or a later one.")
            if earliest == row.registered_on
            else _("The last change of activity was on %(date)s: type that day or a later one.")
        )
        raise BadDate(text % {"date": date_format(earliest, "DATE_FORMAT")})


def move(
    business: Business,
    action: str,
    *,
    by: AbstractBaseUser,
    version: int | None,
    note: str = "",
    on: date | None = None,
) -> Business:
    """Make one move of the table with one business, and return the stored row.

    Args:
        note: the reason; kept in the step in full and on the record.
        on: the day on which it happened; today when None.
    Raises:
        Http404: the business lies outside the work area of `by`.
        PermissionDenied, or a Refused: WrongState, NoteMissing, StaleVersion, BadDate.
    """
    if not scope.covers(by, business.kelurahan_id):
        raise Http404
    on = on or timezone.localdate()
    with transaction.atomic():
        row = WORKFLOW.move(
            business,
            action,
            by=by,
            version=version,
            note=note,
            check=lambda locked: _require_day(locked, on),
            activity_changed_on=on,
            activity_reason=note.strip()[:LONGEST_REASON],
        )
        business_changed.send(Business, ids=[row.pk])
    return row
