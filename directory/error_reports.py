"""What visitors say is wrong on a page: taken in without an account, looked at by officers.

A report is open until an officer of the kelurahan has put it right or found nothing wrong, with
a note. Nothing on a page changes by itself. A NIK or NIB in the message is left out: a queue is no
place for it. A phone number stays until the report is dealt with, because "the right number is…"
is what many reports are about; then it goes, with the way to reach the visitor.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy

from businesses import scope
from businesses.erasure import keepable
from common.workflow import Transition, Workflow
from directory.addresses import Gone
from directory.models import ErrorReport, ErrorReportStep, Listing
from directory.redaction import without_identifiers, without_numbers

Status = ErrorReport.Status
SETTLE = "directory.settle_errorreport"

WORKFLOW = Workflow(
    name="error_report",
    statuses=Status,
    initial=Status.OPEN,
    step_link="report",
    step_model=lambda: ErrorReportStep,
    transitions=[
        Transition(
            name="settle",
            label=gettext_lazy("It was put right"),
            sources=frozenset({Status.OPEN}),
            target=Status.SETTLED,
            permission=SETTLE,
            needs_note=True,
        ),
        Transition(
            name="dismiss",
            label=gettext_lazy("Nothing is wrong"),
            sources=frozenset({Status.OPEN}),
            target=Status.DISMISSED,
            permission=SETTLE,
            needs_note=True,
        ),
        Transition(
            name="reopen",
            label=gettext_lazy("Look at it again"),
            sources=frozenset({Status.SETTLED, Status.DISMISSED}),
            target=Status.OPEN,
            permission=SETTLE,
            needs_note=True,
        ),
    ],
)


def take_in(listing: Listing, *, about: str, message: str, reply_to: str = "") -> ErrorReport:
    """Store what a visitor reports about a published business.

    Raises Gone when it was withdrawn meanwhile.
    """
    with transaction.atomic():
        # Whoever erases or withdraws it holds this lock: nothing comes in behind their back.
        row = Listing.objects.filter(pk=listing.pk).select_related("business")
        row = row.only("code", "business__code")
        list(row.select_for_update(of=("business",), no_key=True))
        if not Listing.objects.filter(pk=listing.pk).exists():
            raise Gone
        return ErrorReport.objects.create(
            business_id=listing.pk,
            about=about,
            message=without_identifiers(message),
            reply_to=without_identifiers(reply_to),
        )


def move(
    report: ErrorReport,
    action: str,
    *,
    by: AbstractBaseUser,
    version: int | None = None,
    note: str = "",
) -> ErrorReport:
    """Make one move of the table and return the stored row; see `Workflow.move`.

    Raises Http404 when the business lies outside the work area of `by`.
    """
    business = report.business
    if not scope.covers(by, business.kelurahan_id):
        raise Http404
    note = keepable(business.owner, note)
    # The words of the visitor never change after they came in, so no lock is needed to read them.
    left = without_numbers(report.message)
    return WORKFLOW.move(
        report, action, by=by, version=version, note=note, reply_to="", message=left
    )
