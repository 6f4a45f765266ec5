"""What every public page has in common: open to all, the same for all, kept for a while.

A page that anyone may keep must not depend on who asks: no session, no CSRF token, no message.
The ETag is made from the finished page, so that a reload on a slow line costs one packet.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponse]
PAGE_SECONDS = 60


def _without_session(view: View) -> View:
    """LoginRequiredMiddleware looks into every session; what these views answer depends on none.

    Left marked as looked at, it would add `Vary: Cookie`, and no shared cache would keep the page.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.session.accessed = False
        return view(request, *args, **kwargs)

    return answer


def kept_for(seconds: int) -> Callable[[View], View]:
    """Decorate a view that anyone may read and a shared cache may keep for that long."""

    def decorate(view: View) -> View:
        kept = cache_control(public=True, max_age=seconds)(require_safe(_without_session(view)))
        return login_not_required(conditional_page(kept))

    return decorate


public_page = kept_for(PAGE_SECONDS)
