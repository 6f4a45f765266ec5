"""All that a verifier must see of one business, read-only, on one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.utils import display_for_field, label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from businesses import disclosure, verification
from businesses.admin.business_fieldsets import FIELDSETS
from businesses.forms.businesses import RESTRICTED
from businesses.models import Business, DuplicatePair, Owner
from common import history
from common.identifiers import format_rupiah

NOT_SHOWN = {"opened_version", "owner"}  # the owner has a section of its own
NOT_COMPARED = ("verification_status", "verified_on")


@dataclass(frozen=True)
class Section:
    """Some values under a heading: (label, value)."""

    title: Any
    values: list[tuple[str, Any]]


def sections(request: HttpRequest, business: Business, model_admin: Any) -> list[Section]:
    """The values of the record, as the officer's form groups them.

    What the form folds away is shown where it is filled in; the rest also when it is empty.
    """
    may_see_all = request.user.has_perm("businesses.view_restricted")
    hidden = NOT_SHOWN if may_see_all else NOT_SHOWN | set(RESTRICTED)
    found = []
    for title, options in FIELDSETS:
        is_folded = "collapse" in options.get("classes", ())
        values = [
            (capfirst(label_for_field(name, Business, model_admin)), value)
            for name in _flat(options["fields"])
            if name not in hidden
            and ((value := value_of(business, name, model_admin)) != "–" or not is_folded)
        ]
        if values:
            found.append(Section(title or _("The business and its place"), values))
    return found


def _flat(fields: Any) -> Iterator[str]:
    for item in fields:
        if isinstance(item, tuple):
            yield from item
        else:
            yield item


def value_of(business: Business, name: str, model_admin: Any) -> Any:
    """A field as a reader sees it; "–" when there is nothing."""
    if hasattr(model_admin, name):
        return getattr(model_admin, name)(business)
    try:
        model_field = Business._meta.get_field(name)
    except FieldDoesNotExist:
        return "–"
    value = getattr(business, name)
    if isinstance(model_field, models.BooleanField):
        return _("yes") if value else "–"
    if isinstance(model_field, models.ForeignKey):
        return str(value or "–")
    return display_for_field(value, model_field, "–")


def owner_values(owner: Owner) -> list[tuple[str, Any]]:
    """Who the owner is said to be, the NIK masked."""
    values = [
        (_("Name"), owner.name),
        (_("Legal form"), owner.get_kind_display()),
        (_("Responsible person"), owner.responsible_name),
        ("NIK", owner.masked_nik or owner.get_nik_absent_reason_display()),
        ("NPWP", owner.masked_npwp),
        (_("Phone"), owner.phone or owner.get_phone_absent_reason_display()),
    ]
    return [(label, value) for label, value in values if value]


def price_of(product: Any) -> str:
    prices = [price for price in (product.price_min, product.price_max) if price is not None]
    return " – ".join(dict.fromkeys(format_rupiah(price) for price in prices))


def map_link(business: Business) -> str:
    if business.lat is None:
        return ""
    query = {"api": 1, "query": f"{business.lat},{business.lng}"}
    return "https://www.google.com/maps/search/?" + urlencode(query)


def duplicates(request: HttpRequest, business: Business) -> dict[str, Any]:
    """How many records look like this one and were not decided, and where they are listed."""
    pairs = DuplicatePair.objects.visible_to(request.user).open()
    count = pairs.filter(Q(first=business) | Q(second=business)).count()
    try:
        url = reverse("admin:businesses_duplicatepair_changelist") + f"?q={business.code}"
    except NoReverseMatch:
        url = ""
    return {"count": count, "url": url}


def since_verification(request: HttpRequest, business: Business) -> history.Since | None:
    """What changed since somebody verified or confirmed the record; None: nobody ever did."""
    decisions = business.steps.filter(action__in=verification.DECISIONS)
    version = decisions.values_list("version", flat=True).first()
    if version is None:
        return None
    return history.since(business, version, by=request.user, without=NOT_COMPARED)


def context_of(request: HttpRequest, business: Business, model_admin: Any) -> dict[str, Any]:
    """Everything of the page but the decision. The look at the owner's data is noted."""
    may_see_owner = request.user.has_perm("businesses.view_owner")
    if may_see_owner:
        disclosure.record_page(business.owner, by=request.user)
    panels = [panel(request, business) for panel in model_admin.panels]
    for panel in panels:
        panel.form = None  # shown here, edited on the page of the business
    return {
        "business": business,
        "sections": sections(request, business, model_admin),
        "owner": business.owner if may_see_owner else None,
        "owner_values": owner_values(business.owner) if may_see_owner else [],
        "products": [(one, price_of(one)) for one in business.products.all()],
        "kbli_lines": list(business.kbli_lines.select_related("kbli")),
        "photos": list(business.photos.all()),
        "map_link": map_link(business),
        "point": model_admin.point(business),
        "panels": panels,
        "duplicates": duplicates(request, business),
        "since_verification": since_verification(request, business),
        "what_sends_back": verification.what_sends_back(),
    }
