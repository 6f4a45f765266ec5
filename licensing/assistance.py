"""Assistance cases: a request for help and its stages, from opening to outcome.

A case is opened at the MPP, at SABOAK or Car Free Night, in the kelurahan or by phone; its
stage moves by the table alone.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import scope
from common.constraints import is_violation
from common.workflow import Refused, Transition, Workflow, WrongState, lock
from licensing.models import AssistanceCase, CaseStep

Stage = AssistanceCase.Stage
OPEN_STAGES = frozenset({Stage.OPENED, Stage.PREPARING, Stage.FILED})

WORKFLOW = Workflow(
    name="case",
    statuses=Stage,
    initial=Stage.OPENED,
    status_field="stage",
    step_link="case",
    step_model=lambda: CaseStep,
    transitions=[
        Transition(
            name="prepare",
            label=gettext_lazy("Prepare the documents"),
            sources=frozenset({Stage.OPENED}),
            target=Stage.PREPARING,
            permission="licensing.move_case",
        ),
        Transition(
            name="file",
            label=gettext_lazy("File the application"),
            sources=frozenset({Stage.OPENED, Stage.PREPARING}),
            target=Stage.FILED,
            permission="licensing.move_case",
        ),
        Transition(
            name="send-back",
            label=gettext_lazy("Documents are missing"),
            sources=frozenset({Stage.FILED}),
            target=Stage.PREPARING,
            permission="licensing.move_case",
            needs_note=True,
        ),
        Transition(
            name="finish",
            label=gettext_lazy("Finish"),
            sources=frozenset({Stage.FILED}),
            target=Stage.DONE,
            permission="licensing.move_case",
        ),
        Transition(
            name="cancel",
            label=gettext_lazy("Cancel"),
            sources=OPEN_STAGES,
            target=Stage.CANCELLED,
            permission="licensing.move_case",
            needs_note=True,
        ),
    ],
)


class AlreadyOpen(Refused):
    """The business has an open case of this kind."""


def open_case(case: AssistanceCase, *, by: AbstractBaseUser) -> AssistanceCase:
    """Store a new case. Raises PermissionDenied, Http404 (out of scope) or AlreadyOpen."""
    if not by.has_perm("licensing.add_assistancecase"):
        raise PermissionDenied
    if not scope.covers(by, case.business.kelurahan_id):
        raise Http404
    case.stamp(by)
    with transaction.atomic():
        _save(case)
        CaseStep.objects.create(case=case, action="open", to_status=case.stage, by=by)
    return case


def revise(case: AssistanceCase, *, by: AbstractBaseUser, version: int | None) -> AssistanceCase:
    """Save what was typed into an open case; its stage stays as stored.

    Raises:
        PermissionDenied, Http404 (out of scope), StaleVersion, AlreadyOpen; WrongState when the
        case is closed.
    """
    if not by.has_perm("licensing.change_assistancecase"):
        raise PermissionDenied
    with transaction.atomic():
        stored = lock(case, version=version)
        if not scope.covers(by, stored.business.kelurahan_id):
            raise Http404
        if stored.stage in AssistanceCase.CLOSED:
            raise WrongState(_("This case is closed: open a new one."))
        case.business_id = stored.business_id
        case.stage, case.closed_on, case.version = stored.stage, stored.closed_on, stored.version
        case.stamp(by)
        _save(case)
    return case


def _save(case: AssistanceCase) -> None:
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as error:
        if not is_violation(error, AssistanceCase, "case_one_open_per_kind"):
            raise
        raise AlreadyOpen(
            _("This business has an open case of this kind already: continue with that one.")
        ) from error


def move(
    case: AssistanceCase, action: str, *, by: AbstractBaseUser, version: int | None, note: str = ""
) -> AssistanceCase:
    """Make one move of the stage table and return the stored row; see Workflow.move."""
    if not scope.covers(by, case.business.kelurahan_id):
        raise Http404
    closes = WORKFLOW[action].target in AssistanceCase.CLOSED
    changes = {"closed_on": timezone.localdate()} if closes else {}
    return WORKFLOW.move(case, action, by=by, version=version, note=note, **changes)
