"""All addresses: the public ones in Indonesian and, under /en/, in English; the back office."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from directory import urls as directory
from umkm_registry import media

urlpatterns = [
    path("admin/laporan/", include("reports.urls")),
    path("admin/impor/", include("imports.urls")),
    path("admin/", admin.site.urls),
    path("", include((directory.machine_urlpatterns, "machines"))),
    re_path(r"^media/(?P<path>foto/[0-9a-z]{2}/[0-9a-z]+\.webp)$", media.photo, name="photo"),
    *i18n_patterns(path("", include("directory.urls")), prefix_default_language=False),
]

handler500 = "umkm_registry.outage.server_error"
