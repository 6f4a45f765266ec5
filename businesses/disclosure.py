"""Disclosure: who saw whose personal data, and the full number for those who may see it.

UU 27/2022: a person may learn who looked (the processing trail), and after a breach the city
tells every person concerned within 3 × 24 hours. So each look is a row, written before anything
is shown, and both questions are one query: `who_saw(owner)`, `seen_by(account, …)`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from businesses.models import Disclosure, Owner
from common.bulk import create
from common.workflow import Refused

Kind = Disclosure.Kind
AN_HOUR = timedelta(hours=1)
# Looks that may show a number in full, and that count towards the limit per hour.
IN_FULL = (Kind.NIK, Kind.NPWP, Kind.DOSSIER)
# A scan may show one too, but reading scans all day is the work of some.
MAY_SHOW_NUMBERS = (*IN_FULL, Kind.DOCUMENT)
WHAT = {"nik": Kind.NIK, "npwp": Kind.NPWP}


class TooManyReveals(Refused):
    """The account has seen as many full numbers this hour as one person's work needs."""


class NothingToReveal(Refused):
    """There is no number."""


def record(
    owners: Owner | Iterable[Owner | int], kind: str, by: AbstractBaseUser, reason: str = ""
) -> int:
    """Note that `by` is about to see the personal data of these owners; return how many.

    Args:
        owners: one owner, or many as objects or primary keys (the rows of an export).
        kind: a `Disclosure.Kind`.
        reason: for what, for example "export: kelurahan Fontein".
    """
    many = [owners] if isinstance(owners, Owner) else owners
    keys = dict.fromkeys(item.pk if isinstance(item, Owner) else item for item in many)
    now = timezone.now()
    rows = [Disclosure(owner_id=key, kind=kind, by=by, at=now, reason=reason[:200]) for key in keys]
    create(Disclosure, rows)
    return len(rows)


def record_page(owner: Owner, *, by: AbstractBaseUser) -> None:
    """Note that `by` opened a page about `owner`; once an hour, so that the log stays readable."""
    recent = Disclosure.objects.filter(
        by=by, owner=owner, kind=Kind.PAGE, at__gt=timezone.now() - AN_HOUR
    )
    if not recent.exists():
        record(owner, Kind.PAGE, by)


def require_within_limit(by: AbstractBaseUser) -> None:
    """Raise TooManyReveals when `by` has used up this hour. Call inside a transaction.

    The row of the account is locked, so that ten requests at once cannot all be the last one.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    looks = Disclosure.objects.filter(
        by=by, kind__in=IN_FULL, at__gt=timezone.now() - AN_HOUR
    ).order_by("at")
    times = list(looks.values_list("at", flat=True))
    if len(times) >= settings.REVEAL_LIMIT_PER_HOUR:
        freed = times[-settings.REVEAL_LIMIT_PER_HOUR] + AN_HOUR if times else timezone.now()
        raise TooManyReveals(
            _(
                "You have opened %(count)d full numbers within an hour: that is the limit. "
                "Try again after %(time)s, or ask an administrator."
            )
            % {"count": len(times), "time": date_format(timezone.localtime(freed), "TIME_FORMAT")}
        )


def reveal(owner: Owner, what: str = "nik", *, by: AbstractBaseUser) -> str:
    """The NIK or NPWP of `owner` in full, after the look was noted.

    Args:
        what: "nik" or "npwp".
    Raises:
        PermissionDenied; Http404: outside the area of `by`; TooManyReveals; NothingToReveal.
    """
    if not by.has_perm("businesses.reveal_nik"):
        raise PermissionDenied
    kind = WHAT[what]
    with transaction.atomic():
        row = Owner.objects.visible_to(by).filter(pk=owner.pk).first()
        if row is None:
            raise Http404
        token = row.nik_encrypted if what == "nik" else row.npwp_encrypted
        if not token:
            raise NothingToReveal(_("No %(number)s is recorded here.") % {"number": what.upper()})
        require_within_limit(by)
        record(row, kind, by)
    return row.reveal_nik() if what == "nik" else row.reveal_npwp()


def seen_by(
    account: AbstractBaseUser,
    start: datetime,
    end: datetime,
    *,
    reader: AbstractBaseUser | None = None,
) -> QuerySet:
    """Whose data `account` saw from `start` until before `end`: one row per owner, one query.

    Args:
        reader: who asks; only owners in the area of that account. None: everybody.

    Each row is a dict: owner_id, name, kelurahan (of residence), looks, numbers (of these, how
    many may have shown a number in full), exports, first, last.
    """
    looks = Disclosure.objects.filter(by=account, at__gte=start, at__lt=end)
    if reader is not None:
        looks = looks.visible_to(reader)
    return (
        looks.order_by()
        .values("owner_id", name=F("owner__name"), kelurahan=F("owner__kelurahan__name"))
        .annotate(
            looks=Count("pk"),
            numbers=Count("pk", filter=Q(kind__in=MAY_SHOW_NUMBERS)),
            exports=Count("pk", filter=Q(kind=Kind.EXPORT)),
            first=Min("at"),
            last=Max("at"),
        )
        .order_by("name", "owner_id")
    )


def who_saw(owner: Owner) -> QuerySet[Disclosure]:
    """Every look at the data of `owner`, newest first, with the account."""
    return Disclosure.objects.filter(owner=owner).select_related("by")
