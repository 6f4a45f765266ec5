"""A public page: its template, and what the template was told."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.translation import get_language
from markupsafe import Markup

from common.page_engine import page_tools, url


def render(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page as a response; `context_data` keeps the context, as TemplateResponse does."""
    response = HttpResponse(get_template(template).render(context, request), status=status)
    response.context_data = context
    return response


class Piece(NamedTuple):
    """A part of a page in one language, written once and kept while what it tells stands."""

    text: Markup
    icons: frozenset[str]

    def on(self, icons: set[str]) -> Markup:
        """The part, for a page that gathers its icons in `icons`."""
        icons.update(self.icons)
        return self.text


def piece(template: str, context: dict[str, Any]) -> Piece:
    """Write a part of a page; it must not depend on the request."""
    tools = page_tools(None)
    text = get_template(template).render({**tools, **context})
    return Piece(Markup(text), frozenset(tools["icons"]))  # noqa: S704  a template escapes


def language() -> str:
    """The language of the page, as a key for what is kept of it."""
    return get_language() or ""


def list_address() -> str:
    """Where all businesses are listed, in the language in use; theirs begin with it."""
    return url("directory:business-list")
