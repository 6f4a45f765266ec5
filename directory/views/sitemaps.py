"""The sitemaps: every public page for search engines, each with its twin in the other language.

The businesses come in parts by their keys, so that a part costs the same whether the directory
holds seventeen thousand or a hundred times as many, and a part keeps its address for ever.
"""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import override

from directory import snapshot
from directory.caching import public_page
from directory.models import Listing
from directory.views import places

BUSINESSES = 5_000  # keys of a part, with an address in each language; 50,000 addresses may be
CHUNK = 500
XML = "application/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
START = f'{HEAD}<urlset xmlns="{SPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
END = "</urlset>\n"
PAGES = ("home", "business-list", "map", "privacy")


def _entry(indonesian: str, english: str, changed_on: str = "") -> str:
    """Both addresses of a page, each of which names the other. Slugs and codes need no escaping."""
    changed = f"<lastmod>{changed_on}</lastmod>" if changed_on else ""
    twins = (
        f'<xhtml:link rel="alternate" hreflang="id" href="{indonesian}"/>'
        f'<xhtml:link rel="alternate" hreflang="en" href="{english}"/>'
        f'<xhtml:link rel="alternate" hreflang="x-default" href="{indonesian}"/>'
    )
    return (
        f"<url><loc>{indonesian}</loc>{changed}{twins}</url>\n"
        f"<url><loc>{english}</loc>{changed}{twins}</url>\n"
    )


def _parts() -> Iterator[int]:
    """The numbers of the parts that hold a business; one look into the index for each."""
    key = 0
    while True:
        keys = Listing.objects.filter(pk__gte=key).order_by("pk").values_list("pk", flat=True)
        first = keys.first()
        if first is None:
            return
        yield first // BUSINESSES
        key = (first // BUSINESSES + 1) * BUSINESSES


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """Where the sitemaps are."""
    addresses = [reverse("machines:sitemap-pages")]
    addresses += [reverse("machines:sitemap-businesses", args=[number]) for number in _parts()]
    lines = [f"<sitemap><loc>{settings.SITE_URL}{path}</loc></sitemap>\n" for path in addresses]
    text = f'{HEAD}<sitemapindex xmlns="{SPACE}">\n{"".join(lines)}</sitemapindex>\n'
    return HttpResponse(text, content_type=XML)


def _paths(request: HttpRequest) -> list[str]:
    """The pages that are no business: fixed ones, categories and places, in one language."""
    labels = snapshot.of(request).labels
    slugs = [category.slug for category in labels.categories.values() if category.is_active]
    return [
        *(reverse(f"directory:{name}") for name in PAGES),
        *(reverse("directory:category", args=[slug]) for slug in slugs),
        *(places.path_of(place) for place in [*labels.kecamatan, *labels.kelurahan]),
    ]


@public_page
def pages(request: HttpRequest) -> HttpResponse:
    """Every page that is not about one business."""
    found = []
    for language in ("id", "en"):
        with override(language):
            found.append([settings.SITE_URL + path for path in _paths(request)])
    entries = [_entry(one, other) for one, other in zip(*found, strict=True)]
    return HttpResponse(f"{START}{''.join(entries)}{END}", content_type=XML)


def _businesses(number: int) -> Iterator[str]:
    """The text of a part, in pieces: five megabytes never stand in memory at once."""
    start, beyond = number * BUSINESSES, (number + 1) * BUSINESSES
    rows = Listing.objects.filter(pk__gte=start, pk__lt=beyond).order_by("pk")
    bases = []
    for language in ("id", "en"):
        with override(language):
            bases.append(settings.SITE_URL + reverse("directory:business-list"))
    indonesian, english = bases
    yield START
    found: list[str] = []
    for code, slug, day in rows.values_list("code", "slug", "updated_on").iterator(CHUNK):
        path = f"{code}/{slug}/"
        found.append(_entry(indonesian + path, english + path, day.isoformat()))
        if len(found) == CHUNK:
            yield "".join(found)
            found = []
    yield "".join(found) + END


@public_page
def businesses(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The businesses whose keys lie in this part, with the day of their last change."""
    if number >= 10**12:
        raise Http404  # beyond any key
    return StreamingHttpResponse(_businesses(number), content_type=XML)
