"""NIB in the back office: the status moves by the table only."""

from typing import Any

from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from common.key_choices import KeyChoices
from common.workflow_pages import WorkflowAdmin
from licensing import lifecycle
from licensing.admin.badges import nib_badge
from licensing.forms import NibMoveForm
from licensing.models import Nib, NibActivity


class NibActivityInline(KeyChoices, admin.StackedInline):
    model = NibActivity
    extra = 0
    fields = (("kbli", "risk_level", "scale"),)
    autocomplete_fields = ("kbli",)


@admin.register(Nib)
class NibAdmin(WorkflowAdmin):
    """One owner's NIB: its lines are edited here, its status by the buttons."""

    list_display = ("shown_number", "owner", "status_badge", "issued_on", "verified_on")
    list_filter = ("status", "absence_reason", "verified_how")
    list_select_related = ("owner",)
    search_fields = ("number", "owner__name")
    date_hierarchy = None
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
