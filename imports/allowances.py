"""What the account that imports may write: refused row by row, so that the others go in."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from businesses.models import Business
from common.privacy import PrivacyClass, class_of
from imports.differences import Change
from imports.drafts import Draft

SEES_RESTRICTED = "businesses.view_restricted"
HIDDEN = "•••"


def check_new(draft: Draft, by: AbstractBaseUser | None) -> None:
    """Refuse what `by` may not record of a new business. Args: by: None may do everything."""
    if by is None:
        return
    if draft.text("nib.number") and not by.has_perm("licensing.record_nib"):
        _refuse_nib(draft)
    _check_permits(draft, bool(draft.values.get("permits")), by)


def check_changes(draft: Draft, by: AbstractBaseUser | None) -> None:
    """Refuse the changes that `by` may not make, and hide the stored values not meant for `by`."""
    if by is None:
        return
    fields = {change.field for change in draft.changes}
    if not by.has_perm("businesses.change_business"):
        draft.refuse("business_name", _("This account may not change registered businesses."))
    if any(name.startswith("owner.") for name in fields) and not by.has_perm(
        "businesses.change_owner"
    ):
        reason = _("This account may not change owners: leave the columns of the owner out.")
        draft.refuse("owner_name", reason)
    if "nib.number" in fields and not by.has_perm("licensing.record_nib"):
        _refuse_nib(draft)
    _check_permits(draft, "permits" in fields, by)
    if not by.has_perm(SEES_RESTRICTED):
        draft.changes = _without_restricted(draft.changes)


def _refuse_nib(draft: Draft) -> None:
    draft.refuse("nib", _("This account may not record a NIB: leave that column out."))


def _check_permits(draft: Draft, has_permits: bool, by: AbstractBaseUser) -> None:
    if has_permits and not by.has_perm("licensing.record_permit"):
        reason = _("This account may not record permits: leave these columns out.")
        draft.refuse("business_name", reason)


def _without_restricted(changes: Sequence[Change]) -> list[Change]:
    return [replace(one, old=HIDDEN) if one.old and _is_restricted(one) else one for one in changes]


def _is_restricted(change: Change) -> bool:
    model, _dot, name = change.field.partition(".")
    if model != "business" or name == "point":
        return False
    return class_of(Business, name) is PrivacyClass.RESTRICTED
