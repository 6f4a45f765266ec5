"""The coverage targets of the city and of its kecamatan."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.back_office import BackOfficeAdmin
from licensing import targets
from licensing.forms import CoverageTargetForm
from licensing.models import CoverageTarget


@admin.register(CoverageTarget)
class CoverageTargetAdmin(BackOfficeAdmin):
    form = CoverageTargetForm
    list_display = ("place", "holders", "starts_on", "due_on", "updated_by", "updated_at")
    list_select_related = ("kecamatan", "updated_by")
    sortable_by = ()
    fields = ("kecamatan", "holders", "starts_on", "due_on", "opened_version")

    @admin.display(description=_("kecamatan"))
    def place(self, target: CoverageTarget) -> str:
        return str(target.kecamatan or _("Whole city"))

    def save_model(
        self, request: HttpRequest, obj: CoverageTarget, form: Any, change: bool
    ) -> None:
        version = form.cleaned_data["opened_version"] if change else None
        targets.set_target(obj, by=request.user, version=version)
