"""What a row says otherwise than the register: only what it gives counts, blanks say nothing.

Texts that differ in case, signs or blanks are equal. Where a record comes from is no news about
the business. Who an owner is (kind, name, NIK, NPWP) and whether somebody agreed to be published
is never changed by a list: the row says so, and an officer does it on the page of the record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from businesses.bulk_revision import sends_back
from businesses.models import Business, Owner
from common.encryption import digest
from common.identifiers import fold
from imports.drafts import Draft, shown
from imports.stored import Stored, StoredBusiness, StoredOwner
from imports.targets import BY_KEY

SOURCE = frozenset({"business.source", "business.source_date", "business.registered_on"})
CONSENT = frozenset(
    {
        "business.consent_given_on",
        "business.consent_manner",
        "business.publishes_contact",
        "business.publishes_address",
    }
)
IDENTITY = frozenset({"kind", "name"})
DIGESTED = frozenset({"nik", "npwp"})
POINT = ("business.lat", "business.lng")
POINT_FIELD = "business.point"
TARGET_OF = {
    "nib.number": "nib",
    "nib.issued_on": "nib_issued_on",
    "categories": "category",
    POINT_FIELD: "point",
}
OWNER_TARGETS = {"kind": "owner_kind", "name": "owner_name", "address": "owner_address"}
MONEY = frozenset({"capital", "annual_sales"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: field ("business.phone"), attname → value, and how it is told.

    Attributes:
        values: what would be written; of lists (products, categories, kbli) what is added.
        is_fill: the register has nothing there, so nothing is lost.
    """

    field: str
    old: str
    new: str
    values: Any
    is_fill: bool

    @property
    def label(self) -> str:
        return label_of(self.field)


def label_of(name: str) -> str:
    """The label of a field such as "business.name" or "nib.number"."""
    if name == "permits":
        return _("permits")
    model, _dot, attribute = name.partition(".")
    if name not in TARGET_OF and model in MODELS and attribute not in DIGESTED:
        return str(MODELS[model]._meta.get_field(attribute).verbose_name)
    return str(BY_KEY[TARGET_OF.get(name, attribute or name)].label)


MODELS: dict[str, type[models.Model]] = {"business": Business, "owner": Owner}


def differences(draft: Draft, business: StoredBusiness, stored: Stored) -> list[Change]:
    """The differences between a row and the business that it is matched with.

    What a list may not change stands in the warnings of the draft afterwards, or in its errors.
    """
    owner = stored.owners[business.owner_id]
    found: list[Change] = []
    for name, value in draft.values.items():
        if name in SOURCE or value is None or value == "" or value == []:
            continue
        model, _dot, attribute = name.partition(".")
        if model == "business":
            found += _of_business(draft, name, attribute, value, business, stored)
        elif model == "owner":
            found += _of_owner(draft, attribute, value, owner, stored)
    found += _of_nib(draft, business, stored)
    found += _of_lists(draft, business, stored)
    return found


def goes_back(business: StoredBusiness, changes: list[Change]) -> bool:
    """Whether these changes send a verified business back to the queue."""
    written = {
        name for change in changes if change.field.startswith("business.") for name in change.values
    }
    return sends_back(business.verification_status, written)


def _is_blank(held: object) -> bool:
    return held is None or held == ""


def agrees(held: object, value: object) -> bool:
    """Whether a stored value says the same."""
    if isinstance(value, models.Model):
        return held == value.pk
    if isinstance(value, str) and isinstance(held, str):
        return held == value or fold(held) == fold(value)
    return held == value


def _of_business(
    draft: Draft, name: str, attribute: str, value: Any, business: StoredBusiness, stored: Stored
) -> Iterator[Change]:
    if name in POINT:
        if name == POINT[0]:
            yield from _of_point(draft, business)
        return
    held = business.value(attribute)
    if agrees(held, value):
        return
    if name in CONSENT:
        reason = _("Consent of a registered business is not changed by a list: use its page.")
        draft.warn(attribute, reason)
        return
    field = Business._meta.get_field(attribute)
    values = {field.attname: value.pk if isinstance(value, models.Model) else value}
    old = stored.kelurahan[held] if field.is_relation else tell(field, held)
    yield Change(name, old, tell(field, value), values, _is_blank(held))


def _of_point(draft: Draft, business: StoredBusiness) -> Iterator[Change]:
    lat, lng = draft.values[POINT[0]], draft.values[POINT[1]]
    held = business.value("lat"), business.value("lng")
    if held == (lat, lng):
        return
    old = "" if held[0] is None else f"{held[0]}, {held[1]}"
    values = {"lat": lat, "lng": lng}
    yield Change(POINT_FIELD, old, f"{lat}, {lng}", values, not old)


def _of_owner(
    draft: Draft, attribute: str, value: Any, owner: StoredOwner, stored: Stored
) -> Iterator[Change]:
    if attribute in DIGESTED:
        yield from _of_number(draft, attribute, value, owner, stored)
        return
    held = owner.value(attribute)
    if agrees(held, value):
        return
    if attribute in IDENTITY:
        reason = _("The register says otherwise who the owner is; a list does not change that.")
        draft.warn(OWNER_TARGETS[attribute], reason)
        return
    field = Owner._meta.get_field(attribute)
    values = {field.attname: value}
    if attribute == "phone":
        values["phone_absent_reason"] = ""
    old, new = tell(field, held), tell(field, value)
    yield Change(f"owner.{attribute}", old, new, values, _is_blank(held))


def _of_number(
    draft: Draft, attribute: str, value: str, owner: StoredOwner, stored: Stored
) -> Iterator[Change]:
    """NIK and NPWP are filled in where they were missing, and never replaced."""
    held, given = owner.value(f"{attribute}_digest"), digest(value, kind=attribute)
    if held == given:
        return
    if held:
        draft.refuse(
            attribute, _("The register has another number for this owner; correct the wrong one.")
        )
        return
    others = stored.of_nik.get(given, []) if attribute == "nik" and owner.is_person else []
    if any(other.is_person for other in others):
        draft.refuse(
            attribute, _("This NIK belongs to another owner of the register; compare the cards.")
        )
        return
    yield Change(
        f"owner.{attribute}",
        "",
        shown(attribute, value),
        {attribute: value},
        is_fill=True,
    )


def _of_nib(draft: Draft, business: StoredBusiness, stored: Stored) -> Iterator[Change]:
    number = draft.text("nib.number")
    if not number:
        return
    nib = stored.nib_of.get(business.owner_id)
    issued_on = draft.values.get("nib.issued_on")
    if nib is None or not nib.number:
        yield Change("nib.number", "", number,
                     {"number": number, "issued_on": issued_on}, is_fill=True)  # fmt: skip
    elif nib.number != number:
        reason = _(
            "The register has another NIB for this owner; one owner has one NIB: correct it."
        )
        draft.refuse("nib", reason)
    elif issued_on is not None and issued_on != nib.issued_on:
        reason = _("The date of a recorded NIB is not changed by a list: use the page of the NIB.")
        draft.warn("nib_issued_on", reason)


def _of_lists(draft: Draft, business: StoredBusiness, stored: Stored) -> Iterator[Change]:
    """Products, categories, KBLI lines and permits are added to; a list takes none away."""
    products = draft.values.get("products") or []
    held = stored.products[business.pk]
    new = [name for name in products if fold(name) not in held]
    if new:
        yield Change("products", "", ", ".join(new), new, is_fill=True)
    categories = draft.values.get("categories") or []
    known = stored.categories[business.pk] | {business.value("primary_category")}
    missing = [category for category in categories if category.pk not in known]
    if missing and business.value("primary_category") is None:
        first, *missing = missing
        yield Change("business.primary_category", "",
                     str(first), {"primary_category_id": first.pk}, is_fill=True)  # fmt: skip
    if missing:
        yield Change("categories", "", ", ".join(map(str, missing)),
                     [category.pk for category in missing], is_fill=True)  # fmt: skip
    lines = [
        line for line in draft.values.get("kbli") or [] if line.pk not in stored.kbli[business.pk]
    ]
    if lines:
        yield Change("kbli", "", ", ".join(line.code for line in lines),
                     [line.pk for line in lines], is_fill=True)  # fmt: skip
    permits = [
        permit
        for permit in draft.values.get("permits") or []
        if (permit["type"], permit["number"]) not in stored.permits[business.owner_id]
    ]
    if permits:
        yield Change("permits", "", ", ".join(one["number"] for one in permits),
                     permits, is_fill=True)  # fmt: skip


def tell(field: models.Field, value: Any) -> str:
    """A value for the eye: choices by their names, dates and money as they are written here."""
    if _is_blank(value):
        return ""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if type(value) is int and field.name not in MONEY:
        return str(value)
    if isinstance(field, models.DateField):
        return date_format(value, "SHORT_DATE_FORMAT")
    if field.name in MONEY:
        return number_format(value, force_grouping=True)
    return shown(field.name, str(value))
