"""The pictures that links show in chats and on social sites (`directory.share_picture`)."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from directory import share_picture, snapshot
from directory.addresses import listing_of
from directory.caching import kept_for, public_page
from directory.models import Listing

JPEG = "image/jpeg"
NEEDED = ("code", "name", "category", "kelurahan_name", "photo")
WEEK = 7 * 24 * 60 * 60


@public_page
def of_business(request: HttpRequest, code: str) -> HttpResponse:
    """The published photo of a business, or a card with its name."""
    listing = listing_of(code, Listing.objects.only(*NEEDED))
    if code != listing.code:
        return HttpResponsePermanentRedirect(reverse("directory:picture", args=[listing.code]))
    picture = share_picture.photo(listing.photo) if listing.photo else None
    if picture is None:
        shown = snapshot.of(request).labels.shown()
        category = shown.get(listing.category, shown[""])[0]
        line = " · ".join(part for part in (category, listing.kelurahan_name) if part)
        picture = share_picture.card(listing.name, line)
    return HttpResponse(picture, content_type=JPEG)


@kept_for(WEEK)
def of_the_site(request: HttpRequest) -> HttpResponse:
    return HttpResponse(share_picture.of_the_site(), content_type=JPEG)
