"""Permits beside the NIB."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.saved_filters import SavedFilters
from businesses import words
from businesses.models import Business, Owner
from common.back_office import ReferenceAdmin
from common.folded_search import FoldedSearch
from common.list_export import ListExport, shown
from common.workflow_pages import WorkflowAdmin
from licensing import permits
from licensing.admin.documents import HasDocument
from licensing.admin.list_columns import attach_businesses, business_columns
from licensing.forms import PermitForm
from licensing.models import Permit, PermitType

HOLDERS = ("business__code", "business__name", "product__business__code", "product__business__name")


@admin.register(PermitType)
class PermitTypeAdmin(FoldedSearch, ReferenceAdmin):
    list_display = ("name", "code", "number_example", "validity_years", "is_active")
    search_fields = ("name", "code")


@admin.register(Permit)
class PermitAdmin(HasDocument, SavedFilters, ListExport, WorkflowAdmin):
    form = PermitForm
    list_display = ("type", "number", "holder", "status", "issued_on", "expires_on")
    list_filter = ("type", "status", "expires_on")
    list_select_related = ("type", "owner", "business", "product")
    search_fields = ("number",)
    sortable_by = ("issued_on", "expires_on")  # what has an index
    export_name = "izin"
    export_keys = ("owner_id", *HOLDERS)
    export_columns = (
        shown(Permit, "jenis", "type__name", _("kind")),
        shown(Permit, "nomor", "number"),
        shown(Permit, "status", "status"),
        shown(Permit, "tanggal_terbit", "issued_on"),
        shown(Permit, "berlaku_sampai", "expires_on"),
        *business_columns("business"),
        shown(Permit, "produk", "product__name", _("product")),
    )
    autocomplete_fields = ("type", "owner", "business", "product", "renews")
    scoped = ("owner", "business", "product", "renews")
    workflows = (permits.WORKFLOW,)
    fields = (
        "type",
        "owner",
        "business",
        "product",
        "number",
        ("issued_on", "expires_on"),
        "renews",
        "opened_version",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Permit], search_term: str
    ) -> tuple[QuerySet[Permit], bool]:
        """The number as it begins, whoever holds it, or the product."""
        text = search_term.strip()
        if not text:
            return queryset, False
        businesses = words.matching(Business.objects.order_by(), text).values("pk")
        owners = words.matching_owners(Owner.objects.order_by(), text).values("pk")
        found = (
            Q(number__istartswith=text)
            | Q(owner__in=owners)
            | Q(business__in=businesses)
            | Q(product__business__in=businesses)
            | Q(product__name__icontains=text)
        )
        return queryset.filter(found), False

    def attach(self, request: HttpRequest, rows: list[dict[str, Any]]) -> None:
        attach_businesses(rows, to=request.user)
        for row in rows:
            for code, name in zip(HOLDERS[::2], HOLDERS[1::2], strict=True):
                if row[code]:
                    row["kode_usaha"], row["nama_usaha"] = row[code], row[name]

    @admin.display(description=_("holder"))
    def holder(self, permit: Permit) -> str:
        return str(permit.owner or permit.business or permit.product)

    def get_fields(self, request: HttpRequest, obj: Permit | None = None) -> list[Any]:
        """Who only reads has no use for the version of the form."""
        may = self.has_change_permission(request, obj) if obj else True
        return [name for name in self.fields if may or name != "opened_version"]

    def save_model(self, request: HttpRequest, obj: Permit, form: Any, change: bool) -> None:
        if change:
            permits.revise(obj, by=request.user, version=form.cleaned_data["opened_version"])
        else:
            permits.enter(obj, by=request.user)

    def make_move(self, record: Permit, action: str, *, by: Any, **typed: Any) -> Permit:
        return permits.move(record, action, by=by, **typed)
