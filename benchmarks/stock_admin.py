"""The yardstick: Django's admin as it comes, with the same columns, filters and search.

The frame of the page is ours on both, which costs both the same.
"""

from django.contrib import admin
from django.urls import path

from businesses.models import Business, Kelurahan
from umkm_registry import urls


class StockSite(admin.AdminSite):
    """Under a name space of its own, so that the links of our base template lead to our site."""

    @property
    def urls(self) -> tuple:
        return self.get_urls(), self.name, self.name


site = StockSite(name="stock")


@admin.register(Kelurahan, site=site)
class StockKelurahan(admin.ModelAdmin):
    search_fields = ("name",)


@admin.register(Business, site=site)
class StockBusiness(admin.ModelAdmin):
    list_display = ("name", "code", "owner", "kelurahan", "primary_category", "verification_status")
    list_filter = (
        "verification_status",
        "activity_status",
        "kelurahan__kecamatan",
        "primary_category",
        "scale",
    )
    list_select_related = ("owner", "kelurahan", "primary_category")
    search_fields = ("name", "code", "owner__name")
    list_per_page = 50


urlpatterns = [path("stock/", site.urls), *urls.urlpatterns]
