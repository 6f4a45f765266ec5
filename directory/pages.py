"""A public page: its template, and what the template was told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template


def render(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page as a response; `context_data` keeps the context, as TemplateResponse does."""
    response = HttpResponse(get_template(template).render(context, request), status=status)
    response.context_data = context
    return response
