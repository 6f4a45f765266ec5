"""Finding an owner before a new one is made: by NIK, by phone, or by the words of the name.

What is looked for comes by POST, so that no NIK and no phone stands in an address. An owner of
another kelurahan is not shown: that the number is registered there is all an officer learns,
enough not to enter the person twice.

Even that is personal data, and whoever guesses numbers would learn it of the whole city. So each
number that is found is a row in the log of looks (`Disclosure`), shown or not, and an account
looks up at most LOOKUP_LIMIT_PER_HOUR numbers within an hour, found or not. The log holds those
that were found; those that nobody has belong to nobody's log and are counted in the cache, which
has to be shared by all processes (CACHE_URL): one of each process lets as many more misses pass.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from businesses import disclosure, words
from businesses.models import Business, Disclosure, Owner
from common.identifiers import Unreadable, read_nik, read_phone
from common.throttle import count, counted
from common.workflow import Refused

MOST_FOUND = 20
NIK_DIGITS = 16
FEWEST_PHONE_DIGITS = 7
AN_HOUR = 60 * 60


@dataclass(frozen=True)
class Found:
    """What a search gave: owners of the officer's area, and a sentence to go with them."""

    owners: list[Owner] = field(default_factory=list)
    elsewhere: bool = False
    message: str = ""


class TooManyLookups(Refused):
    """The account has looked up as many numbers this hour as one person's work needs."""


def find(text: str, *, by: AbstractBaseUser) -> Found:
    """Owners that `by` may see, by a NIK, a phone number or words of a name.

    Raises:
        TooManyLookups: by a number, after too many of them.
    """
    digits = sum(sign.isdigit() for sign in text)
    is_number = digits >= FEWEST_PHONE_DIGITS and not any(sign.isalpha() for sign in text)
    if is_number and digits == NIK_DIGITS:
        return _by_nik(text, by)
    if is_number:
        return _by_phone(text, by)
    return _by_name(text, by)


def _by_nik(text: str, by: AbstractBaseUser) -> Found:
    try:
        nik = read_nik(text).value
    except Unreadable as error:
        return Found(message=str(error))
    return _told(Owner.objects.with_nik(nik) if nik else Owner.objects.none(), by)


def _by_phone(text: str, by: AbstractBaseUser) -> Found:
    """The number of the owner, or of one of the businesses."""
    try:
        phone = read_phone(text).value
    except Unreadable as error:
        return Found(message=str(error))
    of_business = Q(businesses__phone=phone) | Q(businesses__whatsapp=phone)
    owners = Owner.objects.filter(Q(phone=phone) | of_business).distinct()
    return _told(owners if phone else owners.none(), by)


def _misses(by: AbstractBaseUser) -> str:
    return f"businesses.owner_lookup.{by.pk}"


def _require_within_limit(by: AbstractBaseUser) -> None:
    """Raise TooManyLookups when `by` has used up this hour. Call inside a transaction.

    The row of the account is locked, so that ten requests at once cannot all be the last one.
    One look-up can find several owners: they have the moment in common.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    since = timezone.now() - timedelta(seconds=AN_HOUR)
    hits = Disclosure.objects.filter(by=by, kind=disclosure.Kind.SEARCH, at__gt=since)
    number = hits.order_by().values("at").distinct().count() + counted(_misses(by))
    if number >= settings.LOOKUP_LIMIT_PER_HOUR:
        raise TooManyLookups(
            _(
                "You have looked up %(count)d numbers within an hour: that is the limit. "
                "Try again later, search by name, or ask an administrator."
            )
            % {"count": number}
        )


def _told(owners: QuerySet[Owner], by: AbstractBaseUser) -> Found:
    """Those in the area; and whether there are others. The look is counted, then noted."""
    with transaction.atomic():
        _require_within_limit(by)
        keys = set(owners.values_list("pk", flat=True))
        if keys:
            disclosure.record(keys, disclosure.Kind.SEARCH, by)
        else:
            count(_misses(by), AN_HOUR)
    own = list(_shown(Owner.objects.visible_to(by).filter(pk__in=keys), by))
    elsewhere = len(own) < min(len(keys), MOST_FOUND)
    if elsewhere:
        message = _("This number is registered in another kelurahan.")
    else:
        message = "" if own else _("Nobody is registered under this number.")
    return Found(own, elsewhere, message)


def _by_name(text: str, by: AbstractBaseUser) -> Found:
    """Every word is the beginning of a word of the name, or of that of the one who answers."""
    if not words.words_of(text):
        return Found(message=_("Type a NIK, a phone number or a name."))
    own = list(_shown(words.matching_owners(Owner.objects.visible_to(by), text), by))
    return Found(own, message="" if own else _("No owner of this name is registered here."))


def _shown(owners: QuerySet[Owner], by: AbstractBaseUser) -> QuerySet[Owner]:
    """The first of them, each with the businesses that `by` may see."""
    businesses = Business.objects.visible_to(by).select_related("kelurahan")
    shown = owners.prefetch_related(Prefetch("businesses", queryset=businesses))
    return shown.order_by("name", "pk")[:MOST_FOUND]
