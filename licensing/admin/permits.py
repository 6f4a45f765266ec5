"""Permits beside the NIB."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.saved_filters import SavedFilters
from businesses import words
from businesses.models import Business, Owner
from common.back_office import ReferenceAdmin
from common.folded_search import FoldedSearch
from common.key_choices import is_key
from common.list_export import FieldColumn, ListExport, shown
from common.workflow import Transition
from common.workflow_pages import WorkflowAdmin
from licensing import permits
from licensing.admin.documents import HasDocument
from licensing.admin.filters import ExpiryFilter
from licensing.admin.list_columns import attach_businesses, business_columns
from licensing.admin.permit_badges import end_badge
from licensing.forms import PermitForm, PermitMoveForm
from licensing.models import Permit, PermitType

HOLDERS = ("business__code", "business__name", "product__business__code", "product__business__name")


@admin.register(PermitType)
class PermitTypeAdmin(FoldedSearch, ReferenceAdmin):
    list_display = ("name", "code", "number_example", "validity_years", "is_active")
    search_fields = ("name", "code")


def days_left(row: dict[str, Any]) -> int | None:
    """Whole days until the last day of a granted permit; below zero when it is past."""
    if row["expires_on"] is None or row["status"] != Permit.Status.GRANTED:
        return None
    return (row["expires_on"] - timezone.localdate()).days


@admin.register(Permit)
class PermitAdmin(HasDocument, SavedFilters, ListExport, WorkflowAdmin):
    """Permits of owners, businesses and products; entered anew, for a business, or as a renewal."""

    form = PermitForm
    change_form_template = "admin/licensing/permit/change_form.html"
    list_display = ("type", "number", "holder", "status", "issued_on", "validity")
    list_filter = (ExpiryFilter, "type", "status")
    list_select_related = ("type", "owner", "business", "product", "renewed_by")
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
    autocomplete_fields = ("type", "owner", "business", "product", "kbli", "renews")
    scoped = ("owner", "business", "product", "renews")
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

    @admin.display(description=_("holder"))
    def holder(self, permit: Permit) -> str:
        return str(permits.holder_of(permit))

    @admin.display(description=_("validity"), ordering="expires_on")
    def validity(self, permit: Permit) -> SafeString:
        """The last day, and how far off it is."""
        day = "" if permit.expires_on is None else date_format(permit.expires_on, "DATE_FORMAT")
        parts = [part for part in (day, end_badge(permit, on=timezone.localdate())) if part]
        return format_html_join(" ", "{}", ((part,) for part in parts or ["–"]))

    def get_fields(self, request: HttpRequest, obj: Permit | None = None) -> list[Any]:
        """Who only reads has no use for the version of the form."""
        may = self.has_change_permission(request, obj) if obj else True
        return [name for name in self.fields if may or name != "opened_version"]

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

    # -- renewals, and a form that is filled in already --------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        views = [
            ("<int:pk>/perpanjang/", self.renew_view, "renew"),
            ("baru/<int:pk>/<slug:code>/", self.for_business_view, "for_business"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"licensing_permit_{name}")
            for route, view, name in views
        ]
        return [*own, *super().get_urls()]

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

    def renew_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form of a new permit that renews this one: same kind, same holder."""
        permit = self.get_queryset(request).filter(pk=pk).first() if is_key(pk) else None
        if permit is None:
            raise Http404
        if not self.has_add_permission(request):
            raise PermissionDenied
        reason = permits.why_not_renewable(permit) if request.method != "POST" else ""
        if reason:
            self.message_user(request, reason, messages.ERROR)
            return self._to_record(permit)
        names = ("type", *permits.HOLDERS, "kbli")
        initial = {name: getattr(permit, f"{name}_id") for name in names}
        title = gettext("Renew %(permit)s") % {"permit": permit}
        return self._prefilled(request, {**initial, "renews": permit.pk}, title=title)

    def for_business_view(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        """The form of a new permit of one kind for one business, or its product or owner."""
        businesses = Business.objects.visible_to(request.user)
        business = businesses.filter(pk=pk).first() if is_key(pk) else None
        kind = PermitType.objects.filter(code=code, is_active=True).first()
        if business is None or kind is None:
            raise Http404
        if not self.has_add_permission(request):
            raise PermissionDenied
        title = gettext("%(kind)s of %(business)s") % {"kind": kind, "business": business}
        initial = {"type": kind.pk, **permits.usual_holder(kind, business)}
        back = reverse("admin:businesses_business_change", args=[business.pk])
        return self._prefilled(request, initial, title=title, back=back)

    def _prefilled(
        self, request: HttpRequest, initial: dict[str, Any], *, title: str, back: str = ""
    ) -> HttpResponse:
        """The page of a new permit with these values in it, to be sent to this very address."""
        request.prefilled, request.back = initial, back
        shown_so = {"title": title, "show_save_and_add_another": False}
        return self.changeform_view(request, None, "", shown_so)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What one of the two views above puts in; an address alone fills in nothing."""
        return getattr(request, "prefilled", {})

    def response_add(
        self, request: HttpRequest, obj: Permit, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Back to the business, or on to the renewal: where the officer came from."""
        response = super().response_add(request, obj, post_url_continue)
        if not hasattr(request, "prefilled") or "_continue" in request.POST:
            return response
        return redirect(request.back) if request.back else self._to_record(obj)
