"""What a case for a NIB does to the NIB of the owner, in the transaction of the case.

Filing applies for it, finishing records its number, cancelling withdraws the application. The
caller (`licensing.assistance`) holds the locks of the businesses, the owner and the case.
"""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import File
from django.utils.translation import gettext as _

from businesses.models import Owner
from common.workflow import Refused
from licensing import lifecycle
from licensing.lifecycle import BadNumber
from licensing.models import AssistanceCase, CaseStep, Nib

Status = Nib.Status
RECORD = "licensing.record_nib"


class NibInTheWay(Refused):
    """The NIB of the owner is in a status in which a case cannot end well."""


def nib_of(case: AssistanceCase) -> Nib | None:
    """The NIB of the owner of the case; None while there is no row."""
    return Nib.objects.filter(owner=case.business.owner_id).first()


def takes_number(nib: Nib | None) -> bool:
    """Whether a case for a NIB ends with its number: it is not recorded yet."""
    return nib is None or nib.status in Nib.NUMBERLESS


def outcome_of(
    owner: Owner, *, number: str, evidence: File | None = None, by: AbstractBaseUser
) -> str:
    """The outcome of a case for a NIB that is finished now, as a sentence. Writes nothing.

    Raises:
        NibInTheWay, BadNumber (none, where one is needed, or another than the recorded one);
        Refused: `by` may not record a NIB.
    """
    nib = Nib.objects.filter(owner=owner).first()
    if takes_number(nib):
        if not by.has_perm(RECORD):
            raise Refused(
                _("This case ends in a NIB, and your account may not record one: ask a colleague.")
            )
        if not number:
            raise BadNumber(_("Type the 13 digits of the NIB."))
        return _("NIB recorded.")
    if not nib.is_in_force:
        raise NibInTheWay(
            _(
                "The NIB of this owner is “%(status)s”. Set that right on the page of the NIB "
                "first, or cancel this case with a note."
            )
            % {"status": nib.get_status_display()}
        )
    if number and number != nib.number:
        raise BadNumber(
            _("This owner holds NIB %(number)s already. To change it, open the NIB.")
            % {"number": nib.number}
        )
    if evidence is not None:
        raise NibInTheWay(
            _(
                "The NIB of this owner was recorded meanwhile: finish without the file, and store "
                "it on the page of the NIB."
            )
        )
    return _("The owner's NIB was in force already.")


def applied(owner: Owner, *, by: AbstractBaseUser) -> None:
    """The application was filed: a NIB that is not held is now applied for."""
    if not by.has_perm(RECORD):
        return
    nib = lifecycle.of_owner(owner, by=by)
    if nib.status == Status.NOT_HELD:
        lifecycle.move(nib, "apply", by=by, version=nib.version)


def issued(
    owner: Owner,
    *,
    number: str,
    issued_on: date | None,
    evidence: File | None,
    by: AbstractBaseUser,
) -> None:
    """The NIB came: its number is recorded, unless it is in force already."""
    if not takes_number(Nib.objects.filter(owner=owner).first()):
        return
    nib = lifecycle.of_owner(owner, by=by)
    lifecycle.move(
        nib,
        "record",
        by=by,
        version=nib.version,
        number=number,
        issued_on=issued_on,
        evidence=evidence,
    )


def given_up(case: AssistanceCase, owner: Owner, *, note: str, by: AbstractBaseUser) -> None:
    """The case was cancelled: the application that it filed is withdrawn, with its note.

    Not when another case of this owner has filed one too, nor when `by` may not touch a NIB.
    """
    nib = Nib.objects.filter(owner=owner, status=Status.APPLIED).first()
    if nib is None or not by.has_perm(RECORD) or not has_filed(case):
        return
    if not filed_by_another(case, owner):
        lifecycle.move(nib, "withdraw", by=by, version=nib.version, note=note)


def has_filed(case: AssistanceCase) -> bool:
    """Whether the case was ever filed, also if it was sent back since."""
    return CaseStep.objects.filter(case=case, to_status=AssistanceCase.Stage.FILED).exists()


def filed_by_another(case: AssistanceCase, owner: Owner) -> bool:
    """Whether another open case for a NIB of this owner was filed, also if it was sent back."""
    others = AssistanceCase.objects.filter(
        kind=AssistanceCase.Kind.NIB, closed_on__isnull=True, business__owner=owner
    ).exclude(pk=case.pk)
    return others.filter(steps__to_status=AssistanceCase.Stage.FILED).exists()
