"""Addresses of the imports, under /admin/impor/."""

from django.contrib import admin
from django.urls import path

from imports import views

app_name = "imports"
urlpatterns = [
    path("templat.xlsx", admin.site.admin_view(views.template_file), name="template"),
]
