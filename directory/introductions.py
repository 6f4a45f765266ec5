"""What the city tells about its categories and places: read by the pages, edited by the staff.

An introduction is plain text. It belongs to a page that exists, and holds no number of a person:
whoever wants to be called has a business in the directory.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from businesses.models import Category, Kecamatan, Kelurahan
from directory.models import Introduction
from directory.redaction import without_numbers

Kind = Introduction.Kind


def text_of(kind: str, key: str) -> str:
    """The introduction of one page in its language, or "". One query of a small table."""
    found = Introduction.objects.filter(kind=kind, key=key).first()
    return found.local_text if found is not None else ""


def texts(kind: str, keys: list[str]) -> dict[str, str]:
    """The introductions of several pages by key, in one query; those without are left out."""
    rows = Introduction.objects.filter(kind=kind, key__in=keys)
    return {row.key: row.local_text for row in rows}


def has_page(kind: str, key: str) -> bool:
    """Whether the directory has a page of this kind under this key."""
    if kind == Kind.CATEGORY:
        return Category.objects.filter(slug=key, is_active=True).exists()
    if kind == Kind.KECAMATAN:
        return Kecamatan.objects.filter(code=key).exists()
    return Kelurahan.objects.filter(code=key, is_active=True).exists()


def check(values: dict[str, str]) -> None:
    """Raise ValidationError for a page that does not exist, or a number of a person."""
    problems = {}
    kind, key = values.get("kind"), values.get("key")
    if kind and key and not has_page(kind, key):
        problems["key"] = _(
            "There is no page “%(key)s” of this kind. Type the slug of a category in use, or the "
            "code of a place."
        ) % {"key": key}
    for name in ("text", "text_en"):
        text = values.get(name) or ""
        if without_numbers(text) != text:
            problems[name] = _("Leave out phone numbers, NIK and NIB: everyone can read this text.")
    if problems:
        raise ValidationError(problems)
