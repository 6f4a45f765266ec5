"""Colleagues come and go: an account is closed and opened again, never deleted.

Whoever leaves is out at once, on every device; the history keeps the name. The register always
keeps an administrator who can let others in.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import sessions
from accounts.models import User
from common.workflow import Refused

LAST_ADMINISTRATOR = gettext_lazy(
    "This is the last active administrator. Give the role to somebody else first."
)
KEEPING = ("accounts", "change_user")  # the permission that makes an administrator


def administrators() -> QuerySet[User]:
    """Active accounts that can keep accounts."""
    return User.objects.with_perm(
        ".".join(KEEPING), backend="django.contrib.auth.backends.ModelBackend"
    )


def gives_administration(groups: Iterable[Group]) -> bool:
    """Whether one of these roles can keep accounts."""
    app, codename = KEEPING
    return Permission.objects.filter(
        content_type__app_label=app, codename=codename, group__in=list(groups)
    ).exists()


def is_last_administrator(user: User) -> bool:
    keepers = list(administrators().values_list("pk", flat=True)[:2])
    return keepers == [user.pk]


def deactivate(user: User, *, by: User) -> User:
    """Close an account and end its log-ins.

    Raises:
        PermissionDenied: `by` does not keep accounts.
        Refused: it is one's own account, or that of the last active administrator.
    """
    _may_keep_accounts(by)
    if user.pk == by.pk:
        raise Refused(_("You cannot deactivate your own account. Ask another administrator."))
    with transaction.atomic():
        # All administrators are locked, in one order: two of them closing each other wait.
        list(administrators().order_by("pk").select_for_update(no_key=True).values_list("pk"))
        stored = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if not stored.is_active:
            raise Refused(_("This account is deactivated already."))
        if is_last_administrator(stored):
            raise Refused(str(LAST_ADMINISTRATOR))
        if not administrators().filter(pk=by.pk).exists():
            raise PermissionDenied
        stored.is_active = False
        stored.save(update_fields=["is_active"])
        sessions.end_all(stored)
    return stored


def reactivate(user: User, *, by: User) -> User:
    """Open a closed account again; at the first log-in it chooses a new password.

    Raises:
        PermissionDenied: `by` does not keep accounts.
        Refused: the account is open.
    """
    _may_keep_accounts(by)
    with transaction.atomic():
        stored = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if stored.is_active:
            raise Refused(_("This account is active already."))
        stored.is_active = stored.must_change_password = True
        stored.save(update_fields=["is_active", "must_change_password"])
    return stored


def log_out_everywhere(user: User, *, by: User) -> int:
    """End all log-ins of a colleague, for a lost telephone. Return how many there were.

    Raises:
        PermissionDenied: `by` does not keep accounts.
    """
    _may_keep_accounts(by)
    return sessions.end_all(user)


def _may_keep_accounts(by: User) -> None:
    if not by.has_perm(".".join(KEEPING)):
        raise PermissionDenied


def sees_nothing(user: User) -> bool:
    """Whether no record is in reach: neither the whole city nor a work area.

    Work areas belong to an app above; their reverse relation is the way to them.
    """
    return not (user.is_citywide or user.is_superuser or user.work_areas.all())
