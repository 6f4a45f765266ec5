"""The QR code that leads to the page of a business, to print and hang up."""

import io

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import override

from directory.addresses import listing_of
from directory.caching import public_page
from directory.models import Listing
from directory.views.detail import path_of


@public_page
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The code holds the Indonesian address, in every language."""
    listing = listing_of(code, Listing.objects.only("code", "slug"))
    if listing.code != code.upper():
        return HttpResponsePermanentRedirect(reverse("directory:qr", args=[listing.code]))
    with override(settings.LANGUAGE_CODE):
        address = settings.SITE_URL + path_of(listing)
    image = io.BytesIO()
    segno.make_qr(address, error="m").save(image, kind="svg", scale=8, light="#fff")
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")
