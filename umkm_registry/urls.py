"""All addresses: the public ones in Indonesian and, under /en/, in English; the back office."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/laporan/", include("reports.urls")),
    path("admin/", admin.site.urls),
]
