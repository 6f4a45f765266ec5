"""Addresses of the imports, under /admin/impor/."""

from django.contrib import admin
from django.urls import path

from imports.views import batches, checks, columns, preview, sheet, start, template, values

app_name = "imports"
urlpatterns = [
    path("", admin.site.admin_view(start.start), name="start"),
    path("batch/", admin.site.admin_view(batches.batch_list), name="batches"),
    path("batch/<int:pk>/", admin.site.admin_view(batches.batch_detail), name="batch"),
    path("batch/<int:pk>/batalkan/", admin.site.admin_view(batches.batch_undo), name="undo"),
    path("templat.xlsx", admin.site.admin_view(template.template_file), name="template"),
    path("<int:pk>/", admin.site.admin_view(start.go_on), name="upload"),
    path("<int:pk>/buang/", admin.site.admin_view(start.discard), name="discard"),
    path("<int:pk>/lembar/", admin.site.admin_view(sheet.sheet), name="sheet"),
    path("<int:pk>/kolom/", admin.site.admin_view(columns.columns), name="columns"),
    path("<int:pk>/nilai/", admin.site.admin_view(values.values), name="values"),
    path("<int:pk>/periksa/", admin.site.admin_view(checks.check), name="check"),
    path("<int:pk>/periksa/mulai/", admin.site.admin_view(checks.check_start), name="check-start"),
    path("<int:pk>/periksa/maju.json", admin.site.admin_view(checks.progress), name="progress"),
    path("<int:pk>/periksa/bidang/", admin.site.admin_view(preview.choose), name="choose"),
    path("<int:pk>/periksa/baris/", admin.site.admin_view(preview.decide), name="decide"),
    path("<int:pk>/masukkan/", admin.site.admin_view(checks.confirm), name="confirm"),
    path("<int:pk>/ditolak.csv", admin.site.admin_view(preview.rejected), name="rejects"),
]
