"""Permits are entered and changed here, within the officer's area and on the version shown."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from businesses import scope
from businesses.models import Owner
from common.workflow import lock
from licensing.models import Permit


def covers(user: AbstractBaseUser, permit: Permit) -> bool:
    """Whether the holder of `permit` lies in the work area of `user`."""
    if permit.owner_id is not None:
        return Owner.objects.visible_to(user).filter(pk=permit.owner_id).exists()
    business = permit.business if permit.business_id is not None else permit.product.business
    return scope.covers(user, business.kelurahan_id)


def save_permit(permit: Permit, *, by: AbstractBaseUser, version: int | None) -> Permit:
    """Store a new or changed permit.

    Raises:
        PermissionDenied, StaleVersion; Http404 when the holder, as stored or as typed, lies
        outside the work area of `by`.
    """
    if not by.has_perm(f"licensing.{'change' if permit.pk else 'add'}_permit"):
        raise PermissionDenied
    with transaction.atomic():
        if permit.pk:
            stored = lock(permit, version=version)
            if not covers(by, stored):
                raise Http404
            permit.version = stored.version
        if not covers(by, permit):
            raise Http404
        permit.stamp(by)
        permit.save()
    return permit
