"""Permits beside the NIB."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.saved_filters import SavedFilters
from businesses import words
from businesses.models import Business, Owner
from common.back_office import ReferenceAdmin
from common.folded_search import FoldedSearch
from common.list_export import FieldColumn, ListExport, shown
from common.workflow import Transition
from common.workflow_pages import WorkflowAdmin
from licensing import expiry, permits
from licensing.admin.documents import HasDocument
from licensing.admin.filters import ExpiryFilter
from licensing.admin.list_columns import attach_businesses, business_columns
from licensing.admin.permit_badges import end_badge
from licensing.admin.permit_entry import PermitEntry
from licensing.admin.permit_holders import holder_cell
from licensing.forms import PermitForm, PermitMoveForm
from licensing.models import Permit, PermitType

HOLDERS = ("business__code", "business__name", "product__business__code", "product__business__name")


@admin.register(PermitType)
class PermitTypeAdmin(FoldedSearch, ReferenceAdmin):
    list_display = ("name", "code", "number_example", "validity_years", "is_active")
    search_fields = ("name", "code")

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type:
        """Say what the months before the end are used for."""
        text = _("From then on it counts as expiring soon. Empty: from %(days)d days before.")
        told = {"renew_months_before": text % {"days": max(expiry.WINDOWS)}}
        return super().get_form(request, obj, help_texts=told, **kwargs)


def days_left(row: dict[str, Any]) -> int | None:
    """Whole days until the last day of a granted permit; below zero when it is past."""
    if row["expires_on"] is None or row["status"] != Permit.Status.GRANTED:
        return None
    return (row["expires_on"] - timezone.localdate()).days


@admin.register(Permit)
class PermitAdmin(PermitEntry, HasDocument, SavedFilters, ListExport, WorkflowAdmin):
    """Permits of owners, businesses and products; entered anew, for a business, or as a renewal."""

    form = PermitForm
    change_form_template = "admin/licensing/permit/change_form.html"
    list_display = ("type", "number", "status", "issued_on", "validity")
    list_filter = (ExpiryFilter, "type", "status")
    list_select_related = ("type", "owner", "business", "product__business", "renewed_by")
    search_fields = ("number",)
    sortable_by = ("issued_on", "validity")  # what has an index
    export_name = "izin"
    export_keys = ("owner_id", *HOLDERS)
    export_columns = (
        shown(Permit, "jenis", "type__name", _("kind")),
        shown(Permit, "nomor", "number"),
        shown(Permit, "status", "status"),
        shown(Permit, "tanggal_terbit", "issued_on"),
        shown(Permit, "berlaku_sampai", "expires_on"),
        FieldColumn("sisa_hari", _("days left"), days_left, path="expires_on"),
        *business_columns("business"),
        shown(Permit, "produk", "product__name", _("product")),
    )
    autocomplete_fields = ("type", "owner", "business", "kbli", "renews")
    scoped = ("owner", "business", "renews")
    workflows = (permits.WORKFLOW,)
    move_form = PermitMoveForm
    fields = (
        "type",
        "owner",
        "business",
        "product",
        "number",
        "kbli",
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

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns, with the holder as far as the reader may see it."""

        @admin.display(description=_("holder"))
        def holder(permit: Permit) -> str:
            return holder_cell(permit, to=request.user)

        kind, number, *others = super().get_list_display(request)
        return [kind, number, holder, *others]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under a row of links to what has ended and to what ends soon."""
        context = extra_context or {}
        if IS_POPUP_VAR not in request.GET:
            context = {**context, "windows": lambda: self._windows(request)}
        return super().changelist_view(request, context)

    def _windows(self, request: HttpRequest) -> list[tuple[str, str, int, bool]]:
        """Value, name and number of each choice of the filter, and whether it is chosen."""
        numbers = expiry.counts(self.get_queryset(request))
        chosen = request.GET.get(ExpiryFilter.parameter_name)
        return [
            (value, label, numbers[days], value == chosen)
            for (value, label), days in zip(ExpiryFilter.named(), numbers, strict=True)
        ]

    @admin.display(description=_("validity"), ordering="expires_on")
    def validity(self, permit: Permit) -> SafeString:
        """The last day, and how far off it is."""
        day = "" if permit.expires_on is None else date_format(permit.expires_on, "DATE_FORMAT")
        parts = [part for part in (day, end_badge(permit, on=timezone.localdate())) if part]
        return format_html_join(" ", "{}", ((part,) for part in parts or ["–"]))

    def save_model(self, request: HttpRequest, obj: Permit, form: Any, change: bool) -> None:
        if change:
            permits.revise(obj, by=request.user, version=form.cleaned_data["opened_version"])
        else:
            permits.enter(obj, by=request.user)

    def form_of_move(
        self, request: HttpRequest, record: Permit, transition: Transition, **given: Any
    ) -> PermitMoveForm:
        return super().form_of_move(request, record, transition, permit=record, **given)

    def make_move(self, record: Permit, action: str, *, by: Any, **typed: Any) -> Permit:
        return permits.move(record, action, by=by, **typed)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            on = timezone.localdate()
            rows = permits.chain(record)
            if len(rows) > 1 or record.status == Permit.Status.GRANTED:
                context["chain"] = [(row, end_badge(row, on=on)) for row in rows]
            may_renew = self.has_add_permission(request) and not permits.why_not_renewable(record)
            context["may_renew"] = may_renew
        return super().render_change_form(request, context, *args, **kwargs)
