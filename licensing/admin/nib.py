"""NIB in the back office: the status moves by the table only."""

import re
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.saved_filters import SavedFilters
from businesses import words
from businesses.models import Business
from common.key_choices import KeyChoices
from common.list_export import ListExport, shown
from common.workflow_pages import WorkflowAdmin
from licensing import lifecycle
from licensing.admin.badges import nib_badge
from licensing.admin.documents import HasDocument
from licensing.admin.list_columns import attach_businesses, business_columns
from licensing.forms import NibMoveForm
from licensing.models import Nib, NibActivity


class NibActivityInline(KeyChoices, admin.StackedInline):
    model = NibActivity
    extra = 0
    fields = (("kbli", "risk_level", "scale"),)
    autocomplete_fields = ("kbli",)


@admin.register(Nib)
class NibAdmin(HasDocument, SavedFilters, ListExport, WorkflowAdmin):
    """One owner's NIB: its lines are edited here, its status by the buttons.

    The number is published by consent only, so the download does not hold it.
    """

    list_display = ("shown_number", "owner", "status_badge", "issued_on", "verified_on")
    list_filter = ("status", "absence_reason", "verified_how")
    list_select_related = ("owner",)
    search_fields = ("number",)
    sortable_by = ("shown_number",)  # what has an index
    export_name = "nib"
    export_keys = ("owner_id",)
    export_columns = (
        *business_columns("owner__businesses"),
        shown(Nib, "status", "status"),
        shown(Nib, "alasan_belum_ber_nib", "absence_reason"),
        shown(Nib, "tanggal_terbit", "issued_on"),
        shown(Nib, "tanggal_verifikasi", "verified_on"),
        shown(Nib, "cara_verifikasi", "verified_how"),
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
        attach_businesses(rows, to=request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A NIB begins on the page of a business."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Nib | None = None) -> Any:
        return self.fields

    @admin.display(description=_("NIB"), ordering="number")
    def shown_number(self, nib: Nib) -> str:
        return nib.number or "–"

    @admin.display(description=_("status"), ordering="status")
    def status_badge(self, nib: Nib) -> SafeString:
        return nib_badge(nib)

    def save_model(self, request: HttpRequest, obj: Nib, form: Form, change: bool) -> None:
        """Every field is read-only here: the lines below are what is saved."""

    def make_move(self, record: Nib, action: str, *, by: Any, **typed: Any) -> Nib:
        return lifecycle.move(record, action, by=by, **typed)
