"""Assistance cases: a request for help and its stages, from opening to outcome.

A case is opened at the MPP, at SABOAK or Car Free Night, in the kelurahan or by phone; its
stage moves by the table alone. What the moves of a case for a NIB do to that NIB stands in
`licensing.nib_assistance`, and happens in the same transaction or not at all.
"""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import scope
from businesses.erasure import keepable
from businesses.locks import lock_businesses_of
from businesses.models import Business, Owner
from common.constraints import is_violation
from common.workflow import Refused, StaleVersion, Transition, Workflow, WrongState, lock
from licensing import nib_assistance
from licensing.models import AssistanceCase, CaseStep

Kind, Stage = AssistanceCase.Kind, AssistanceCase.Stage
ADD, MOVE = "licensing.add_assistancecase", "licensing.move_case"
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
    """The business has an open case of this kind: `case`, unless it was closed this moment."""

    def __init__(self, text: str, case: AssistanceCase | None) -> None:
        super().__init__(text)
        self.case = case


class OutcomeMissing(Refused):
    """A case is finished with a word on what came of it."""


# -- opening -------------------------------------------------------------------------------------


def desk_defaults(by: AbstractBaseUser) -> dict[str, object]:
    """How a desk opens a case: today, due in ASSISTANCE_DUE_DAYS days.

    It is the case of `by`, or of nobody yet when `by` does not move cases.
    """
    today = timezone.localdate()
    return {
        "officer": by if by.has_perm(MOVE) else None,
        "opened_on": today,
        "due_on": today + timedelta(days=settings.ASSISTANCE_DUE_DAYS),
    }


def draft(business: Business, *, kind: str, channel: str, by: AbstractBaseUser) -> AssistanceCase:
    """An unsaved case of `business`, as a desk opens it."""
    return AssistanceCase(business=business, kind=kind, channel=channel, **desk_defaults(by))


def hindrance(business: Business) -> str:
    """Why no case is opened for `business`, as a sentence; "" when nothing stands against it."""
    if business.merged_into_id is not None:
        return _("This business was merged into another one: open the case there.")
    if business.activity_status == Business.Activity.CLOSED:
        return _("This business has closed: set it to active first if it works again.")
    if business.owner.anonymised_on is not None:
        return _("The personal data of this owner were erased: nothing is stored for them.")
    return ""


def open_case(case: AssistanceCase, *, by: AbstractBaseUser) -> AssistanceCase:
    """Store a new case.

    Raises:
        PermissionDenied, Http404 (out of scope), AlreadyOpen; Refused with what `hindrance` says.
    """
    if not by.has_perm(ADD):
        raise PermissionDenied
    with transaction.atomic():
        business = _locked(case.business_id)
        if not scope.covers(by, business.kelurahan_id):
            raise Http404
        if text := hindrance(business):
            raise Refused(text)
        case.stamp(by)
        _save(case)
        CaseStep.objects.create(case=case, action="open", to_status=case.stage, by=by)
    return case


def _require_living(business: Business) -> None:
    """Nothing is done for a merged record or an erased person; a case of them can be cancelled."""
    if business.merged_into_id is not None:
        text = _("This business was merged into %(code)s: cancel this case and continue there.")
        raise WrongState(text % {"code": business.merged_into.code})
    if business.owner.anonymised_on is not None:
        raise WrongState(
            _("The personal data of this owner were erased: nothing is stored for them.")
        )


def _locked(business_id: int) -> Business:
    """The business as stored, after its owner's businesses were locked, and then the owner."""
    owner_id = Business.with_merged.values_list("owner_id", flat=True).get(pk=business_id)
    lock_businesses_of(owner_id)
    Owner.objects.select_for_update(no_key=True).get(pk=owner_id)
    business = Business.with_merged.select_related("owner").get(pk=business_id)
    if business.owner_id != owner_id:
        raise StaleVersion(_("This business got another owner a moment ago. Reload the page."))
    return business


# -- changing ------------------------------------------------------------------------------------


def revise(case: AssistanceCase, *, by: AbstractBaseUser, version: int | None) -> AssistanceCase:
    """Save what was typed into an open case; its stage stays as stored.

    Raises:
        PermissionDenied, Http404 (out of scope), StaleVersion, AlreadyOpen; WrongState when the
        case is closed; Refused when another kind was typed for a case that was filed.
    """
    if not by.has_perm("licensing.change_assistancecase"):
        raise PermissionDenied
    with transaction.atomic():
        business = _locked(case.business_id)
        stored = lock(case, version=version)
        if not scope.covers(by, business.kelurahan_id):
            raise Http404
        _require_living(business)
        if stored.stage in AssistanceCase.CLOSED:
            raise WrongState(_("This case is closed: open a new one."))
        if case.kind != stored.kind and nib_assistance.has_filed(stored):
            raise Refused(_("This case was filed, so its kind stays: cancel it and open another."))
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
        same = AssistanceCase.objects.filter(business=case.business_id, kind=case.kind)
        raise AlreadyOpen(
            _("This business has an open case of this kind already: continue with that one."),
            same.open().exclude(pk=case.pk).first(),
        ) from error


# -- moving --------------------------------------------------------------------------------------


def move(
    case: AssistanceCase,
    action: str,
    *,
    by: AbstractBaseUser,
    version: int | None,
    note: str = "",
    outcome: str = "",
    number: str = "",
    issued_on: date | None = None,
    evidence: File | None = None,
    keeps_application: bool = False,
) -> AssistanceCase:
    """Make one move of the stage table, with what follows for the NIB; return the stored row.

    Args:
        outcome: what came of a case that is finished; one for a NIB says it by itself.
        number, issued_on, evidence: of the NIB that a case for a NIB ends in.
        keeps_application: a cancelled case leaves the application for the NIB running.
    Raises:
        Http404 (out of scope), OutcomeMissing, what `Workflow.move` raises, and for a case that
        ends in a NIB what `lifecycle.move` and `nib_assistance.outcome_of` raise. Nothing is
        stored then: neither of the case nor of the NIB.
    """
    with transaction.atomic():
        business = _locked(case.business_id)
        if not scope.covers(by, business.kelurahan_id):
            raise Http404
        stored = lock(case, version=version)
        if action != "cancel":
            _require_living(business)
        note = keepable(business.owner, note)
        WORKFLOW.require(stored, action, by=by, note=note)
        is_for_nib = stored.kind == Kind.NIB
        changes: dict[str, object] = {}
        if WORKFLOW[action].target in AssistanceCase.CLOSED:
            changes["closed_on"] = timezone.localdate()
        if action == "finish":
            typed = outcome.strip() or stored.outcome
            if is_for_nib:
                typed = nib_assistance.outcome_of(
                    business.owner, number=number, evidence=evidence, by=by
                )
            if not typed:
                raise OutcomeMissing(_("Write what came of it."))
            changes["outcome"] = typed
        row = WORKFLOW.move(stored, action, by=by, version=version, note=note, **changes)
        if is_for_nib and action == "file":
            nib_assistance.applied(business.owner, by=by)
        elif is_for_nib and action == "finish":
            nib_assistance.issued(
                business.owner, number=number, issued_on=issued_on, evidence=evidence, by=by
            )
        elif is_for_nib and action == "cancel" and not keeps_application:
            nib_assistance.given_up(row, business.owner, note=note, by=by)
    return row
