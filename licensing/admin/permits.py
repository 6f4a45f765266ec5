"""Permits beside the NIB."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from businesses import scope
from businesses.models import Owner
from common.back_office import BackOfficeAdmin, ReferenceAdmin
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
    autocomplete_fields = ("type", "owner", "business")
    raw_id_fields = ("product", "renews")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Permit]:
        permits = super().get_queryset(request)
        ids = scope.kelurahan_ids(request.user)
        if ids is None:
            return permits
        return permits.filter(
            Q(owner__in=Owner.objects.visible_to(request.user))
            | Q(business__kelurahan_id__in=ids)
            | Q(product__business__kelurahan_id__in=ids)
        )

    @admin.display(description=_("holder"))
    def holder(self, permit: Permit) -> str:
        return str(permit.owner or permit.business or permit.product)

    def save_model(self, request: HttpRequest, obj: Permit, form: Any, change: bool) -> None:
        obj.stamp(request.user)
        obj.save()
        for text in form.soft_warnings():
            self.message_user(request, text, messages.WARNING)
