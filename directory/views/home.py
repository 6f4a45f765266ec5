"""The front door: search first, then what the city is proud of."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from businesses.models import Category
from directory import introductions, rows, snapshot, structured_data
from directory.caching import public_page
from directory.cards import cards
from directory.labels import Labels
from directory.map_picture import draw
from directory.pages import language, list_address, piece, render
from directory.snapshot import Snapshot
from directory.views.places import path_of

NEWEST = 6
IDEAS = ("warung-makan", "katering", "kue-roti", "penjahit", "laundry", "bengkel")


class Tile(NamedTuple):
    """A category with its icon, the number of its businesses, and what is told about it."""

    category: Category
    symbol: str
    count: int
    text: str = ""


def _tiles(categories: list[Category], labels: Labels, counts: Mapping[object, int]) -> list[Tile]:
    return [Tile(c, labels.icon_of(c), counts.get(c.slug, 0)) for c in categories]


def _flagships(labels: Labels, counts: Mapping[object, int]) -> list[Tile]:
    """What the city is known for, with the first paragraph of its introduction."""
    tiles = _tiles(labels.flagships, labels, counts)
    texts = introductions.texts("category", [tile.category.slug for tile in tiles])
    return [tile._replace(text=texts.get(tile.category.slug, "").split("\n")[0]) for tile in tiles]


def _choices(known: Snapshot, today: date) -> dict[str, Any]:
    """Search, flagships, sectors and places with their counts, as values and written out."""
    labels, by_kecamatan = known.labels, known.counts("kecamatan")
    used = [labels.categories.get(slug) for slug in IDEAS]
    told = {
        "businesses": len(known.facets),
        "with_nib": known.counts("has_nib").get(True, 0),
        "list_address": list_address(),
        "today": today,
        "ideas": [category for category in used if category is not None and category.is_active],
        "flagships": _flagships(labels, known.counts("category")),
        "sectors": _tiles(labels.sectors, labels, known.counts("sector")),
        "kecamatan": [
            (place.name, path_of(place), by_kecamatan.get(place.code, 0))
            for place in labels.kecamatan
        ],
        "picture": draw(labels.kelurahan, known.counts("kelurahan")),
    }
    return {**told, "choices": piece("directory/_home_choices.html", told)}


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Search, flagships, sectors, places, newest businesses, and the counts of the city.

    All but the newest is kept while the directory stands as it is.
    """
    known, today = snapshot.of(request), localdate()
    kept = known.facets.keep(("home", language(), today), lambda: _choices(known, today))
    context = {
        **kept,
        "title": _("Small businesses of the city"),
        "description": _(
            "Search the verified small businesses of Kota Kupang: sei, tenun, food, crafts and "
            "services, by category and kelurahan."
        ),
        "address": request.path,
        "is_indexed": True,
        "structured_data": structured_data.of_home(),
        "cards": cards(rows.read({}, rows.NEWEST, NEWEST), known.labels),
    }
    return render(request, "directory/home.html", context)
