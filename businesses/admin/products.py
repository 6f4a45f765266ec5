"""Products, to be found by the fields that point to one; they are edited with their business."""

from django.contrib import admin
from django.http import HttpRequest

from businesses.models import Product
from common.back_office import BackOfficeAdmin


@admin.register(Product)
class ProductAdmin(BackOfficeAdmin):
    list_display = ("name", "business", "category", "halal_status")
    list_filter = ("halal_status",)
    list_select_related = ("business", "category")
    search_fields = ("name", "business__name", "business__code")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return False
