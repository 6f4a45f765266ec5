"""Whose a permit is: the column of the list, and the box of the form that finds a product."""

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from businesses import scope
from businesses.models import Business, Product
from common.key_choices import KeyChoiceField, KeySelect
from common.search_terms import holds_number
from licensing.models import Permit


def holder_cell(permit: Permit, *, to: AbstractBaseUser) -> str:
    """The product and its business, the business, or the owner, as far as `to` may see them.

    Reads `owner`, `business` and `product.business`, which a list selects with its rows.
    """
    if permit.owner is not None:
        return str(permit.owner) if to.has_perm("businesses.view_owner") else _("owner")
    if permit.product is None:
        return _business(permit.business, to=to)
    return format_html("{} · {}", permit.product.name, _business(permit.product.business, to=to))


def _business(business: Business, *, to: AbstractBaseUser) -> str:
    """Name and registry number; a link where `to` may open the page."""
    text = f"{business.name} ({business.code})"
    is_open = business.merged_into_id is None and scope.covers(to, business.kelurahan_id)
    if not (is_open and to.has_perm("businesses.view_business")):
        return text
    url = reverse("admin:businesses_business_change", args=[business.pk])
    return format_html('<a href="{}">{}</a>', url, text)


class ProductChoiceField(KeyChoiceField):
    """A product by its name and its business: many sell "Bakso"."""

    def label_from_instance(self, obj: Product) -> str:
        return obj.label


class ProductSelect(KeySelect):
    """The box that finds products while one types, and names the business of each."""

    url_name = "%s:licensing_permit_products"


class ProductNames(AutocompleteJsonView):
    """What the box above is answered; for those who enter or change permits."""

    def process_request(self, request: HttpRequest) -> tuple[str, Any, Any, str]:
        """The field is always the same, whatever the address says."""
        field = Permit._meta.get_field("product")
        products = self.admin_site.get_model_admin(Product)
        return request.GET.get("term", ""), products, field, field.target_field.attname

    def has_perm(self, request: HttpRequest, obj: Any = None) -> bool:
        permits = self.admin_site.get_model_admin(Permit)
        may_type = permits.has_add_permission(request) or permits.has_change_permission(request)
        return may_type and super().has_perm(request, obj)

    def get_queryset(self) -> QuerySet[Product]:
        if holds_number(self.term):
            return Product.objects.none()
        return super().get_queryset().select_related("business")

    def serialize_result(self, obj: Product, to_field_name: str) -> dict[str, str]:
        return {**super().serialize_result(obj, to_field_name), "text": obj.label}
