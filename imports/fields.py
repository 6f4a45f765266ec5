"""The fields that an import wrote ("owner.phone"): what they are called, and where they stand."""

from collections.abc import Iterable

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from businesses.models import Business, BusinessCategory, BusinessKbli, Owner, Product
from imports import differences
from licensing.models import Nib, Permit

MODELS: dict[str, type[Model]] = {"business": Business, "owner": Owner, "nib": Nib}
LINES: dict[str, type[Model]] = {
    "products": Product,
    "categories": BusinessCategory,
    "kbli": BusinessKbli,
    "permits": Permit,
}
STORED_IN = {
    differences.POINT_FIELD: ("lat", "lng"),
    "owner.nik": ("nik_digest",),
    "owner.npwp": ("npwp_digest",),
}
# The business has them too.
ALIKE = frozenset({"owner.name", "owner.address", "owner.phone", "owner.email"})
BUCKETS = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "same": gettext_lazy("Same"),
    "duplicate": gettext_lazy("Duplicate"),
    "error": gettext_lazy("Error"),
}


def label_of(name: str) -> str:
    """The label of a field; of two that are called alike it says whose it is."""
    try:
        label = capfirst(differences.label_of(name))
    except (KeyError, FieldDoesNotExist):  # a name of an earlier version of the register
        return name
    return _("%(field)s (owner)") % {"field": label} if name in ALIKE else label


def labels_of(names: Iterable[str]) -> list[str]:
    return [label_of(name) for name in names]


def bucket_label(name: str) -> str:
    return str(BUCKETS.get(name, name))


def place_of(name: str) -> tuple[type[Model], tuple[str, ...]] | None:
    """The model that holds a field, and its columns; no columns for what is rows of its own."""
    if name in LINES:
        return LINES[name], ()
    head, _dot, tail = name.partition(".")
    model = MODELS.get(head)
    if model is None:
        return None
    if name in STORED_IN:
        return model, STORED_IN[name]
    try:
        return model, (model._meta.get_field(tail).attname,)
    except FieldDoesNotExist:
        return None
