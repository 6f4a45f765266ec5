"""Filters by licensing status."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from licensing import coverage


class NibFilter(admin.SimpleListFilter):
    """Businesses by the NIB of their owner, as `licensing.coverage` defines it today."""

    title = _("NIB")
    parameter_name = "nib"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("ya", _("Holds a NIB")),
            ("terverifikasi", _("Holds a verified NIB")),
            ("tidak", _("Holds none")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        narrow = {
            "ya": coverage.holding_nib,
            "terverifikasi": coverage.holding_verified_nib,
            "tidak": coverage.without_nib,
        }.get(self.value())
        return narrow(queryset) if narrow is not None else queryset


class CaseFilter(admin.SimpleListFilter):
    """The cases that are not closed: all, those of the officer, and those past their date."""

    title = _("open cases")
    parameter_name = "terbuka"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ya", _("Open")), ("saya", _("Mine")), ("terlambat", _("Overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value not in {"ya", "saya", "terlambat"}:
            return queryset
        opened = queryset.open()
        if value == "saya":
            return opened.filter(officer=request.user)
        return opened.filter(due_on__lt=timezone.localdate()) if value == "terlambat" else opened
