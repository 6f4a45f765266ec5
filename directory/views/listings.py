"""The list of businesses, and the same list within one category."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory import pagination
from directory.caching import public_page
from directory.cards import cards, light
from directory.counts import Counts
from directory.facets import selects
from directory.filters import ListingFilter
from directory.labels import Labels
from directory.pages import render


def _chips(filters: ListingFilter, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The (label, address without it) of each filter in force; the order is no filter."""
    address = reverse("directory:business-list")
    return [
        (
            filters.label_of(name),
            address + pagination.query({n: v for n, v in values.items() if n != name}),
        )
        for name in values
        if name != "urut"
    ]


def _counts(filters: ListingFilter, values: Mapping[str, str]) -> Counts:
    """The counts that the choices of category and place need."""
    listings = filters.narrowed_by("q", "nib", "skala")
    if "q" in values:
        return Counts.of(listings)
    name = f"{values.get('nib', '')}.{values.get('skala', '')}"
    return Counts.kept(listings, name=name)


def _list(filters: ListingFilter, labels: Labels, number: str | None) -> dict[str, Any]:
    """What both lists show. Two queries beside those of the labels."""
    values = filters.values
    counts = _counts(filters, values)
    total = counts.chosen(
        category=values.get("kategori", ""),
        kecamatan=values.get("kecamatan", ""),
        kelurahan=values.get("kelurahan", ""),
    ).businesses
    page = pagination.page_of(light(filters.ordered()), total=total, number=number)
    return {
        "query_text": values.get("q", ""),
        "counts": counts,
        "total": total,
        "page": page,
        "cards": cards(page, labels),
        "selects": selects(labels, values, counts),
        "ignored": filters.ignored,
        "chips": _chips(filters, values),
    }


def _numbered(title: str, number: int) -> str:
    """The title of a page; from the second page on with its number, so that no two are alike."""
    if number == 1:
        return title
    return _("%(title)s, page %(number)d") % {"title": title, "number": number}


@public_page
def business_list(request: HttpRequest) -> HttpResponse:
    """All published businesses, searched and filtered."""
    labels = Labels()
    filters = ListingFilter(request.GET, labels=labels)
    values = filters.values
    context = _list(filters, labels, request.GET.get(pagination.NAME))
    page = context["page"]
    heading = _("All businesses")
    if "q" in values:
        heading = _("Search: %(text)s") % {"text": values["q"]}
    context |= {
        "heading": heading,
        "title": _numbered(heading, page.number),
        "description": _("The verified small businesses of Kota Kupang, by category and place."),
        "page_links": pagination.links(page, values),
        "is_indexed": not values and not context["ignored"],
        "address": request.path + pagination.query(values, page.number),
    }
    return render(request, "directory/list.html", context)


@public_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """The businesses of one sector or product line; refining leads to the list."""
    labels = Labels()
    found = labels.categories.get(slug)
    if found is None or not found.is_active:
        raise Http404
    filters = ListingFilter({"kategori": slug}, labels=labels)
    context = _list(filters, labels, request.GET.get(pagination.NAME))
    page, counts = context["page"], context["counts"].by_category()
    context |= {
        "title": _numbered(found.local_name, page.number),
        "description": _("%(category)s in Kota Kupang: verified small businesses.")
        % {"category": found.local_name},
        "category": found,
        "symbol": labels.icon_of(found),
        "sector": labels.sector_of(found) if found.parent_id else None,
        "lines": [(line, counts[line.slug]) for line in labels.lines_of(found)],
        "chips": [],
        "page_links": pagination.links(page, {}),
        "is_indexed": True,
        "address": request.path + pagination.query({}, page.number),
    }
    return render(request, "directory/list.html", context)
