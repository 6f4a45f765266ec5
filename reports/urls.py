"""Addresses of the reports, under /admin/laporan/."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("<slug:name>/", views.report_page, name="report"),
]
