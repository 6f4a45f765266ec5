"""The page of a kecamatan or a kelurahan: what it is, and the businesses there.

Four names stand for both, so the level is part of the address: /kecamatan/oebobo/ and
/kelurahan/oebobo/. Other spellings of a kelurahan (`Kelurahan.aliases`, where a former name is
kept too) lead to its page: /kelurahan/tdm/ to /kelurahan/tuak-daun-merah/.
"""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from businesses.models import Kecamatan, Kelurahan
from directory import introductions, snapshot, structured_data
from directory.caching import TEN_MINUTES, page_until
from directory.snapshot import Snapshot
from directory.views.listings import list_within

Place = Kecamatan | Kelurahan
Counted = list[tuple[str, str, int]]  # name, address, businesses


def path_of(place: Place) -> str:
    """The address of the page of a place, in the language in use."""
    level = "kecamatan" if isinstance(place, Kecamatan) else "kelurahan"
    return reverse(f"directory:{level}", args=[slugify(place.name)])


def _named(places: Iterable[Place], slug: str) -> Place:
    """The place that a slug names. Raises Http404 when there is none."""
    found = next((place for place in places if slugify(place.name) == slug), None)
    if found is None:
        raise Http404
    return found


def _otherwise_named(places: Iterable[Kelurahan], slug: str) -> str:
    """The address of the one kelurahan with another name of this slug; "" if none or several."""
    found = [
        place
        for place in places
        if slug.lower() in {slugify(name) for name in (place.name, *place.aliases)}
    ]
    return path_of(found[0]) if len(found) == 1 else ""


def _by_sector(known: Snapshot, level: str, code: str) -> Counted:
    """The sectors that have businesses in a place; each leads to the list of both."""
    counts = known.facets.counts("sector", known.facets.having(level, code))
    address = reverse("directory:business-list")
    return [
        (sector.local_name, f"{address}?kategori={sector.slug}&{level}={code}", counts[sector.slug])
        for sector in known.labels.sectors
        if sector.slug in counts
    ]


def _by_kelurahan(known: Snapshot, kecamatan: Kecamatan) -> Counted:
    """All kelurahan of a kecamatan."""
    counts = known.counts("kelurahan")
    return [
        (place.name, path_of(place), counts.get(place.code, 0))
        for place in known.labels.kelurahan
        if place.kecamatan_id == kecamatan.pk
    ]


@page_until(TEN_MINUTES)
def kecamatan(request: HttpRequest, slug: str) -> HttpResponse:
    """A kecamatan: its kelurahan, its sectors, its businesses."""
    known = snapshot.of(request)
    place = _named(known.labels.kecamatan, slug)
    return list_within(
        request,
        {"kecamatan": place.code},
        title=_("Kecamatan %(name)s") % {"name": place.name},
        description=_("Verified small businesses in Kecamatan %(name)s, Kota Kupang.")
        % {"name": place.name},
        place=place,
        level=_("Kecamatan"),
        introduction=introductions.text_of("kecamatan", place.code),
        structured_data=structured_data.of_place((place.name, path_of(place))),
        by_sector=_by_sector(known, "kecamatan", place.code),
        by_kelurahan=_by_kelurahan(known, place),
    )


@page_until(TEN_MINUTES)
def kelurahan(request: HttpRequest, slug: str) -> HttpResponse:
    """A kelurahan, with its kecamatan and the other kelurahan there."""
    known = snapshot.of(request)
    try:
        place = _named(known.labels.kelurahan, slug)
    except Http404:
        other = _otherwise_named(known.labels.kelurahan, slug)
        if not other:
            raise
        return HttpResponsePermanentRedirect(other)
    above = place.kecamatan
    others = [one for one in _by_kelurahan(known, above) if one[0] != place.name]
    return list_within(
        request,
        {"kelurahan": place.code},
        title=_("Kelurahan %(name)s") % {"name": place.name},
        description=_("Verified small businesses in Kelurahan %(name)s, Kecamatan %(above)s.")
        % {"name": place.name, "above": above.name},
        place=place,
        level=_("Kelurahan"),
        above=(above.name, path_of(above)),
        introduction=introductions.text_of("kelurahan", place.code),
        structured_data=structured_data.of_place(
            (above.name, path_of(above)), (place.name, path_of(place))
        ),
        by_sector=_by_sector(known, "kelurahan", place.code),
        by_kelurahan=others,
    )
