"""What the templates of the public pages may use, beside their context.

Jinja2 compiles a template to Python: a list of 24 businesses is written in a fifth of the time
that Django's own templates take (benchmarks/README.md). Everything is escaped unless it says
otherwise. Texts are translated by `_("…")` and `ngettext("…", "…", count)`.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

import lucide.jinja
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import linebreaks
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from common.identifiers import format_rupiah

SEPARATORS = {"id": ".", "en": ","}
SYMBOL = '<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def number(value: int) -> str:
    """`12.000` in Indonesian, `12,000` in English."""
    text = f"{value:,}"
    return text.replace(",", SEPARATORS.get(get_language() or "id", "."))


def long_date(value: date | datetime | None) -> str:
    """`22 November 2026`, or "" for no date."""
    return date_format(value, "DATE_FORMAT") if value is not None else ""


def price(low: int | None, high: int | None = None) -> str:
    """`Rp15.000`, `Rp15.000–Rp50.000`, or "" without a price."""
    if low is None:
        return ""
    return (
        format_rupiah(low) if high in {None, low} else f"{format_rupiah(low)}–{format_rupiah(high)}"
    )


def per_unit(unit: str) -> str:
    """`kg` as `/ kg`; what says "per" already stays."""
    return unit if not unit or unit.startswith(("/", "per ")) else f"/ {unit}"


def paragraphs(text: str) -> Markup:
    """Text as typed, in paragraphs: a blank line parts two."""
    return Markup(linebreaks(text, autoescape=True))  # noqa: S704  it escapes


def shortened(text: str, length: int) -> str:
    """At most `length` characters, and "…" for the rest."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def url(name: str, *args: object) -> str:
    """The address of a page in the language in use; "" where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@lru_cache
def _shapes(name: str) -> str:
    whole = lucide._render_icon(name, None)
    return whole[whole.index(">") + 1 : whole.rindex("</svg>")]


@lru_cache
def _use(name: str, size: int) -> Markup:
    return Markup(  # noqa: S704  both are ours
        f'<svg class="icon" width="{size}" height="{size}" aria-hidden="true">'
        f'<use href="#i-{name}"/></svg>'
    )


@pass_context
def icon(context: Context, name: str, size: int = 24) -> Markup:
    """An icon by its name in lucide; its shapes stand once on the page (`icon_shapes`)."""
    used = context.get("icons")
    if used is None:  # a page without a request has nowhere to gather them
        return lucide.jinja.lucide(name, size=size, aria_hidden="true")
    used.add(name)
    return _use(name, size)


@pass_context
def icon_shapes(context: Context) -> Markup:
    """The shapes of every icon that the page used; it belongs at its end."""
    used = sorted(context.get("icons") or ())
    symbols = "".join(SYMBOL.format(name=name, shapes=_shapes(name)) for name in used)
    return Markup(f'<svg class="shapes" aria-hidden="true">{symbols}</svg>')  # noqa: S704


def fresh_icons(request: object) -> dict[str, set[str]]:
    """Context processor: the icons of this page."""
    return {"icons": set()}


@lru_cache
def asset(path: str) -> str:
    """The address of a static file, which does not change while the process lives."""
    return static(path)


def other_language(path: str) -> dict[str, str]:
    """Code, own name and address of a page in the other language."""
    if path.startswith("/en/"):
        return {"code": "id", "name": "Bahasa Indonesia", "path": path[3:]}
    return {"code": "en", "name": "English", "path": f"/en{path}"}


def environment(**options: Any) -> Environment:
    """The Jinja2 environment of the public pages; settings.TEMPLATES names it."""
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701  Django sets autoescape
    env.install_gettext_callables(gettext, ngettext, newstyle=True)
    env.globals.update(
        asset=asset,
        icon=icon,
        icon_shapes=icon_shapes,
        language=get_language,
        other_language=other_language,
        site_url=settings.SITE_URL,
        url=url,
    )
    env.filters.update(
        date=long_date,
        number=number,
        paragraphs=paragraphs,
        per_unit=per_unit,
        price=price,
        shortened=shortened,
    )
    return env
