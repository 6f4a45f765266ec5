"""The map of the city: bubbles with counts for everybody; tiles only on a click, if set up.

The bubbles and the table need no script. The interactive map is off unless `MAP_TILES` names a
server of tiles: a visitor's browser then asks that server, after the visitor was told so.
"""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from businesses.models import Category
from directory import snapshot
from directory.caching import public_page, query_of
from directory.facet_index import Bits
from directory.map_picture import draw
from directory.models import Listing
from directory.pages import language, list_address, piece, render
from directory.snapshot import Snapshot
from directory.views.places import path_of

MOST_POINTS = 20_000


class Row(NamedTuple):
    """A kelurahan in the table, and in the picture."""

    name: str
    address: str
    businesses: int
    with_nib: int


class Group(NamedTuple):
    """A kecamatan in the table."""

    name: str
    address: str
    businesses: int
    with_nib: int
    rows: list[Row]


def tile_host() -> str:
    """Whose server the interactive map asks; "" where there is no such map."""
    return urlsplit(settings.MAP_TILES).hostname or ""


def _origin() -> str:
    parts = urlsplit(settings.MAP_TILES)
    return f"{parts.scheme}://{parts.netloc}"


def _chosen(request: HttpRequest, known: Snapshot) -> Category | None:
    """The category that is asked for; an unknown one is none."""
    found = known.labels.categories.get(request.GET.get("kategori", ""))
    return found if found is not None and found.is_active else None


def _among(known: Snapshot, category: Category | None) -> Bits:
    if category is None:
        return known.facets.everything
    return known.facets.having("category" if category.parent_id else "sector", category.slug)


def _table(known: Snapshot, among: Bits, category: Category | None) -> list[Group]:
    """Each kecamatan with its kelurahan; the links lead to what was counted."""
    facets, labels = known.facets, known.labels
    with_nib = among & facets.having("has_nib", True)
    levels = ("kecamatan", "kelurahan")
    all_counts = {level: facets.counts(level, among) for level in levels}
    nib_counts = {level: facets.counts(level, with_nib) for level in levels}
    chosen = f"{list_address()}?kategori={category.slug}" if category else ""

    def line(level: str, place: Any) -> Row:
        address = f"{chosen}&{level}={place.code}" if chosen else path_of(place)
        counts = all_counts[level].get(place.code, 0), nib_counts[level].get(place.code, 0)
        return Row(place.name, address, *counts)

    return [
        Group(
            *line("kecamatan", district),
            [line("kelurahan", p) for p in labels.kelurahan if p.kecamatan_id == district.pk],
        )
        for district in labels.kecamatan
    ]


def _counted(known: Snapshot, category: Category | None) -> dict[str, Any]:
    """The picture and the table of the same counts, as values and written out."""
    among = _among(known, category)
    table = _table(known, among, category)
    told = {
        "picture": draw(known.labels.kelurahan, known.facets.counts("kelurahan", among)),
        "rows": _by_code(known, table),
        "table": table,
        "total": among.bit_count(),
    }
    return {
        **told,
        "sectors": _sectors(known),
        "atlas": piece("directory/_map_atlas.html", told),
        "tables": piece("directory/_map_tables.html", told),
    }


@public_page
def city_map(request: HttpRequest) -> HttpResponse:
    """The bubbles and the table of all businesses, or of one category.

    What they count is kept while the directory stands as it is.
    """
    known = snapshot.of(request)
    category = _chosen(request, known)
    slug = category.slug if category is not None else ""
    key = ("map", language(), slug)
    context = {
        **known.facets.keep(key, lambda: _counted(known, category)),
        "title": _("Map of the businesses"),
        "description": _("How many verified small businesses each kelurahan of the city has."),
        "address": request.path + (f"?kategori={slug}" if slug else ""),
        "is_indexed": not query_of(request),
        "category": category,
        "tile_host": tile_host(),
    }
    if context["tile_host"]:
        context |= {"tiles": settings.MAP_TILES, "credit": settings.MAP_TILES_CREDIT}
        context["list_address"] = list_address()
        allowed = csp_update({"img-src": [SELF, _origin()]})
        return allowed(render)(request, "directory/map.html", context)
    return render(request, "directory/map.html", context)


def _by_code(known: Snapshot, table: list[Group]) -> dict[str, Row]:
    """The lines of the table by the code of their kelurahan, in whose order they stand."""
    rows = [row for group in table for row in group.rows]
    return {place.code: row for place, row in zip(known.labels.kelurahan, rows, strict=True)}


def _sectors(known: Snapshot) -> list[tuple[Category, str]]:
    """What the map can be narrowed to: the sectors, and before them what the city is known for."""
    labels = known.labels
    counts = {**known.counts("sector"), **known.counts("category")}
    found = [c for c in [*labels.flagships, *labels.sectors] if c.slug in counts]
    return [(category, labels.icon_of(category)) for category in found]


@public_page
def points(request: HttpRequest) -> HttpResponse:
    """The published points for the interactive map: latitude, longitude, code, name, slug."""
    if not tile_host():
        raise Http404
    rows = Listing.objects.filter(lat__isnull=False).order_by("business_id")
    found = [
        [round(float(lat), 5), round(float(lng), 5), *texts]
        for lat, lng, *texts in rows.values_list("lat", "lng", "code", "name", "slug")[:MOST_POINTS]
    ]
    return JsonResponse({"points": found})
