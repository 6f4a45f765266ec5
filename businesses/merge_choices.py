"""What an officer chooses of two records before they are merged, side by side.

Values that make sense only together are one choice: latitude and longitude, a consent with its
date, manner and proof. Codes, statuses and stamps are no choice: the survivor keeps its own.
A value that the officer may not see is not offered; the survivor keeps it.
"""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses import merge_rows
from businesses.merge_rows import Moving
from businesses.models import Business, Owner
from common.identifiers import format_rupiah
from common.privacy import PrivacyClass, class_of
from common.records import STAMP_FIELDS

CONSENT = (
    "consent_given_on", "consent_manner", "consent_proof",
    "publishes_contact", "publishes_address", "publishes_nib_number",
)  # fmt: skip
TOGETHER: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("RT/RW"), ("rt", "rw")),
    (gettext_lazy("point on the map"), ("lat", "lng")),
    (gettext_lazy("annual sales in rupiah"), ("annual_sales", "sales_year")),
    (gettext_lazy("consent to publish"), CONSENT),
    (gettext_lazy("source"), ("source", "source_date")),
)
OWN = frozenset(STAMP_FIELDS) | {
    "id", "code", "scale", "scale_basis", "verification_status", "verified_on",
    "activity_status", "activity_changed_on", "activity_reason", "visibility", "merged_into",
}  # fmt: skip
RUPIAH = frozenset({"capital", "annual_sales"})


@dataclass(frozen=True)
class Item:
    """One choice: the fields that go together, under the name of the first one."""

    label: str | Promise
    fields: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.fields[0]

    def values(self, business: Business) -> list[object]:
        return [getattr(business, Business._meta.get_field(name).attname) for name in self.fields]

    def shown(self, business: Business) -> str:
        """The value as an officer reads it; "–" for nothing."""
        texts = [_shown(business, Business._meta.get_field(name)) for name in self.fields]
        return " · ".join(text for text in texts if text) or "–"


def _shown(business: Business, model_field: models.Field) -> str:
    value = getattr(business, model_field.attname)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        if model_field.name in CONSENT:  # the switches that are on, by name
            return capfirst(str(model_field.verbose_name)) if value else ""
        return _("yes") if value else _("no")
    if model_field.choices:
        return str(getattr(business, f"get_{model_field.name}_display")())
    if model_field.is_relation:
        return str(getattr(business, model_field.name))
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return format_rupiah(value) if model_field.name in RUPIAH else str(value)


def items() -> list[Item]:
    """Every choice, in the order of the record."""
    first = {names[0]: Item(label, names) for label, names in TOGETHER}
    later = {name for _label, names in TOGETHER for name in names[1:]}
    return [
        first.get(one.name, Item(one.verbose_name, (one.name,)))
        for one in Business._meta.concrete_fields
        if one.name not in OWN | later
    ]


def items_for(user: AbstractBaseUser) -> list[Item]:
    """The choices whose values `user` may see."""
    if user.has_perm("businesses.view_restricted"):
        return items()
    return [
        item
        for item in items()
        if all(class_of(Business, name) is not PrivacyClass.RESTRICTED for name in item.fields)
    ]


@dataclass(frozen=True)
class Choice:
    """One line of the page: both values, and which one is proposed."""

    item: Item
    kept: str
    gone: str
    differs: bool
    takes_gone: bool


@dataclass(frozen=True)
class Preview:
    """Two records side by side, before `gone` is merged into `kept`."""

    kept: Business
    gone: Business
    choices: list[Choice] = field(default_factory=list)
    rows: list[Moving] = field(default_factory=list)

    @property
    def different(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.differs]

    @property
    def same(self) -> list[Choice]:
        """What both say alike, where they say anything."""
        return [choice for choice in self.choices if not choice.differs and choice.kept != "–"]


def preview(kept: Business, gone: Business, *, by: AbstractBaseUser) -> Preview:
    """Everything that the page of a merge shows to `by`. Writes nothing."""
    rows = [moving for moving in merge_rows.plan(kept, gone) if moving.moves or moving.twins]
    return Preview(kept, gone, [_choice(item, kept, gone) for item in items_for(by)], rows)


def _choice(item: Item, kept: Business, gone: Business) -> Choice:
    differs = item.values(kept) != item.values(gone)
    takes_gone = differs and _is_better(item, kept, gone)
    return Choice(item, item.shown(kept), item.shown(gone), differs, takes_gone)


def _is_better(item: Item, kept: Business, gone: Business) -> bool:
    """Whether the value of `gone` is proposed: it fills a gap, or is the earlier registration.

    A consent is never proposed: to publish takes a decision, not a default. Of two owners the
    one who alone holds a NIB in force is proposed.
    """
    if item.name == "owner":
        return holds_nib(gone.owner) and not holds_nib(kept.owner)
    if item.fields == CONSENT:
        return False
    if item.name == "registered_on":
        return gone.registered_on < kept.registered_on
    return item.shown(kept) == "–" and item.shown(gone) != "–"


def holds_nib(owner: Owner) -> bool:
    """Whether a NIB in force hangs on `owner`; licensing above gives an owner its `nib`."""
    nib = getattr(owner, "nib", None)
    return nib is not None and nib.is_in_force


def proposed_survivor(one: Business, other: Business) -> Business:
    """Which of two records to keep: the verified one, the published one, else the older one."""

    def rank(business: Business) -> tuple[bool, bool, int]:
        is_verified = business.verification_status == Business.Verification.VERIFIED
        return not is_verified, not business.is_public, business.pk

    return min(one, other, key=rank)
