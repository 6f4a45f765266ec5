"""Requests are UTF-8, whatever a visitor says.

Django reads the address itself in the charset of the header Content-Type: with "hex" it raises
before any page could answer, and with another one a shared address means something else to the
one who asks, and then to everybody to whom the kept page is sent.
"""

from typing import Any

from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class _InUtf8:
    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        kind, parameters = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        parameters.pop("charset", None)
        self.content_type, self.content_params = kind, parameters


class Request(_InUtf8, WSGIRequest):
    """A request of a WSGI server."""


class AsyncRequest(_InUtf8, ASGIRequest):
    """A request of an ASGI server."""


class Handler(WSGIHandler):
    request_class = Request


class AsyncHandler(ASGIHandler):
    request_class = AsyncRequest
