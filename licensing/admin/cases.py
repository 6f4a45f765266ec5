"""Assistance cases of the MPP."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.saved_filters import SavedFilters
from businesses.admin.word_search import BusinessSearch
from common.list_export import ListExport, shown
from common.workflow_pages import WorkflowAdmin
from licensing import assistance
from licensing.admin.filters import CaseFilter
from licensing.forms import CaseForm
from licensing.models import AssistanceCase


@admin.register(AssistanceCase)
class AssistanceCaseAdmin(SavedFilters, ListExport, BusinessSearch, WorkflowAdmin):
    list_display = ("business", "kind", "stage", "officer", "opened_on", "due_on")
    list_filter = (CaseFilter, "stage", "kind", "channel")
    list_select_related = ("business", "officer")
    search_fields = ("business",)  # answered by BusinessSearch
    search_key = "business_id"
    sortable_by = ("opened_on",)  # what has an index
    export_name = "pendampingan"
    export_columns = (
        shown(AssistanceCase, "kode_usaha", "business__code"),
        shown(AssistanceCase, "nama_usaha", "business__name"),
        shown(AssistanceCase, "kelurahan", "business__kelurahan__name", _("Kelurahan")),
        shown(AssistanceCase, "jenis", "kind"),
        shown(AssistanceCase, "dibuka_di", "channel"),
        shown(AssistanceCase, "tahap", "stage"),
        shown(AssistanceCase, "petugas", "officer__full_name", _("officer")),
        shown(AssistanceCase, "tanggal_dibuka", "opened_on"),
        shown(AssistanceCase, "tenggat", "due_on"),
        shown(AssistanceCase, "tanggal_ditutup", "closed_on"),
    )
    form = CaseForm
    autocomplete_fields = ("business",)
    scoped = ("business",)
    workflows = (assistance.WORKFLOW,)
    fields = (*CaseForm.Meta.fields, "opened_version")

    def has_change_permission(
        self, request: HttpRequest, obj: AssistanceCase | None = None
    ) -> bool:
        """A closed case is a record: it is read, not edited."""
        if obj is not None and obj.stage in AssistanceCase.CLOSED:
            return False
        return super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: AssistanceCase | None = None) -> list[str]:
        """Who only reads has no use for the version of the form."""
        may = self.has_change_permission(request, obj) if obj else True
        return [name for name in self.fields if may or name != "opened_version"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: AssistanceCase | None = None
    ) -> tuple[str, ...]:
        """A case stays with the business that it was opened for."""
        return ("business",) if obj is not None else ()

    def save_model(
        self, request: HttpRequest, obj: AssistanceCase, form: Any, change: bool
    ) -> None:
        if change:
            version = form.cleaned_data["opened_version"]
            assistance.revise(obj, by=request.user, version=version)
        else:
            assistance.open_case(obj, by=request.user)

    def make_move(
        self, record: AssistanceCase, action: str, *, by: Any, **typed: Any
    ) -> AssistanceCase:
        return assistance.move(record, action, by=by, **typed)
