"""What was typed into a form whose log-in had run out: kept until its author is back.

The form travels, encrypted, through the log-in page and then waits in the new session; nothing
of it is stored by itself, written to a log or put into an address. Passwords and files are left
out. The author sends it again with one button, as a request like any other: every check of
permission, scope and version is made then.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from common import encryption

FIELD = "typed"  # on the log-in page, and in the session after it
MOST_CHARACTERS = 200_000  # of the token; a form of the register has some 5,000
NOT_KEPT = ("csrfmiddlewaretoken", FIELD)


@dataclass(frozen=True)
class Typed:
    """One form that could not be received.

    Attributes:
        path: where it was sent.
        page: where it was filled in.
        pairs: field and value, in order.
        had_files: whether something chosen from the disk was left out.
    """

    path: str
    page: str
    pairs: list[tuple[str, str]]
    had_files: bool


def keep(request: HttpRequest, *, owner: str | None) -> str:
    """Return the token of the form in `request`; "" where it is empty, too long or secret.

    `owner` is the key of the account that was logged in, None where nobody can say: an expired
    session is forgotten in the end.
    """
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_KEPT
    ]
    if not pairs or any("password" in name for name, _value in pairs):
        return ""
    content = {
        "owner": owner,
        "path": request.get_full_path(),
        "page": page_of(request),
        "pairs": pairs,
        "files": bool(request.FILES),
    }
    token = encryption.encrypt(json.dumps(content))
    return token if len(token) <= MOST_CHARACTERS else ""


def page_of(request: HttpRequest) -> str:
    """The page that a form was filled in on: where the browser says it comes from, if ours."""
    origin = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        origin, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return request.get_full_path()
    parts = urlsplit(origin)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def read(token: str, *, user: Any) -> Typed | None:
    """The form of a token, for the account that typed it; None for anyone else's, or none."""
    if not token or len(token) > MOST_CHARACTERS:
        return None
    try:
        content = json.loads(encryption.decrypt(token))
    except (encryption.Undecipherable, ValueError):
        return None
    if not isinstance(content, dict) or content.get("owner") not in (None, str(user.pk)):
        return None
    pairs = [(name, value) for name, value in content["pairs"]]
    return Typed(content["path"], content["page"], pairs, content["files"])


def take_along(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receiver of Django's user_logged_in: the log-in page may carry a form."""
    request.session.pop(FIELD, None)
    token = request.POST.get(FIELD, "")
    if read(token, user=user) is not None:
        request.session[FIELD] = token
