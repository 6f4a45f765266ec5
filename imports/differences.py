"""What a row says otherwise than the register: only what it gives counts, blanks say nothing.

Texts that differ in case, signs or blanks are equal. Where a record comes from is no news
about the business.
"""

from typing import Any

from django.db.models import Model

from businesses.models import Business, Owner
from common.encryption import digest
from common.identifiers import fold
from imports.drafts import Draft
from imports.stored import Stored
from imports.targets import BY_KEY

NOT_COMPARED = frozenset({"business.source", "business.source_date", "business.registered_on"})
DIGESTED = frozenset({"nik", "npwp"})
TARGET_OF = {"nib.number": "nib", "nib.issued_on": "nib_issued_on", "categories": "category"}


def differences(draft: Draft, business: Business, stored: Stored) -> list[str]:
    """Labels of the fields in which a row differs from the business that it is matched with."""
    return [
        label_of(name)
        for name, value in draft.values.items()
        if value and name not in NOT_COMPARED and not _agrees(name, value, business, stored)
    ]


def label_of(name: str) -> str:
    """The label of a field such as "business.name" or "nib.number"."""
    model, _dot, attribute = name.partition(".")
    if model in {"business", "owner"} and attribute not in DIGESTED:
        return str(
            (Business if model == "business" else Owner)._meta.get_field(attribute).verbose_name
        )
    return str(BY_KEY[TARGET_OF.get(name, attribute or name)].label)


def _agrees(name: str, value: Any, business: Business, stored: Stored) -> bool:
    """Whether the register holds `value`, perhaps with more of its kind."""
    model, _dot, attribute = name.partition(".")
    if model == "business":
        return holds_value(business, attribute, value)
    if model == "owner":
        return holds_value(business.owner, attribute, value)
    if model == "nib":
        nib = stored.nib_of.get(business.owner_id)
        return nib is not None and getattr(nib, attribute) == value
    if name == "products":
        return set(map(fold, value)) <= stored.products[business.pk]
    if name == "kbli":
        return {line.pk for line in value} <= stored.kbli[business.pk]
    held = stored.categories[business.pk] | {business.primary_category_id}
    return {category.pk for category in value} <= held


def holds_value(record: Model, attribute: str, value: Any) -> bool:
    """Whether a field of a business or owner holds `value`; NIK and NPWP by their digests."""
    if attribute in DIGESTED:
        return getattr(record, f"{attribute}_digest") == digest(value, kind=attribute)
    held = getattr(record, attribute)
    if isinstance(value, str) and isinstance(held, str):
        return held == value or fold(held) == fold(value)
    return held == value
