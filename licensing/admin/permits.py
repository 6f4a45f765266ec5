"""Permits beside the NIB."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.back_office import BackOfficeAdmin, ReferenceAdmin
from licensing import permits
from licensing.forms import PermitForm
from licensing.models import Permit, PermitType


@admin.register(PermitType)
class PermitTypeAdmin(ReferenceAdmin):
    list_display = ("name", "code", "number_example", "validity_years", "is_active")
    search_fields = ("name", "code")


@admin.register(Permit)
class PermitAdmin(BackOfficeAdmin):
    form = PermitForm
    list_display = ("type", "number", "holder", "status", "issued_on", "expires_on")
    list_filter = ("type", "status", "expires_on")
    list_select_related = ("type", "owner", "business", "product")
    search_fields = ("number", "owner__name", "business__name", "product__name")
    autocomplete_fields = ("type", "owner", "business", "product", "renews")
    scoped = ("owner", "business", "product", "renews")
    fields = (
        "type",
        "owner",
        "business",
        "product",
        "status",
        "number",
        ("issued_on", "expires_on"),
        "renews",
        "opened_version",
    )

    @admin.display(description=_("holder"))
    def holder(self, permit: Permit) -> str:
        return str(permit.owner or permit.business or permit.product)

    def get_fields(self, request: HttpRequest, obj: Permit | None = None) -> list[Any]:
        """Who only reads has no use for the version of the form."""
        may = self.has_change_permission(request, obj) if obj else True
        return [name for name in self.fields if may or name != "opened_version"]

    def save_model(self, request: HttpRequest, obj: Permit, form: Any, change: bool) -> None:
        permits.save_permit(
            obj, by=request.user, version=form.cleaned_data["opened_version"] if change else None
        )
        self.say_warnings(request, form)
