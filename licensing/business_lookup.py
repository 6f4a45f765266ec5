"""Finding the business that somebody at the desk speaks of: one box for whatever they know.

A registry number, a NIB, words of the name of the business or its owner; or a NIK or a phone
number, which are looked up, limited and noted as `businesses.owner_lookup` does it. What is found
are businesses of the user's area, by registry number, name and kelurahan: nothing personal. They
come by name, however they were found.
"""

from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from businesses import owner_lookup, words
from businesses.models import Business
from common.search_terms import NIB_DIGITS

VIEW_OWNER = "businesses.view_owner"
MOST_FOUND = 20


@dataclass(frozen=True)
class Found:
    """What a search gave: at most MOST_FOUND businesses, and a sentence to go with them."""

    businesses: list[Business] = field(default_factory=list)
    message: str = ""


def find(text: str, *, by: AbstractBaseUser) -> Found:
    """The businesses that `by` may see and `text` speaks of.

    Raises:
        owner_lookup.TooManyLookups: by a NIK or a phone number, after too many of them.
    """
    digits = "".join(sign for sign in text if sign.isdigit())
    is_number = len(digits) >= owner_lookup.FEWEST_PHONE_DIGITS
    if not is_number or any(sign.isalpha() for sign in text):
        return _told(words.matching(listed(by), text))
    if len(digits) == NIB_DIGITS:
        holders = _told(listed(by).filter(owner__nib__number=digits))
        if holders.businesses:
            return holders
    if not by.has_perm(VIEW_OWNER):
        return Found(message=_("Your account may not look up numbers: type words of the name."))
    looked = owner_lookup.find(text, by=by)
    owners = [owner.pk for owner in looked.owners]
    if not owners:
        return Found(message=looked.message)
    return _told(listed(by).filter(owner__in=owners))


def listed(by: AbstractBaseUser) -> QuerySet[Business]:
    """The businesses that `by` may see, by name, as they are shown to choose from."""
    rows = Business.objects.visible_to(by).select_related("kelurahan")
    return rows.order_by("name", "pk")


def _told(businesses: QuerySet[Business]) -> Found:
    found = list(businesses[: MOST_FOUND + 1])
    if not found:
        return Found(message=_("No business is found under this."))
    if len(found) > MOST_FOUND:
        text = _("More than %(most)d businesses are found, these are the first: type more words.")
        return Found(found[:MOST_FOUND], text % {"most": MOST_FOUND})
    return Found(found)
