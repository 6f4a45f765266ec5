"""To WhatsApp in one tap, or to the number for a call, without the number on any other page.

A page that held the numbers could be harvested; these two are counted, together.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.identifiers import whatsapp_link
from common.requests import client_address
from directory import throttle
from directory.addresses import listing_of
from directory.models import Listing
from directory.pages import render
from directory.views.detail import path_of

RETRY_SECONDS = throttle.SLOT
GROUP = 4  # digits that are read at once

Answer = Callable[[HttpRequest, Listing], HttpResponse]


def _counted(name: str) -> Callable[[Answer], Callable[[HttpRequest, str], HttpResponse]]:
    """Decorate an answer that gives a number away, under the URL name `name`."""

    def decorate(answer: Answer) -> Callable[[HttpRequest, str], HttpResponse]:
        @login_not_required
        @require_safe
        @never_cache
        @wraps(answer)
        def view(request: HttpRequest, code: str) -> HttpResponse:
            listing = listing_of(code, Listing.objects.exclude(whatsapp=""))
            if listing.code != code.upper():
                return HttpResponsePermanentRedirect(reverse(name, args=[listing.code]))
            if throttle.CONTACT.admits(client_address(request)):
                response = answer(request, listing)
            else:
                response = too_many(request, listing)
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return view

    return decorate


def too_many(request: HttpRequest, listing: Listing) -> HttpResponse:
    """The page for whoever asked too often; it holds no number."""
    context = {"address": request.path, "listing": listing, "page_address": path_of(listing)}
    response = render(request, "directory/too_many.html", context, status=429)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _greeting(listing: Listing) -> str:
    """The first message, for the buyer to complete; it says where the number was found."""
    text = _("Hello %(name)s, I found your business in the UMKM directory of Kota Kupang:")
    return f"{text % {'name': listing.name}} {settings.SITE_URL}{path_of(listing)}"


def in_groups(number: str) -> str:
    """`0812 1111 0000` for `+6281211110000`, as people dial and read it."""
    local = f"0{number.removeprefix('+62')}" if number.startswith("+62") else number
    return " ".join(local[start : start + GROUP] for start in range(0, len(local), GROUP))


@_counted("directory:whatsapp")
def whatsapp(request: HttpRequest, listing: Listing) -> HttpResponse:
    """Lead to the chat with a business that published its WhatsApp number."""
    text = urlencode({"text": _greeting(listing)}, quote_via=quote)
    return HttpResponseRedirect(f"{whatsapp_link(listing.whatsapp)}?{text}")


@_counted("directory:phone")
def phone(request: HttpRequest, listing: Listing) -> HttpResponse:
    """The number itself, for a call from this phone or from another one."""
    context = {
        "address": request.path,
        "listing": listing,
        "page_address": path_of(listing),
        "number": in_groups(listing.whatsapp),
        "link": f"tel:{listing.whatsapp}",
    }
    return render(request, "directory/contact.html", context)
