"""How the public pages write prices and addresses."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info

from common.identifiers import format_rupiah
from directory.models import Listing

register = template.Library()


def _price(low: int | None, high: int | None) -> str:
    if low is None:
        return ""
    if high is None or high == low:
        return format_rupiah(low)
    return f"{format_rupiah(low)}–{format_rupiah(high)}"


@register.filter
def price(priced: Listing | dict[str, Any]) -> str:
    """`Rp15.000`, `Rp15.000–Rp50.000`, or "" without a price; of a listing or one product."""
    if isinstance(priced, Listing):
        return _price(priced.price_min, priced.price_max)
    return _price(priced.get("price_min"), priced.get("price_max"))


@register.filter
def per_unit(unit: str) -> str:
    """`kg` as `/ kg`; what says "per" already stays."""
    return unit if not unit or unit.startswith(("/", "per ")) else f"/ {unit}"


@register.simple_tag
def absolute(path: str, language: str = "") -> str:
    """The full address of a path of ours, in this language or in another one."""
    return settings.SITE_URL + (translate_url(path, language) if language else path)


@register.simple_tag
def other_language(address: str) -> dict[str, str]:
    """Code, own name and address of a page in the other language."""
    code = next(code for code, _name in settings.LANGUAGES if code != get_language())
    name = get_language_info(code)["name_local"]
    return {"code": code, "name": name, "address": translate_url(address, code)}
