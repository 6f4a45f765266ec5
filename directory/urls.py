"""The public addresses. `urlpatterns` come in each language, `machine_urlpatterns` once."""

from django.urls import path

from directory.views import contact, detail, home, listings, machines, privacy

app_name = "directory"

urlpatterns = [
    path("", home.home, name="home"),
    path("usaha/", listings.business_list, name="business-list"),
    path("usaha/<slug:code>/", detail.business_detail, name="business-short"),
    path("usaha/<slug:code>/wa/", contact.whatsapp, name="whatsapp"),
    path("usaha/<slug:code>/qr.svg", detail.qr, name="qr"),
    path("usaha/<slug:code>/<slug:slug>/", detail.business_detail, name="business-detail"),
    path("kategori/<slug:slug>/", listings.category, name="category"),
    path("privasi/", privacy.privacy, name="privacy"),
]

machine_urlpatterns = [
    path("robots.txt", machines.robots, name="robots"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
]
