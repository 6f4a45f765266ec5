"""The data-subject desk: who may answer an owner, and erase personal data (UU 27/2022)."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from businesses import scope

PERMISSION = "businesses.answer_datarequest"


def require_desk(by: AbstractBaseUser) -> None:
    """Raise PermissionDenied, or Http404 for an account with a work area.

    A person's businesses may lie anywhere, so the desk works for the whole city.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    if scope.kelurahan_ids(by) is not None:
        raise Http404
