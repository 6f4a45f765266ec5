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
from common.workflow import Refused, Transition, Workflow
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
    try:
        with transaction.atomic():
            case.save()
            CaseStep.objects.create(case=case, action="open", to_status=case.stage, by=by)
    except IntegrityError as error:
        raise AlreadyOpen(
            _("This business has an open case of this kind already: continue with that one.")
        ) from error
    return case


def move(
    case: AssistanceCase, action: str, *, by: AbstractBaseUser, version: int | None, note: str = ""
) -> AssistanceCase:
    """Make one move of the stage table and return the stored row; see Workflow.move."""
    if not scope.covers(by, case.business.kelurahan_id):
        raise Http404
    closes = WORKFLOW[action].target in AssistanceCase.CLOSED
    changes = {"closed_on": timezone.localdate()} if closes else {}
    return WORKFLOW.move(case, action, by=by, version=version, note=note, **changes)
