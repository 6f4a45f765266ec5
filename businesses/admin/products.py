"""Products, to be found by the fields that point to one; they are edited with their business."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from businesses import words
from businesses.models import Business, Product
from common.back_office import BackOfficeAdmin


@admin.register(Product)
class ProductAdmin(BackOfficeAdmin):
    list_display = ("name", "business", "category", "halal_status")
    list_filter = ("halal_status",)
    list_select_related = ("business", "category")
    search_fields = ("name",)
    sortable_by = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        """The name of the product, or the words of its business."""
        text = search_term.strip()
        if not text:
            return queryset, False
        businesses = words.matching(Business.objects.order_by(), text).values("pk")
        return queryset.filter(Q(name__icontains=text) | Q(business__in=businesses)), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return False
