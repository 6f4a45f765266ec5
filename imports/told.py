"""What was changed is shown beside what was typed: the stored form of a cell, where it differs.

Blanks, case and signs are no difference, and plain texts have none other. A reader's own words
(a leading zero restored, a second phone left out) stand in its warnings.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from businesses.models import Business, Owner
from common.identifiers import format_rt_rw
from imports.columns import squeeze
from imports.lookups import KECAMATAN_WORD, KELURAHAN_WORD
from imports.targets import PERMIT_TARGETS, PERMITS

# The targets whose cells may be stored otherwise than they are typed.
TOLD = frozenset(
    {
        "owner_kind", "nik", "npwp", "birth_date", "phone", "whatsapp", "business_phone",
        "address", "rt", "rw", "rt_rw", "kelurahan", "kecamatan", "point", "place_kind",
        "category", "kbli", "kbli_edition", "started_year", "workers_male",
        "workers_female", "workers_paid", "workers_unpaid", "workers_band", "capital",
        "capital_band", "annual_sales", "sales_band", "sales_year", "financing", "nib",
        "nib_issued_on", "consent_given_on", "consent_manner", "source_date", "registered_on",
        "code", *(target.key for target in PERMIT_TARGETS),
    }
)  # fmt: skip
CHOICES = {
    f"{model._meta.model_name}.{field.name}": dict(field.flatchoices)
    for model in (Business, Owner)
    for field in model._meta.concrete_fields
    if field.choices
}
MONEY = frozenset({"business.capital", "business.annual_sales"})
POINT = ("business.lat", "business.lng")
# What a reader tells the checks, beside what is stored.
ASIDE = frozenset({"code.is_bare", *(f"permit.{name}.type" for name in PERMITS)})
PLACE_WORD = {"kelurahan": KELURAHAN_WORD, "kecamatan": KECAMATAN_WORD}
CURRENCY = re.compile(r"^(?:rp|idr)")
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def as_stored(key: str, typed: str, values: Mapping[str, Any]) -> str:
    """What a cell of a target is stored as, in words; "" where that is what was typed.

    Args:
        values: what its reader made of it.
    """
    if key not in TOLD or not values:
        return ""
    if key == "address":
        return _with_rt_rw(typed, values)
    if key == "point":
        return _point(typed, values)
    if key in {"rt", "rw", "rt_rw"}:
        return _rt_rw(typed, values)
    words = [_in_words(name, value) for name, value in values.items() if name not in ASIDE]
    stored = ", ".join(word for word in words if word)
    if stored == typed:
        return _several(values)
    if key in PLACE_WORD:
        typed = PLACE_WORD[key].sub("", typed)
    given, kept = squeeze(typed), squeeze(stored)
    if given == kept or CURRENCY.sub("", given) == kept:
        return _several(values)
    is_own_word = any(given == squeeze(value) for value in values.values() if type(value) is str)
    return "" if is_own_word else stored


def _several(values: Mapping[str, Any]) -> str:
    """Several categories of one cell, taken apart."""
    found = values.get("categories") or values.get("sectors") or []
    return " · ".join(map(str, found)) if len(found) > 1 else ""


def _in_words(name: str, value: Any) -> str:
    """One value as people in Kupang write it."""
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, list):
        return " · ".join(map(str, value))
    if name in MONEY:
        return f"{value:,}".replace(",", ".")
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    return str(value)


def _with_rt_rw(typed: str, values: Mapping[str, Any]) -> str:
    """An address out of which RT and RW were taken."""
    found = format_rt_rw(values.get("address.rt", ""), values.get("address.rw", ""))
    if not found:
        return ""
    stored = " · ".join(filter(None, (values.get("business.address"), found)))
    return "" if squeeze(stored) == squeeze(typed) else stored


def _rt_rw(typed: str, values: Mapping[str, Any]) -> str:
    """RT and RW that stood in one cell; a lone number only gets its zeros."""
    if len(values) == 1 and not squeeze(typed).strip("rtw0123456789"):
        return ""
    found = format_rt_rw(values.get("business.rt", ""), values.get("business.rw", ""))
    return "" if squeeze(found) == squeeze(typed) else found


def _point(typed: str, values: Mapping[str, Any]) -> str:
    """Coordinates out of a link, of degrees and minutes, or with decimal commas."""
    point = [values[name] for name in POINT]
    if [Decimal(number) for number in NUMBER.findall(typed)] == point:
        return ""
    return f"{point[0]}, {point[1]}"
