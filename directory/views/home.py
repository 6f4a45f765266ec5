"""The front door: search first, then what the city is proud of."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from directory.caching import public_page
from directory.cards import cards, light
from directory.counts import Counts
from directory.labels import Labels
from directory.models import Listing
from directory.pages import render

NEWEST = 6


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Search, flagships, sectors, newest businesses, and the counts of the city."""
    labels, counts = Labels(), Counts.kept(Listing.objects.all(), name=".")
    by_category, by_kecamatan = counts.by_category(), counts.by_kecamatan()
    newest = light(Listing.objects.newest())[:NEWEST]

    def tiles(categories: list) -> list[tuple]:
        return [(c, labels.icon_of(c), by_category[c.slug]) for c in categories]

    context = {
        "title": _("Small businesses of the city"),
        "description": _(
            "Search the verified small businesses of Kota Kupang: sei, tenun, food, crafts and "
            "services, by category and kelurahan."
        ),
        "address": request.path,
        "is_indexed": True,
        "counts": counts,
        "today": localdate(),
        "flagships": tiles(labels.flagships),
        "sectors": tiles(labels.sectors),
        "kecamatan": [(place, by_kecamatan[place.code]) for place in labels.kecamatan],
        "cards": cards(newest, labels),
    }
    return render(request, "directory/home.html", context)
