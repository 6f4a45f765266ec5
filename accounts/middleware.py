"""What stands between a log-in and a staff page: the limits of a session, and a new password.

Public pages are left alone: they ask for no log-in, and their answers may be cached.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts import passwords, sessions, typed
from accounts.models import LoginSession
from common.sides import is_staff_side

View = Callable[..., HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
ENDED_FIELD = "sesi"  # in the address of the log-in page: one of sessions.Ended


class _Gate:
    """Asks something of every request for a staff page, before the view sees it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class SessionLimits(_Gate):
    """Ends what has run out, and says so on the log-in page; what was typed is kept."""

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not is_staff_side(request):
            return None
        why = sessions.Ended.GONE
        if request.user.is_authenticated:
            why = sessions.over(request.session)
        if not getattr(view, "login_required", True):
            if why:
                request.user = AnonymousUser()
            return None
        if why is None:
            sessions.see(request)
            return None
        return _ended(request, why)


def _ended(request: HttpRequest, why: sessions.Ended) -> HttpResponse:
    """Log out; then to the log-in page, and from there back to the page that was left."""
    owner = request.session.get(SESSION_KEY)
    if request.user.is_authenticated:
        logout(request)
    else:
        key = request.session.session_key or ""
        LoginSession.objects.filter(session_key=key).delete()
        request.session.flush()
    is_logout = request.path == reverse("admin:logout")
    back = reverse("admin:index") if is_logout else request.get_full_path()
    if request.method not in SAFE and not is_logout:
        return _ask_to_log_in_again(request, why, owner)
    query = urlencode({ENDED_FIELD: why, REDIRECT_FIELD_NAME: back})
    return HttpResponseRedirect(f"{reverse('admin:login')}?{query}")


def _ask_to_log_in_again(
    request: HttpRequest, why: sessions.Ended, owner: str | None
) -> HttpResponse:
    """The log-in page in answer to a form: it says what became of the form, and carries it."""
    token = typed.keep(request, owner=owner)
    back = reverse("admin:resend") if token else typed.page_of(request)
    query = urlencode({ENDED_FIELD: why, REDIRECT_FIELD_NAME: back})
    context = {
        "app_path": f"{reverse('admin:login')}?{query}",
        REDIRECT_FIELD_NAME: back,
        "ended": why,
        "typed": token,
        "was_sending": True,
    }
    request.method = "GET"
    response = admin.site.login(request, context)
    response.status_code = 403
    return response


class NewPasswordFirst(_Gate):
    """Leads every staff page to the change of the password while a new one is due."""

    exempt = frozenset({"password_change", "logout", "jsi18n"})

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not is_staff_side(request):
            return None
        if not passwords.is_due(request.user):
            return None
        if request.resolver_match.url_name in self.exempt:
            return None
        if request.method in SAFE:
            back = request.get_full_path()
        else:
            token = typed.keep(request, owner=str(request.user.pk))
            if token:
                request.session[typed.FIELD] = token
            back = reverse("admin:resend") if token else typed.page_of(request)
        query = urlencode({REDIRECT_FIELD_NAME: back})
        return HttpResponseRedirect(f"{reverse('admin:password_change')}?{query}")
