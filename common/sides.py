"""The two sides of the site: the public one, which knows no visitor, and the back office.

A public page is the same for everybody. Its requests pass no session, no log-in and no messages,
so a page cannot come to depend on them, and they cost it nothing.
"""

from collections.abc import Callable
from typing import Any

from axes.middleware import AxesMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from simple_history.middleware import HistoryRequestMiddleware

Answer = Callable[[HttpRequest], HttpResponse]

# Everything else is public. Photos are here because colleagues see those not published yet.
STAFF_SIDE = ("/admin/", "/media/", "/_gaya/")
HOOKS = ("process_view", "process_exception", "process_template_response")


def is_staff_side(request: HttpRequest) -> bool:
    """Whether the request is for the back office, or for what colleagues may see before others."""
    return request.path_info.startswith(STAFF_SIDE)


def for_staff(middleware: type) -> type:
    """The same middleware, which lets requests of the public side pass untouched."""

    class ForStaff(middleware):
        def __call__(self, request: HttpRequest) -> HttpResponse:
            if is_staff_side(request):
                return super().__call__(request)
            return self.get_response(request)

    def skipping(hook: Callable[..., Any]) -> Callable[..., Any]:
        def skip(self: Any, request: HttpRequest, *args: Any) -> Any:
            return hook(self, request, *args) if is_staff_side(request) else None

        return skip

    for name in HOOKS:
        if hasattr(middleware, name):
            setattr(ForStaff, name, skipping(getattr(middleware, name)))
    ForStaff.__name__ = ForStaff.__qualname__ = f"Staff{middleware.__name__}"
    return ForStaff


StaffSession = for_staff(SessionMiddleware)
StaffCsrf = for_staff(CsrfViewMiddleware)
StaffAuthentication = for_staff(AuthenticationMiddleware)
StaffMessages = for_staff(MessageMiddleware)
StaffAxes = for_staff(AxesMiddleware)


def StaffHistory(get_response: Answer) -> Answer:  # noqa: N802  named like its siblings
    """simple_history's, which is a function: it remembers who asks, for the history."""
    noting = HistoryRequestMiddleware(get_response)

    def answer(request: HttpRequest) -> HttpResponse:
        return noting(request) if is_staff_side(request) else get_response(request)

    return answer


class LoginRequired(LoginRequiredMiddleware):
    """Deny by default on both sides: a view that does not say that it is open asks for a log-in,
    which the public side has none of."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if is_staff_side(request):
            return super().process_view(request, view, args, kwargs)
        if getattr(view, "login_required", True):
            return self.handle_no_permission(request, view)
        return None


class PathLanguage:
    """The language of a page is that of its address, and of nothing that the visitor sends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        self.by_prefix = {f"/{code}": code for code in others}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        prefix = path[: path.find("/", 1)] if path.find("/", 1) > 0 else path
        language = self.by_prefix.get(prefix, settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
