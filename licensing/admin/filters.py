"""Filters by licensing status."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
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
