"""Scope: an officer sees and changes the records of the kelurahan of the work areas only.

What lies outside is answered with 404, never 403: its existence is nobody's business.
"""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from businesses.models.areas import WorkArea
from businesses.models.places import Kelurahan


def kelurahan_ids(user: AbstractBaseUser | AnonymousUser) -> frozenset[int] | None:
    """Primary keys of the kelurahan that `user` works in; None for the whole city.

    Read once per user object, that is once per request. Without a work area that is nothing,
    unless the account works in the whole city: taking away the last area takes away the records.
    """
    if not hasattr(user, "_kelurahan_ids"):
        if getattr(user, "is_citywide", False) or user.is_superuser:
            user._kelurahan_ids = None
            return None
        areas = list(WorkArea.objects.filter(officer_id=user.pk)) if user.pk else []
        whole = [area.kecamatan_id for area in areas if area.kecamatan_id]
        ids = {area.kelurahan_id for area in areas if area.kelurahan_id}
        if whole:
            ids |= set(
                Kelurahan.objects.filter(kecamatan_id__in=whole).values_list("pk", flat=True)
            )
        user._kelurahan_ids = frozenset(ids)
    return user._kelurahan_ids


def covers(user: AbstractBaseUser, kelurahan_id: int) -> bool:
    """Whether `kelurahan_id` lies in the area of `user`."""
    ids = kelurahan_ids(user)
    return ids is None or kelurahan_id in ids
