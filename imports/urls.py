"""Addresses of the imports, under /admin/impor/."""

from django.contrib import admin
from django.urls import path

from imports.views import template

app_name = "imports"
urlpatterns = [
    path("templat.xlsx", admin.site.admin_view(template.template_file), name="template"),
]
