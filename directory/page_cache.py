"""A finished page is sent again while the directory stands as it is; an old copy is a short no.

Outermost of all middleware: an unchanged page costs one look at the state, and nothing else of
the site runs. What is kept was answered by the whole site before, for the same host and scheme.
The state is read before the page is made, so no page claims to be newer than it is.
"""

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from common.sides import is_staff_side
from directory import state
from directory.addresses import Gone, gone_page
from directory.caching import CACHE_CONTROL, SLICES, query_of, slice_of, tag_of

KEPT_SECONDS = 600
LONGEST_KEPT = 512  # bytes of an address; longer ones are typed by machines
SAFE = ("GET", "HEAD")
GZIP = re.compile(r"\bgzip\b")  # as Django's own middleware reads it
UNCHANGED = {"Cache-Control": CACHE_CONTROL, "Vary": "Accept-Encoding"}  # as the page itself says
MACHINES = frozenset({"/healthz", "/readyz", "/robots.txt"})  # they ask about the data base itself


@lru_cache
def release() -> str:
    """Which program and texts make the pages: another release, other pages."""
    says = (settings.SITE_URL, settings.CITY_NAME, settings.MAP_TILES, settings.MAP_TILES_CREDIT)
    digest = hashlib.sha256(repr(says).encode())
    places = ("directory/**/*.py", "common/*.py", "templates/public/**/*", "static/directory/*")
    for place in (*places, "locale/**/*.mo", "umkm_registry/formats/**/*.py"):
        for path in sorted(Path(settings.BASE_DIR).glob(place)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


class PublicPages:
    """Answers 304 or a kept page where it can, and keeps pages of `caching.public_page`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.release = release()
        self.pages = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if request.method not in SAFE or path in MACHINES or is_staff_side(request):
            return self.get_response(request)
        try:
            number = state.first_number()
        except Error:
            return self.get_response(request)  # which says so in words
        stand = f"{number}.{self.release}"
        request.directory_number, request.directory_stand = number, stand
        known = request.META.get("HTTP_IF_NONE_MATCH")
        if known:
            for name in SLICES:
                tag = tag_of(request, slice_of(name))
                if tag in known:
                    return HttpResponseNotModified(headers={"ETag": tag, **UNCHANGED})
        key = self._key(request, stand)
        kept = self.pages.get(key) if key else None
        if kept is not None and kept[0] == slice_of(kept[0][0]):
            return HttpResponse(kept[2], headers=kept[1])
        response = self.get_response(request)
        self._keep(key, request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A view asked for a page that was withdrawn."""
        return gone_page(request) if isinstance(error, Gone) else None

    def _key(self, request: HttpRequest, stand: str) -> str:
        meta = request.META
        query = query_of(request)
        if request.method != "GET" or len(query) + len(request.path_info) > LONGEST_KEPT:
            return ""
        parts = (
            stand,
            request.scheme,
            meta.get("HTTP_HOST", ""),
            "gzip" if GZIP.search(meta.get("HTTP_ACCEPT_ENCODING", "")) else "",
            request.path_info,
            query,
        )
        return hashlib.blake2b("\n".join(parts).encode(), digest_size=20).hexdigest()

    def _keep(self, key: str, request: HttpRequest, response: HttpResponse) -> None:
        made_in = getattr(response, "kept_slice", None)
        if not key or made_in is None or response.status_code != 200:
            return
        if response.headers["Content-Type"].startswith("image/"):  # large, and quickly made again
            return
        if response.cookies or response.streaming:
            return
        page = (made_in, dict(response.headers), response.content)
        self.pages.set(key, page, KEPT_SECONDS)
