"""Consent to publish: the owner takes it back, and the business leaves the directory at once.

UU 27/2022: consent can be withdrawn at any time, as easily as it was given, and the city keeps
the proof of both. Giving it is part of the officer's form; the date, the manner and where the
proof is kept stay in the history after a withdrawal.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from businesses import desk, scope
from businesses.models import Business, VerificationStep
from businesses.signals import business_changed
from common.workflow import NoteMissing, WrongState, lock

PERMISSIONS = ("businesses.change_business", desk.PERMISSION)


def may_withdraw(user: AbstractBaseUser) -> bool:
    """Officers who keep the record, and the desk that answers the owner."""
    return any(user.has_perm(name) for name in PERMISSIONS)


def withdraw_consent(
    business: Business, *, by: AbstractBaseUser, version: int | None, note: str
) -> Business:
    """Take back the owner's consent to publish, and return the stored row.

    The listing is gone when the transaction ends; a later consent starts with none of the
    switches on.

    Args:
        version: the version that `by` saw.
        note: how the owner said so.
    Raises:
        Http404: outside the area of `by`; PermissionDenied; StaleVersion; NoteMissing;
        WrongState: there is no consent.
    """
    if not scope.covers(by, business.kelurahan_id):
        raise Http404
    if not may_withdraw(by):
        raise PermissionDenied
    if not note.strip():
        raise NoteMissing(_("Write a note: how did the owner say so?"))
    with transaction.atomic():
        row = lock(business, version=version)
        if not scope.covers(by, row.kelurahan_id):
            raise Http404
        if row.consent_given_on is None:
            raise WrongState(_("The owner has not agreed to publication: nothing to withdraw."))
        row.consent_given_on, row.consent_manner, row.consent_proof = None, "", ""
        row.publishes_contact = row.publishes_address = row.publishes_nib_number = False
        row.bump(by)
        row._change_reason = "consent.withdraw"
        row.save()
        VerificationStep.objects.create(
            business=row,
            action="withdraw_consent",
            from_status=row.verification_status,
            to_status=row.verification_status,
            by=by,
            note=note.strip(),
            version=row.version,
        )
        business_changed.send(Business, ids=[row.pk])
    return row
