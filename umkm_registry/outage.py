"""What a visitor sees when something broke, or when the data base is away.

A restart of PostgreSQL under traffic is no error of the visitor: it is answered with 503 and
Retry-After; Django closes the broken connection when the request ends, and the next one opens
a fresh one. Neither page asks the data base for anything.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

RETRY_AFTER = "15"  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: it runs wherever the error arose, in a view or a middleware."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(get_template("500.html").render(), status=500)
    headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"}
    return HttpResponse(get_template("503.html").render(), status=503, headers=headers)
