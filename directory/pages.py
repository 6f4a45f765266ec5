"""A public page: its template, and what the template was told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from common.page_engine import url


def render(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page as a response; `context_data` keeps the context, as TemplateResponse does."""
    response = HttpResponse(get_template(template).render(context, request), status=status)
    response.context_data = context
    return response


def list_address() -> str:
    """Where all businesses are listed, in the language in use; theirs begin with it."""
    return url("directory:business-list")
