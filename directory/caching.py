"""What every public page has in common: open to all, the same for all, kept for a while.

A page that anyone may keep must not depend on who asks: no session, no CSRF token, no message.
The ETag is made from the finished page, so that a reload on a slow line costs one packet.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponse]
PAGE_SECONDS = 60


def kept_for(seconds: int) -> Callable[[View], View]:
    """Decorate a view that anyone may read and a shared cache may keep for that long."""

    def decorate(view: View) -> View:
        kept = cache_control(public=True, max_age=seconds)(require_safe(view))
        return login_not_required(conditional_page(kept))

    return decorate


public_page = kept_for(PAGE_SECONDS)
