"""The list of businesses, and the same list within one category or place."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.page_engine import url
from directory import filters, introductions, pagination, search, snapshot, structured_data
from directory.caching import TEN_MINUTES, page_until
from directory.facets import facets
from directory.filters import Chosen, Order
from directory.labels import Labels
from directory.models import Listing
from directory.pages import list_address, render
from directory.results import Results, results
from directory.search.named import Named, bits_of, named

SUGGESTED = 4
PARAMETERS = {"category": "kategori", "kelurahan": "kelurahan", "kecamatan": "kecamatan"}


class Way(NamedTuple):
    """A page that a text names exactly, and how many businesses it shows."""

    symbol: str
    label: str
    address: str
    count: int


def _chips(chosen: Chosen, address: str) -> list[tuple[str, str]]:
    """The (label, address without it) of each filter in force, and of the nearest first."""
    chips = [
        (chosen.label_of(name), address + pagination.query(chosen.without(name)))
        for name in chosen.values
        if name not in filters.NO_FILTERS and (name != "q" or chosen.words)
    ]
    if chosen.order == Order.NEAREST:
        found = address + pagination.query(chosen.without(*filters.NO_FILTERS))
        chips.append((str(Order.NEAREST.label), found))
    return chips


def _way_out(chosen: Chosen, labels: Labels) -> list[tuple[str, str]]:
    """Where else to look when nothing was found: (name, address) of near categories and places."""
    if not chosen.text:
        return []
    categories, places = search.nearest(chosen.text, chosen.snapshot)
    address = list_address()
    shown = labels.shown()
    names = {place.code: place.name for place in labels.kelurahan}
    found = [
        (shown[slug][0], address + pagination.query({"kategori": slug})) for slug in categories
    ]
    found += [
        (names[code], address + pagination.query({"kelurahan": code}))
        for code in places
        if code in names
    ]
    return found[:SUGGESTED]


def _ways(chosen: Chosen, text: str) -> list[Way]:
    """The pages of the categories and places that a text names exactly, none twice or empty."""
    known, found = chosen.snapshot, []
    for one in named(search.words_of(text), known.labels):
        count = bits_of(one, known).bit_count()
        if count and chosen.values.get(PARAMETERS[one.level]) != one.key:
            found.append(Way(*_page_of(one, known.labels), count))
    return found[:SUGGESTED]


def _page_of(one: Named, labels: Labels) -> tuple[str, str, str]:
    """The icon of a category or place, what it is called, level first, and its address."""
    if one.level == "category":
        category = labels.categories[one.key]
        label = _("Category %(name)s") % {"name": category.local_name}
        return labels.icon_of(category), label, url("directory:category", one.key)
    places = labels.kelurahan if one.level == "kelurahan" else labels.kecamatan
    name = next(place.name for place in places if place.code == one.key)
    label = _("Kelurahan %(name)s") if one.level == "kelurahan" else _("Kecamatan %(name)s")
    return "map-pin", label % {"name": name}, url(f"directory:{one.level}", slugify(name))


def _list(chosen: Chosen, found: Results, params: dict[str, str]) -> dict[str, Any]:
    """What every list shows. `params` are those that the links to other pages repeat."""
    cards = found.cards
    text = found.corrected if found.was_corrected else chosen.text
    ends = (cards[0].code, cards[-1].code) if cards and found.is_anchored else ("", "")
    address = list_address()
    return {
        "query_text": chosen.text,
        "total": found.total,
        "is_capped": found.is_capped,
        "is_among_best": found.is_capped and chosen.order in (Order.NAME, Order.NEWEST),
        "page": found.page,
        "links": pagination.links(found.page, params, *ends),
        "cards": cards,
        "facets": facets(found.counted or chosen),
        "list_address": address,
        "position": chosen.values.get("di", ""),
        "corrected": found.corrected,
        "was_corrected": found.was_corrected,
        "corrected_address": address + pagination.query({**chosen.values, "q": found.corrected}),
        "ways": _ways(chosen, text) if cards else [],
        "way_out": [] if cards else _way_out(chosen, chosen.snapshot.labels),
    }


def _numbered(title: str, number: int) -> str:
    """The title of a page; from the second page on with its number, so that no two are alike."""
    if number == 1:
        return title
    return _("%(title)s, page %(number)d") % {"title": title, "number": number}


def _registry_number(text: str) -> str:
    """The number that a text is, as on paper in a visitor's hand; "" if nobody public has it."""
    words = "".join(search.words_of(text)).upper()
    prefix = settings.REGISTRY_CODE_PREFIX
    digits = words.removeprefix(prefix)
    if digits == words or not digits.isdecimal():
        return ""
    code = f"{prefix}-{digits}"
    return code if Listing.objects.filter(code=code).exists() else ""


@page_until(TEN_MINUTES)
def business_list(request: HttpRequest) -> HttpResponse:
    """All published businesses, searched and filtered."""
    chosen = filters.chosen(request.GET, snapshot.of(request), timezone.now())
    code = _registry_number(chosen.text)
    if code:
        return HttpResponseRedirect(f"{list_address()}{code}/")
    found = results(chosen, pagination.Asked.of(request.GET))
    heading = _("All businesses")
    ignored = chosen.ignored
    if chosen.words:
        heading = _("Search: %(text)s") % {"text": chosen.text}
    elif chosen.text:
        note = _("What you typed holds no word to look for; this is the list without a search.")
        ignored = [*ignored, note]
    number = found.page.number
    context = {
        **_list(chosen, found, chosen.values),
        "heading": heading,
        "title": _numbered(heading, number),
        "description": _("The verified small businesses of Kota Kupang, by category and place."),
        "ignored": ignored,
        "chips": _chips(chosen, request.path),
        "is_indexed": not chosen.values and not chosen.ignored,
        "address": request.path + pagination.query(chosen.values, number),
    }
    return render(request, "directory/list.html", context)


def list_within(
    request: HttpRequest, values: dict[str, str], *, title: str, **head: Any
) -> HttpResponse:
    """The businesses of one category or place, with a head of its own; refining leads to the list.

    Args:
        values: the filters that stand for the page.
        head: further context, `description` among it.
    """
    chosen = filters.chosen(values, snapshot.of(request), timezone.now())
    found = results(chosen, pagination.Asked.of(request.GET))
    number = found.page.number
    context = {
        **_list(chosen, found, {}),
        "title": _numbered(title, number),
        "ignored": [],
        "chips": [],
        "is_indexed": True,
        "address": request.path + pagination.query({}, number),
        **head,
    }
    return render(request, "directory/list.html", context)


@page_until(TEN_MINUTES)
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """The businesses of one sector or product line."""
    known = snapshot.of(request)
    labels = known.labels
    found = labels.categories.get(slug)
    if found is None or not found.is_active:
        raise Http404
    counts = known.facets.counts("category", known.facets.everything)
    sector = labels.sector_of(found) if found.parent_id else None
    return list_within(
        request,
        {"kategori": slug},
        title=found.local_name,
        description=_("%(category)s in Kota Kupang: verified small businesses.")
        % {"category": found.local_name},
        category=found,
        symbol=labels.icon_of(found),
        sector=sector,
        structured_data=structured_data.of_category(found, sector),
        lines=[(line, counts.get(line.slug, 0)) for line in labels.lines_of(found)],
        introduction=introductions.text_of("category", slug),
    )
