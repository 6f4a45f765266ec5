"""Filters of a list that an officer keeps under a name, alone or for all colleagues.

What is kept are parameters of the list, never rows: a colleague who opens a shared filter sees
what lies in the own area. A parameter is kept only if the list itself offers it, and nothing
that looks like a NIK, a NIB or a telephone number (UU 27/2022: no personal data in addresses).
"""

import re
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import SavedFilter, User
from common.identifiers import clean_text
from common.workflow import Refused

MOST = 50
SEARCH, ORDER = "q", "o"
ORDER_VALUE = re.compile(r"-?\d{1,2}(\.-?\d{1,2})*")
GAP = r"[\s.()/-]*"
TYPED_NUMBER = re.compile(rf"(?:\d{GAP}){{9,}}")  # in what a person typed: nine digits or more
LONG_NUMBER = re.compile(rf"(?:\d{GAP}){{13,}}")  # a NIB has 13 digits, a NIK 16 …
PHONE = re.compile(rf"(?:\+?{GAP}6{GAP}2|0){GAP}8{GAP}(?:\d{GAP}){{7,}}")  # … codes of places 10


def clean(query: str, offers: Callable[[str], bool]) -> str:
    """The parameters of `query` that the list offers, in one order; the page number is not one."""
    kept = {}
    for name, values in QueryDict(query).lists():
        given = [value for value in values if value]
        if name == ORDER:
            given = [value for value in given if ORDER_VALUE.fullmatch(value)]
        if given and not name.startswith("_") and offers(name):
            kept[name] = sorted(set(given))
    return urlencode(sorted(kept.items()), doseq=True)


def is_personal(name: str, value: str) -> bool:
    """Whether a parameter looks like a number of a person."""
    pattern = TYPED_NUMBER if name == SEARCH else LONG_NUMBER
    return bool(pattern.search(value) or PHONE.search(value))


def keep(*, by: User, page: str, name: str, query: str, is_shared: bool) -> SavedFilter:
    """Keep a cleaned `query` of the list `page` ("businesses.business") under `name`.

    Raises:
        Refused: nothing to keep, personal numbers in it, too many already, or a name twice.
    """
    name = _checked_name(name)
    if not query:
        raise Refused(_("Choose a filter or search for something first; then save the view."))
    pairs = QueryDict(query).lists()
    if any(is_personal(key, value) for key, values in pairs for value in values):
        raise Refused(
            _(
                "This view holds a number that looks like a NIK, a NIB or a telephone number. "
                "Such numbers are not saved; search for them each time."
            )
        )
    if len(query) > SavedFilter._meta.get_field("query").max_length:
        raise Refused(_("This view has too many filters to be saved."))
    if SavedFilter.objects.filter(user=by).count() >= MOST:
        raise Refused(
            _("You have %(most)d saved filters, and more are not kept. Delete one first.")
            % {"most": MOST}
        )
    return _stored(SavedFilter(user=by, page=page, name=name, query=query, is_shared=is_shared))


def rename(kept: SavedFilter, *, by: User, name: str, is_shared: bool) -> SavedFilter:
    """Give one's own filter another name, and share it or not.

    Raises:
        PermissionDenied: it is somebody else's.
        Refused: the name is empty, taken, or holds a number of a person.
    """
    if kept.user_id != by.pk:
        raise PermissionDenied
    kept.name, kept.is_shared = _checked_name(name), is_shared
    return _stored(kept)


def may_delete(kept: SavedFilter, user: User) -> bool:
    """Its author; a shared one also those who keep the accounts."""
    return kept.user_id == user.pk or (kept.is_shared and user.has_perm("accounts.change_user"))


def delete(kept: SavedFilter, *, by: User) -> None:
    """Take a filter away.

    Raises:
        PermissionDenied: it is somebody else's, and `by` keeps no accounts.
    """
    if not may_delete(kept, by):
        raise PermissionDenied
    kept.delete()


def _checked_name(name: str) -> str:
    name = clean_text(name)
    longest = SavedFilter._meta.get_field("name").max_length
    if not name or len(name) > longest:
        raise Refused(
            _("Give the filter a name of up to %(longest)d characters.") % {"longest": longest}
        )
    if is_personal(SEARCH, name):
        raise Refused(_("The name holds a long number. Choose a name without it."))
    return name


def _stored(kept: SavedFilter) -> SavedFilter:
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise Refused(_("You have a filter of that name for this list already.")) from error
    return kept
