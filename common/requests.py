"""What every request must satisfy before a view sees it, and whose address it has."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

MAX_QUERY_BYTES = 8 * 1024
SESSION_KEY = re.compile(r"[a-z0-9]{1,40}|")


def client_address(request: HttpRequest) -> str:
    """The visitor's IP address.

    Only as many entries of X-Forwarded-For are believed as we run proxies ourselves
    (`TRUSTED_PROXIES`); what stands further left was written by the visitor.
    """
    hops = settings.TRUSTED_PROXIES
    if hops > 0:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(chain) >= hops and is_address(chain[-hops]):
            return chain[-hops]
    return request.META.get("REMOTE_ADDR", "")


def is_address(text: str) -> bool:
    """Whether `text` is an IP address; PostgreSQL refuses to compare anything else with one."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def bad_request(request: HttpRequest, message: str, status: int = 400) -> HttpResponse:
    """A plain page with one sentence that says what to do."""
    return render(request, "400.html", {"message": message}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was open for too long or came from elsewhere."""
    message = _("This form has expired. Go back, reload the page and send it again.")
    return bad_request(request, message, status=403)


class RefuseUnreadableRequests:
    """Answer 400 to addresses that no page of ours makes: NUL bytes, 100 kB queries.

    A NUL in a look-up raises in PostgreSQL long after the view could still say so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if len(query) > MAX_QUERY_BYTES:
            return bad_request(request, _("The address is too long. Use a shorter search."), 414)
        if b"\0" in unquote_to_bytes(query) or "\0" in request.path_info:
            return bad_request(request, _("The address holds an unreadable character."))
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if hasattr(request, "session") and not SESSION_KEY.fullmatch(key):
            request.session = type(request.session)()  # no key of ours: as if there were none
        return self.get_response(request)
