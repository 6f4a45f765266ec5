"""What owners ask about their own data, and the clock that runs from then on.

UU 27/2022: an answer within 3 × 24 hours. The desk works for the whole city: whoever has a work
area finds no request. A request is answered or refused, either with a note, and then it is a
record.
"""

from datetime import datetime
from math import ceil, floor

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from businesses import desk, erasure
from businesses.models import DataRequest, DataRequestStep
from common.workflow import Refused, Transition, Workflow, WrongState, lock

Status = DataRequest.Status
AN_HOUR = 3600  # seconds
SOON = 24  # hours

WORKFLOW = Workflow(
    name="data_request",
    statuses=Status,
    initial=Status.RECEIVED,
    step_link="request",
    step_model=lambda: DataRequestStep,
    transitions=[
        Transition(
            name="answer",
            label=gettext_lazy("Mark as answered"),
            sources=frozenset({Status.RECEIVED}),
            target=Status.ANSWERED,
            permission=desk.PERMISSION,
            needs_note=True,
        ),
        Transition(
            name="refuse",
            label=gettext_lazy("Refuse the request"),
            sources=frozenset({Status.RECEIVED}),
            target=Status.REFUSED,
            permission=desk.PERMISSION,
            needs_note=True,
        ),
    ],
)


def hours_left(request: DataRequest, *, now: datetime | None = None) -> int:
    """Whole hours until the answer is due; negative once it is late, never 0 then."""
    hours = (request.due_at - (now or timezone.now())).total_seconds() / AN_HOUR
    return floor(hours) if hours >= 0 else -ceil(-hours)


def clock(request: DataRequest, *, now: datetime | None = None) -> tuple[str, str]:
    """(colour, sentence): "12 hours left", "3 hours late", or in how many it was answered."""
    if request.closed_at is not None:
        hours = ceil((request.closed_at - request.received_at).total_seconds() / AN_HOUR)
        late = request.closed_at > request.due_at
        text = ngettext("closed after %(count)d hour", "closed after %(count)d hours", hours)
        return ("red" if late else "grey"), text % {"count": hours}
    hours = hours_left(request, now=now)
    if hours < 0:
        text = ngettext("%(count)d hour late", "%(count)d hours late", -hours)
        return "red", text % {"count": -hours}
    text = ngettext("%(count)d hour left", "%(count)d hours left", hours)
    return ("amber" if hours < SOON else "green"), text % {"count": hours}


def save_request(
    request: DataRequest, *, by: AbstractBaseUser, version: int | None = None
) -> DataRequest:
    """Take in a new request, or save a changed one on the version that `by` saw.

    Raises PermissionDenied, Http404, StaleVersion; WrongState: it is closed.
    """
    action = "change" if request.pk else "add"
    if not by.has_perm(f"businesses.{action}_datarequest"):
        raise PermissionDenied
    desk.require_desk(by)
    with transaction.atomic():
        if request.pk:
            stored = lock(request, version=version)
            if stored.status != Status.RECEIVED:
                raise WrongState(_("This request is closed: it is read, not changed."))
            request.version, request.status = stored.version, stored.status
        request.stamp(by)
        request.save()
    return request


def move(
    request: DataRequest, action: str, *, by: AbstractBaseUser, version: int | None, note: str = ""
) -> DataRequest:
    """Answer or refuse a request, and return the stored row; see Workflow.move.

    What a request of an erased person holds goes when it is closed.
    """
    desk.require_desk(by)
    with transaction.atomic():
        row = WORKFLOW.move(
            request,
            action,
            by=by,
            version=version,
            note=note,
            check=_require_identity if action == "answer" else None,
            closed_at=timezone.now(),
        )
        if row.owner is not None and row.owner.anonymised_on is not None:
            erasure.erase_requests(row.owner)
            row.refresh_from_db()
    return row


def _require_identity(row: DataRequest) -> None:
    """Data go to the person they are about, and to nobody else."""
    if row.owner_id is not None and not row.identity_checked:
        raise Refused(
            _("Write down how the identity was checked: data go to the person they are about.")
        )
