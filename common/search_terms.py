"""What must not stand in an address: a NIK, or a phone number, typed into a search box.

A search box of a list sends its words in the address, and addresses end in logs, in histories
of browsers and in the Referer. UU 27/2022: such a number is looked for by POST instead.
"""

import re
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

# Sixteen digits, also with blanks, dots or dashes between them; a longer number is no NIK.
NIK_SHAPED = re.compile(r"(?<!\d)\d(?:[\s.\-]*\d){15}(?![\s.\-]*\d)")
PHONE_SHAPED = re.compile(r"(?<!\d)(?:\+[\s.\-]*62|62|0)[\s.\-]*8(?:[\s.\-]*\d){7,11}(?!\d)")
NIB_DIGITS = 13  # a NIB may begin like a phone number, and is no secret


def holds_number(text: str) -> bool:
    """Whether `text` holds what looks like a NIK or like an Indonesian mobile number."""
    if NIK_SHAPED.search(text):
        return True
    found = PHONE_SHAPED.search(text)
    if found is None:
        return False
    digits = re.sub(r"\D", "", found[0])
    return len(digits) != NIB_DIGITS or not digits.startswith("0")


class NumbersLeaveTheAddress:
    """Mixin for lists: such a number in the search box is dropped, and a page by POST offered."""

    number_lookup: ClassVar[tuple[str, str] | None] = None  # the page, and its permission

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not any(holds_number(text) for text in request.GET.getlist(SEARCH_VAR)):
            return super().changelist_view(request, extra_context)
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        name, permission = self.number_lookup or ("", "")
        if name and request.user.has_perm(permission):
            text = _(
                "A NIK or a phone number does not belong in an address, where it would be kept. "
                "It was dropped: type it again here, this page keeps it secret."
            )
            address = reverse(name)
        else:
            text = _(
                "A NIK or a phone number does not belong in an address, where it would be kept. "
                "It was dropped: search by name or registry number."
            )
            address = request.path
        messages.warning(request, text)
        return redirect(address)


class NumberlessAutocomplete:
    """Mixin for the site: the boxes that search while one types answer such a number nothing."""

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        if holds_number(request.GET.get("term", "")):
            return JsonResponse({"results": [], "pagination": {"more": False}})
        return super().autocomplete_view(request)
