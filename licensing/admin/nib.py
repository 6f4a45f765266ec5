"""NIB in the back office: the status moves by the table only."""

import re
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.saved_filters import SavedFilters
from businesses import words
from businesses.models import Business
from common.key_choices import KeyChoices, is_key
from common.list_export import ListExport, attached, shown
from common.workflow import Transition
from common.workflow_pages import WorkflowAdmin
from licensing import documents, follow_up, lifecycle, nib_lines
from licensing.admin.badges import nib_badge
from licensing.admin.documents import HasDocument
from licensing.admin.filters import FollowUpFilter
from licensing.admin.follow_up import shown_needs
from licensing.admin.list_columns import attach_businesses, business_columns
from licensing.forms import NibForm, NibMoveForm
from licensing.models import Nib, NibActivity


class NibActivityInline(KeyChoices, admin.StackedInline):
    model = NibActivity
    extra = 0
    fields = (("kbli", "risk_level", "scale"),)
    autocomplete_fields = ("kbli",)

    def has_add_permission(self, request: HttpRequest, obj: Nib | None) -> bool:
        """The lines stand on the document: without a number there are none to copy."""
        is_numberless = obj is not None and obj.status in Nib.NUMBERLESS
        return not is_numberless and super().has_add_permission(request, obj)


@admin.register(Nib)
class NibAdmin(HasDocument, SavedFilters, ListExport, WorkflowAdmin):
    """One owner's NIB: its lines, and why there is none, are edited here; its status by buttons.

    The number is published by consent only, so the download does not hold it.
    """

    form = NibForm
    change_form_template = "admin/licensing/nib/page.html"
    list_display = ("shown_number", "owner", "status_badge", "issued_on", "verified_on")
    list_filter = ("status", FollowUpFilter, "absence_reason", "verified_how")
    list_select_related = ("owner",)
    search_fields = ("number",)
    sortable_by = ("shown_number",)  # what has an index
    export_name = "nib"
    export_keys = ("pk", "status", "owner_id")
    export_columns = (
        *business_columns("owner__businesses"),
        shown(Nib, "status", "status"),
        shown(Nib, "alasan_belum_ber_nib", "absence_reason"),
        shown(Nib, "tanggal_terbit", "issued_on"),
        shown(Nib, "tanggal_verifikasi", "verified_on"),
        shown(Nib, "cara_verifikasi", "verified_how"),
        attached("tindak_lanjut_kurang", "activities__risk_level", _("Follow-up missing")),
    )
    inlines = (NibActivityInline,)
    workflows = (lifecycle.WORKFLOW,)
    move_form = NibMoveForm
    fields = (
        "owner",
        "shown_number",
        "status_badge",
        "absence_reason",
        "issued_on",
        "verified_on",
        "verified_by",
        "verified_how",
        "opened_version",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Nib], search_term: str
    ) -> tuple[QuerySet[Nib], bool]:
        """Digits begin the number; anything else is the business or the owner."""
        digits = re.sub(r"[\s.-]", "", search_term)
        if digits.isascii() and digits.isdigit():
            last = digits + "9" * Nib._meta.get_field("number").max_length
            return queryset.filter(number__range=(digits, last)), False
        businesses = words.matching(Business.objects.order_by(), search_term)
        if not search_term.strip():
            return queryset, False
        return queryset.filter(owner__in=businesses.values("owner")), False

    def attach(self, request: HttpRequest, rows: list[dict[str, Any]]) -> None:
        """The businesses, and the number of lines without their follow-up where one is asked."""
        attach_businesses(rows, to=request.user)
        lacking = follow_up.number_lacking(row["pk"] for row in rows)
        for row in rows:
            if row["status"] in Nib.IN_FORCE:
                row["tindak_lanjut_kurang"] = lacking.get(row["pk"], 0)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A NIB begins on the page of a business."""
        return False

    # -- the page ----------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        begin = path(
            "usaha/<int:pk>/",
            self.admin_site.admin_view(self.begin_view),
            name="licensing_nib_of_business",
        )
        return [begin, *super().get_urls()]

    def begin_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page of the NIB of a business' owner, begun as "not held" where there is none."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("licensing.record_nib"):
            raise PermissionDenied
        found = Business.objects.visible_to(request.user).select_related("owner")
        business = found.filter(pk=pk).first() if is_key(pk) else None
        if business is None:
            raise Http404
        nib = lifecycle.of_owner(business.owner, by=request.user)
        return redirect("admin:licensing_nib_change", nib.pk)

    def get_readonly_fields(self, request: HttpRequest, obj: Nib | None = None) -> Any:
        """Only the reason is typed here, and that while there is no number."""
        editable = {"opened_version"}
        numberless = obj is not None and obj.status in Nib.NUMBERLESS
        if numberless and request.user.has_perm("licensing.record_nib"):
            editable.add("absence_reason")
        return [name for name in self.fields if name not in editable]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None:
            context["needs"] = shown_needs(record, to=request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("NIB"), ordering="number")
    def shown_number(self, nib: Nib) -> str:
        return nib.number or "–"

    @admin.display(description=_("status"), ordering="status")
    def status_badge(self, nib: Nib) -> SafeString:
        return nib_badge(nib)

    def save_model(self, request: HttpRequest, obj: Nib, form: NibForm, change: bool) -> None:
        """Saved together with the lines, in `save_related`."""

    def save_related(
        self, request: HttpRequest, form: NibForm, formsets: list[Any], change: bool
    ) -> None:
        kept, removed = [], []
        for formset in formsets:
            kept += formset.save(commit=False)
            removed += formset.deleted_objects
        nib_lines.revise(
            form.instance,
            by=request.user,
            version=form.cleaned_data["opened_version"],
            kept=kept,
            removed=removed,
            absence_reason=form.cleaned_data.get("absence_reason"),
        )

    # -- its moves ---------------------------------------------------------------------------------

    def form_of_move(
        self, request: HttpRequest, record: Nib, transition: Transition, **given: Any
    ) -> NibMoveForm:
        takes_file = documents.may_attach(request.user, record)
        return super().form_of_move(request, record, transition, takes_file=takes_file, **given)

    def make_move(self, record: Nib, action: str, *, by: Any, **typed: Any) -> Nib:
        return lifecycle.move(record, action, by=by, **typed)
