"""The public addresses. `urlpatterns` come in each language, `machine_urlpatterns` once."""

from django.urls import path

from directory.views import (
    contact,
    detail,
    error_report,
    feeds,
    home,
    listings,
    machines,
    pictures,
    places,
    printing,
    privacy,
    qr,
    sitemaps,
    style,
)
from directory.views import map as city_map

app_name = "directory"

urlpatterns = [
    path("", home.home, name="home"),
    path("usaha/", listings.business_list, name="business-list"),
    path("usaha/<slug:code>/", detail.business_detail, name="business-short"),
    path("usaha/<slug:code>/wa/", contact.whatsapp, name="whatsapp"),
    path("usaha/baru.rss", feeds.newest, name="feed"),
    path("usaha/<slug:code>/gambar.jpg", pictures.of_business, name="picture"),
    path("usaha/<slug:code>/telepon/", contact.phone, name="phone"),
    path("usaha/<slug:code>/lapor/", error_report.report, name="report"),
    path("usaha/<slug:code>/cetak/", printing.sheet, name="print"),
    path("usaha/<slug:code>/kartu/", printing.card, name="card"),
    path("usaha/<slug:code>/qr.svg", qr.qr, name="qr"),
    path("usaha/<slug:code>/<slug:slug>/", detail.business_detail, name="business-detail"),
    path("kategori/<slug:slug>/", listings.category, name="category"),
    path("kecamatan/<slug:slug>/", places.kecamatan, name="kecamatan"),
    path("kelurahan/<slug:slug>/", places.kelurahan, name="kelurahan"),
    path("peta/", city_map.city_map, name="map"),
    path("privasi/", privacy.privacy, name="privacy"),
]

machine_urlpatterns = [
    path("_gaya/", style.style, name="style"),
    path("peta/titik.json", city_map.points, name="map-points"),
    path("gambar.jpg", pictures.of_the_site, name="site-picture"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-halaman.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemap-usaha-<int:number>.xml", sitemaps.businesses, name="sitemap-businesses"),
    path("robots.txt", machines.robots, name="robots"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
]
