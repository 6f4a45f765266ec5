"""The first page of the back office: the city's figures, and what waits for the one who opens it.

Every number is a link to exactly the rows that it counts: both come from the same filter.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from businesses.models import Business, DataRequest, DuplicatePair
from businesses.verification_queue import VerificationQueue, days_waiting
from common.workflow import Text
from licensing import coverage, expiry, follow_up, without_nib
from licensing.models import AssistanceCase, Nib, Permit

Rows = Callable[[User], QuerySet]


@dataclass(frozen=True)
class Figure:
    """A number of the whole work area of the user, and where its rows are listed."""

    label: Text
    count: int
    url: str


@dataclass(frozen=True)
class Task:
    """Some rows that wait for the user; `oldest` is the moment when the first one came."""

    label: Text
    count: int
    url: str
    oldest: datetime | date | None = None

    @property
    def days(self) -> int | None:
        """How long the oldest row has waited, in whole days."""
        return days_waiting(self.oldest) if self.oldest is not None else None


@dataclass(frozen=True)
class Queue:
    """One row of the table of queues: who sees it, what it counts, where it leads."""

    label: Text
    permission: str
    rows: Rows
    address: str
    query: str
    moment: str = ""  # the field that says since when a row waits


def _mine(status: str) -> Rows:
    return lambda user: Business.objects.visible_to(user).filter(
        created_by=user, verification_status=status
    )


def _businesses(user: User) -> QuerySet[Business]:
    return Business.objects.visible_to(user)


BUSINESSES = "admin:businesses_business_changelist"
VERIFICATION = Business.Verification

FIGURES: tuple[tuple[Text, Rows, str], ...] = (
    (_("Registered"), _businesses, ""),
    (
        _("Verified"),
        lambda user: _businesses(user).verified(),
        "verification_status__exact=verified",
    ),
    (_("Holding a NIB"), lambda user: coverage.holding_nib(_businesses(user)), "nib=ya"),
    (_("Published"), lambda user: _businesses(user).public(), "terbit=ya"),
)

QUEUES = (
    Queue(
        _("Your drafts to finish"),
        "businesses.submit_business",
        _mine(VERIFICATION.DRAFT),
        BUSINESSES,
        "verification_status__exact=draft&saya=1",
        "updated_at",
    ),
    Queue(
        _("Lists to bring in"),
        "imports.add_importbatch",
        lambda user: apps.get_model("imports", "Upload").objects.visible_to(user).unfinished(),
        "imports:start",
        "",
        "created_at",
    ),
    Queue(
        _("Returned to you with a note"),
        "businesses.submit_business",
        _mine(VERIFICATION.RETURNED),
        BUSINESSES,
        "verification_status__exact=returned&saya=1",
        "updated_at",
    ),
    Queue(
        _("To verify"),
        "businesses.verify_business",
        lambda user: VerificationQueue(user).rows,
        "admin:businesses_business_verification_queue",
        "",
        "since",
    ),
    Queue(
        _("Verified too long ago: look again"),
        "businesses.verify_business",
        lambda user: VerificationQueue(user, line="ulang").rows,
        "admin:businesses_business_verification_queue",
        "antrean=ulang",
    ),
    Queue(
        _("Possible duplicates to decide"),
        "businesses.decide_duplicate",
        lambda user: DuplicatePair.objects.visible_to(user).open(),
        "admin:businesses_duplicatepair_changelist",
        "status__exact=open",
        "created_at",
    ),
    Queue(
        _("Reports of errors from visitors"),
        "directory.settle_errorreport",
        lambda user: apps.get_model("directory", "ErrorReport").objects.visible_to(user).open(),
        "admin:directory_errorreport_changelist",
        "status__exact=open",
        "created_at",
    ),
    Queue(
        _("NIB to check"),
        "licensing.verify_nib",
        lambda user: Nib.objects.visible_to(user).filter(status=Nib.Status.RECORDED),
        "admin:licensing_nib_changelist",
        "status__exact=recorded",
        "updated_at",
    ),
    Queue(
        _("Your open cases"),
        "licensing.move_case",
        lambda user: AssistanceCase.objects.visible_to(user).open().filter(officer=user),
        "admin:licensing_assistancecase_changelist",
        "terbuka=saya",
        "created_at",
    ),
    Queue(
        _("Cases past their date"),
        "licensing.move_case",
        lambda user: (
            AssistanceCase.objects.visible_to(user).open().filter(due_on__lt=timezone.localdate())
        ),
        "admin:licensing_assistancecase_changelist",
        "terbuka=terlambat",
        "created_at",
    ),
    Queue(
        _("Active businesses without a NIB, to visit"),
        "licensing.add_visit",
        without_nib.rows,
        "admin:licensing_visit_without_nib",
        "",
    ),
    Queue(
        _("NIB whose follow-up is missing"),
        "licensing.change_permit",
        lambda user: follow_up.with_gap(Nib.objects.visible_to(user)),
        "admin:licensing_nib_changelist",
        "tindak_lanjut=kurang",
    ),
    Queue(
        _("Permits past their date"),
        "licensing.change_permit",
        lambda user: expiry.overdue(Permit.objects.visible_to(user)),
        "admin:licensing_permit_changelist",
        "masa=lewat",
        "expires_on",
    ),
    Queue(
        _("Permits that expire within 90 days"),
        "licensing.change_permit",
        lambda user: expiry.expiring(Permit.objects.visible_to(user), days=90),
        "admin:licensing_permit_changelist",
        "masa=90",
    ),
    Queue(
        _("Data-subject requests to answer"),
        "businesses.answer_datarequest",
        lambda user: DataRequest.objects.visible_to(user).open(),
        "admin:businesses_datarequest_changelist",
        "status__exact=received",
        "received_at",
    ),
)


def _url(address: str, query: str) -> str:
    return f"{reverse(address)}?{query}" if query else reverse(address)


def figures(user: User) -> list[Figure]:
    """The headline of the work area of `user`."""
    if not user.has_perm("businesses.view_business"):
        return []
    return [
        Figure(label, rows(user).count(), _url(BUSINESSES, query)) for label, rows, query in FIGURES
    ]


def tasks(user: User) -> Iterator[Task]:
    """What waits for `user`, by permission; a queue that is empty is named all the same."""
    for queue in QUEUES:
        app = queue.permission.partition(".")[0]
        if not apps.is_installed(app) or not user.has_perm(queue.permission):
            continue
        wanted = {"count": Count("pk")} | ({"oldest": Min(queue.moment)} if queue.moment else {})
        found = queue.rows(user).order_by().aggregate(**wanted)
        url = _url(queue.address, queue.query)
        yield Task(queue.label, found["count"], url, found.get("oldest"))
