"""Places: official codes, to read; spellings may be added."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from businesses.models import Kecamatan, Kelurahan
from businesses.signals import reference_changed
from common.back_office import ReferenceAdmin
from common.folded_search import FoldedSearch


@admin.register(Kecamatan)
class KecamatanAdmin(FoldedSearch, ReferenceAdmin):
    list_display = ("code", "name", "bps_code")
    search_fields = ("name", "code")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Kecamatan | None = None) -> bool:
        return False


@admin.register(Kelurahan)
class KelurahanAdmin(FoldedSearch, ReferenceAdmin):
    list_display = ("code", "name", "kecamatan", "postal_code", "is_active")
    list_filter = ("kecamatan",)
    list_select_related = ("kecamatan",)
    search_fields = ("name", "code", "aliases")
    key_fields = ("code", "name", "kecamatan", "postal_code", "lat", "lng", "bps_code")

    def save_model(self, request: HttpRequest, obj: Kelurahan, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        reference_changed.send(Kelurahan)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
