"""Places: official codes, to read; spellings may be added."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from businesses.models import Kecamatan, Kelurahan
from common.back_office import ReferenceAdmin
from common.identifiers import fold


@admin.register(Kecamatan)
class KecamatanAdmin(ReferenceAdmin):
    list_display = ("code", "name", "bps_code")
    search_fields = ("name", "code")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Kecamatan | None = None) -> bool:
        return False


@admin.register(Kelurahan)
class KelurahanAdmin(ReferenceAdmin):
    list_display = ("code", "name", "kecamatan", "postal_code", "is_active")
    list_filter = ("kecamatan",)
    list_select_related = ("kecamatan",)
    search_fields = ("name", "code")
    key_fields = ("code", "name", "kecamatan", "postal_code", "lat", "lng", "bps_code")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Fifty-one names: fold them all, other spellings included, and compare."""
        term = fold(search_term)
        if not term:
            return queryset, False
        found = [
            place.pk
            for place in queryset
            if any(term in fold(name) for name in (place.name, place.code, *place.aliases))
        ]
        return queryset.filter(pk__in=found), False
