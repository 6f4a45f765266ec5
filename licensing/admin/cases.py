"""Assistance cases of the MPP."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.saved_filters import SavedFilters
from businesses.admin.word_search import BusinessSearch
from common.back_office import badge
from common.list_export import ListExport, shown
from common.workflow import Refused, Transition
from common.workflow_pages import WorkflowAdmin
from licensing import assistance, lifecycle, nib_assistance
from licensing.admin.case_board import FROM_BOARD, CaseBoardPages
from licensing.admin.filters import (
    CaseAgeFilter,
    CaseAreaFilter,
    CaseFilter,
    CaseOfficerFilter,
)
from licensing.admin.permit_entry import address_of_new
from licensing.forms import CaseForm, CaseMoveForm
from licensing.models import AssistanceCase, Nib

REDIRECT = 302
# What is wrong with a NIB is said beside the field that it was typed into.
FIELD_OF = {
    lifecycle.BadNumber: "number",
    lifecycle.NumberTaken: "number",
    lifecycle.BadDate: "issued_on",
}


@admin.register(AssistanceCase)
class AssistanceCaseAdmin(CaseBoardPages, SavedFilters, ListExport, BusinessSearch, WorkflowAdmin):
    """Cases as a list by age, and the page of one; the board and the desk are `case_board`."""

    list_display = ("business", "kind", "stage", "officer", "age", "due")
    list_filter = (
        CaseFilter,
        CaseAgeFilter,
        "stage",
        "kind",
        "channel",
        CaseOfficerFilter,
        CaseAreaFilter,
    )
    change_list_template = "admin/licensing/case/list.html"
    list_select_related = ("business", "officer")
    search_fields = ("business",)  # answered by BusinessSearch
    search_key = "business_id"
    sortable_by = ("age",)  # what has an index
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
    move_form = CaseMoveForm
    fields = (*CaseForm.Meta.fields, "opened_version")

    def has_change_permission(
        self, request: HttpRequest, obj: AssistanceCase | None = None
    ) -> bool:
        """A closed case is a record: it is read, not edited."""
        if obj is not None and obj.stage in AssistanceCase.CLOSED:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: AssistanceCase | None = None
    ) -> tuple[str, ...]:
        """A case stays with the business that it was opened for."""
        return ("business",) if obj is not None else ()

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What is open is worked off from the oldest on; all together begins with the latest."""
        narrowed = request.GET.keys() & {CaseFilter.parameter_name, CaseAgeFilter.parameter_name}
        is_open = narrowed and request.GET.get(CaseFilter.parameter_name) != CaseFilter.CLOSED
        return ("opened_on", "id") if is_open else ("-opened_on", "-id")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new case as a desk opens it; the address fills in nothing."""
        return assistance.desk_defaults(request.user)

    @admin.display(description=_("age"), ordering="-opened_on")
    def age(self, case: AssistanceCase) -> SafeString:
        """Days from its opening up to today, or to its closing; and the day of its opening."""
        text = ngettext("%(days)s day", "%(days)s days", case.days) % {"days": case.days}
        day = date_format(case.opened_on, "SHORT_DATE_FORMAT")
        return format_html('{} <span class="quiet">({})</span>', text, day)

    @admin.display(description=_("due on"), empty_value="–")
    def due(self, case: AssistanceCase) -> SafeString | None:
        """The date; past it, by how many days."""
        if case.due_on is None:
            return None
        day = date_format(case.due_on, "SHORT_DATE_FORMAT")
        late = case.days_overdue
        if not late:
            return day
        text = ngettext("%(days)s day overdue", "%(days)s days overdue", late) % {"days": late}
        return format_html("{} {}", day, badge("red", text))

    def save_model(
        self, request: HttpRequest, obj: AssistanceCase, form: Any, change: bool
    ) -> None:
        if change:
            version = form.cleaned_data["opened_version"]
            assistance.revise(obj, by=request.user, version=version)
        else:
            assistance.open_case(obj, by=request.user)

    # -- moves -----------------------------------------------------------------------------------

    def form_of_move(
        self, request: HttpRequest, record: AssistanceCase, transition: Transition, **given: Any
    ) -> CaseMoveForm:
        return super().form_of_move(
            request, record, transition, case=record, user=request.user, **given
        )

    def make_move(
        self, record: AssistanceCase, action: str, *, by: Any, **typed: Any
    ) -> AssistanceCase:
        try:
            return assistance.move(record, action, by=by, **typed)
        except tuple(FIELD_OF) as refusal:
            raise ValidationError({FIELD_OF[type(refusal)]: str(refusal)}) from refusal

    def move_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Make the move; say what it did beside the stage, and go back to where it was pressed."""
        response = super().move_view(request, pk, action)
        if response.status_code != REDIRECT or hasattr(request, "refused_move"):
            return response
        self._say_what_follows(request, self.get_queryset(request).get(pk=pk), action)
        return self.to_board(request) if FROM_BOARD in request.POST else response

    def _show_refused_move(
        self, request: HttpRequest, record: AssistanceCase, form: CaseMoveForm
    ) -> HttpResponse:
        """On the page of the case; what was pressed on the board is answered there."""
        request.refused_move = form
        if FROM_BOARD not in request.POST:
            return super()._show_refused_move(request, record, form)
        for errors in form.errors.values():
            self.message_user(request, f"{record}: {' '.join(errors)}", messages.ERROR)
        return self.to_board(request)

    def _say_what_follows(self, request: HttpRequest, case: AssistanceCase, action: str) -> None:
        """What became of the NIB; or, when another permit came of it, where it is entered."""
        if case.kind == AssistanceCase.Kind.NIB:
            if action in ("file", "finish", "cancel"):
                self.message_user(request, _nib_in_words(case, by=request.user), messages.INFO)
        elif action == "finish" and request.user.has_perm("licensing.add_permit"):
            text = format_html(
                '{} <a href="{}">{}</a>',
                _("If a permit came of it:"),
                address_of_new(case.kind, business=case.business_id),
                _("Enter the permit"),
            )
            self.message_user(request, text, messages.INFO)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        record = kwargs.get("obj")
        if record is not None and record.kind == AssistanceCase.Kind.NIB:
            context["workflow_hint"] = _hint(record, by=request.user)
        return super().render_change_form(request, context, *args, **kwargs)


def _nib_in_words(case: AssistanceCase, *, by: Any) -> str:
    """The status of the NIB after a move of its case; and why it may not have followed."""
    nib = nib_assistance.nib_of(case)
    status = Nib.Status(nib.status if nib is not None else Nib.Status.NOT_HELD)
    said = gettext("NIB of the owner: %(status)s.") % {"status": status.label}
    if by.has_perm(nib_assistance.RECORD):
        return said
    return f"{said} {gettext('Your account may not change it: tell a colleague who may.')}"


def _hint(case: AssistanceCase, *, by: Any) -> str:
    """How a filed case for a NIB can end, where that is not by typing its number."""
    nib = nib_assistance.nib_of(case)
    if case.stage != AssistanceCase.Stage.FILED or nib_assistance.takes_number(nib):
        return ""
    try:
        return nib_assistance.outcome_of(nib.owner, number="", by=by)
    except Refused as refusal:
        return str(refusal)
