"""One tap to WhatsApp, without the number on any page.

A page that held the number could be harvested; this redirect can be counted.
"""

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

RETRY_SECONDS = 10 * 60


def _greeting(listing: Listing) -> str:
    """The first message, for the buyer to complete; it says where the number was found."""
    text = _("Hello %(name)s, I found your business in the UMKM directory of Kota Kupang:")
    return f"{text % {'name': listing.name}} {settings.SITE_URL}{path_of(listing)}"


@login_not_required
@require_safe
@never_cache
def whatsapp(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the chat with a business that published its WhatsApp number."""
    listing = listing_of(code, Listing.objects.exclude(whatsapp=""))
    if listing.code != code.upper():
        return HttpResponsePermanentRedirect(reverse("directory:whatsapp", args=[listing.code]))
    if throttle.admits(client_address(request)):
        text = urlencode({"text": _greeting(listing)}, quote_via=quote)
        response = HttpResponseRedirect(f"{whatsapp_link(listing.whatsapp)}?{text}")
    else:
        response = render(request, "directory/too_many.html", {"listing": listing}, status=429)
        response["Retry-After"] = str(RETRY_SECONDS)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
