"""Addresses of the reports, under /admin/laporan/."""

from django.contrib import admin
from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", admin.site.admin_view(views.report_list), name="list"),
    path("<slug:name>/", admin.site.admin_view(views.report_page), name="report"),
]
