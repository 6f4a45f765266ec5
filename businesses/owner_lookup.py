"""Finding an owner before a new one is made: by NIK, by phone, or by the words of the name.

What is looked for comes by POST, so that no NIK and no phone stands in an address. An owner of
another kelurahan is not shown: that the number is registered there is all an officer learns,
enough not to enter the person twice.
"""

from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from businesses import words
from businesses.models import Owner
from common.identifiers import Unreadable, read_nik, read_phone

MOST_FOUND = 20
NIK_DIGITS = 16
FEWEST_PHONE_DIGITS = 7


@dataclass(frozen=True)
class Found:
    """What a search gave: owners of the officer's area, and a sentence to go with them."""

    owners: list[Owner] = field(default_factory=list)
    elsewhere: bool = False
    message: str = ""


def find(text: str, *, by: AbstractBaseUser) -> Found:
    """Owners that `by` may see, by a NIK, a phone number or words of a name."""
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


def _told(owners: QuerySet[Owner], by: AbstractBaseUser) -> Found:
    """Those in the area; and whether there are others."""
    keys = set(owners.values_list("pk", flat=True))
    own = list(_shown(Owner.objects.visible_to(by).filter(pk__in=keys)))
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
    own = list(_shown(words.matching_owners(Owner.objects.visible_to(by), text)))
    return Found(own, message="" if own else _("No owner of this name is registered here."))


def _shown(owners: QuerySet[Owner]) -> QuerySet[Owner]:
    return owners.prefetch_related("businesses__kelurahan").order_by("name", "pk")[:MOST_FOUND]
