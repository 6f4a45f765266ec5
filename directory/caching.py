"""What every public page has in common: open to all, the same for all, and short to ask again.

The validator (ETag) is the state of the directory, so a page is known to be unchanged before
anything of it is made (`directory.page_cache`). A shared cache may keep a page for a second,
which is enough to carry any crowd, and a withdrawn business is gone within that second.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, wraps
from zlib import crc32

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponse]
SHARED_SECONDS = 1
CACHE_CONTROL = f"public, max-age=0, s-maxage={SHARED_SECONDS}"
# A browser follows a permanent redirect unasked for ever, unless told: a merge may be undone.
LASTING = (200, 301)
DAY, TEN_MINUTES = "d", "m"
SLICES = (DAY, TEN_MINUTES)


def slice_of(name: str) -> str:
    """The day, or the ten minutes, that a page speaks of: a date in it, or "open now"."""
    return _slices(int(timezone.now().timestamp()) // 60)[name]


@lru_cache(maxsize=4)
def _slices(minute: int) -> dict[str, str]:
    """Every slice that holds this minute, counted from 1970."""
    now = timezone.localtime(datetime.fromtimestamp(minute * 60, UTC))
    return {
        DAY: f"{DAY}{now:%Y%m%d}",
        TEN_MINUTES: f"{TEN_MINUTES}{now:%Y%m%d%H}{now.minute // 10}",
    }


def query_of(request: HttpRequest) -> str:
    """The query without what a form left empty: `?q=sei&kategori=` is the page `?q=sei`."""
    query = request.META.get("QUERY_STRING", "")
    parts = query.split("&")
    names = {part.partition("=")[0] for part in parts}
    # A name that stands twice, or is written with signs, may be another name's empty value.
    if len(names) < len(parts) or not all(name.isalnum() for name in names):
        return query
    return "&".join(part for part in parts if part.partition("=")[2])


def tag_of(request: HttpRequest, now: str) -> str:
    """The validator of a page: the state, the slice of time, and which page it is."""
    address = f"{request.path_info}?{query_of(request)}"
    return f'W/"{request.directory_stand}.{now}.{crc32(address.encode()):x}"'


def is_late(request: HttpRequest) -> bool:
    """Whether the page may count what was so a minute ago (`FacetIndex.keep`); nobody keeps it."""
    return getattr(request, "counts_are_late", False)


def page_until(name: str) -> Callable[[View], View]:
    """Decorate a view that anyone may read; the page is good for the slice of time `name`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            now = slice_of(name)  # before the page is made: it may take us into the next one
            response = view(request, *args, **kwargs)
            is_exact = hasattr(request, "directory_stand") and not is_late(request)
            if response.status_code == 200 and is_exact:
                response.headers.setdefault("ETag", tag_of(request, now))
                response.kept_slice = now
            if response.status_code in LASTING:
                response.headers.setdefault("Cache-Control", CACHE_CONTROL)
            return response

        return login_not_required(require_safe(answer))

    return decorate


public_page = page_until(DAY)


def kept_for(seconds: int) -> Callable[[View], View]:
    """Decorate a view that says nothing of any business: every cache may keep it that long."""

    def decorate(view: View) -> View:
        kept = cache_control(public=True, max_age=seconds)(require_safe(view))
        return login_not_required(conditional_page(kept))

    return decorate
