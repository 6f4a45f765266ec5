"""KBLI and the city's own categories."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from businesses import registration
from businesses.models import Business, Category, Kbli
from businesses.signals import reference_changed
from common.back_office import ReferenceAdmin
from common.folded_search import FoldedSearch


@admin.register(Kbli)
class KbliAdmin(FoldedSearch, ReferenceAdmin):
    """KBLI by code, by title, by the words people use, and by the hint of 2020 codes."""

    list_display = ("code", "edition", "title", "keywords", "codes_2020", "is_active")
    list_display_links = ("code", "title")
    list_filter = ("edition", "is_active")
    search_fields = ("code", "title", "keywords", "codes_2020")
    key_fields = ("edition", "code")


@admin.register(Category)
class CategoryAdmin(FoldedSearch, ReferenceAdmin):
    list_display = ("name", "parent", "name_en", "is_flagship", "order", "is_active")
    list_filter = ("parent", "is_flagship", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "name_en", "slug", "aliases")
    autocomplete_fields = ("parent",)
    key_fields = ("slug",)

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        """The directory shows names and sectors: it is told of every business concerned."""
        super().save_model(request, obj, form, change)
        reference_changed.send(Category)
        if change:
            of_this = Q(primary_category=obj) | Q(primary_category__parent=obj) | Q(categories=obj)
            registration.announce(Business.objects.filter(of_this).only("pk").distinct())

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Category | None = None
    ) -> dict[str, tuple[str, ...]]:
        return {} if obj is not None else {"slug": ("name",)}
