"""Filters by licensing status."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from businesses.admin.filters import AreaFilter
from licensing import case_board, coverage, expiry, follow_up, relevance
from licensing.models import PermitType


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


class FollowUpFilter(admin.SimpleListFilter):
    """NIBs in force by what the risk of their lines asks for; see `licensing.follow_up`."""

    title = _("follow-up of the KBLI lines")
    parameter_name = "tindak_lanjut"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("kurang", _("Follow-up missing")),
            ("proses", _("Under way, nothing missing")),
            ("lengkap", _("Complete")),
            ("tanpa", _("No KBLI lines entered")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        narrow = {
            "kurang": follow_up.with_gap,
            "proses": follow_up.under_way,
            "lengkap": follow_up.complete,
            "tanpa": follow_up.without_lines,
        }.get(self.value())
        return narrow(queryset) if narrow is not None else queryset


class CaseFilter(admin.SimpleListFilter):
    """The cases that are not closed: all, those of the officer, and those past their date; and
    those that were closed lately."""

    title = _("open cases")
    parameter_name = "terbuka"
    CLOSED = "ditutup"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        lately = _("Closed in the last %(days)d days") % {"days": case_board.CLOSED_DAYS}
        return [
            ("ya", _("Open")),
            ("saya", _("Mine")),
            ("terlambat", _("Overdue")),
            (self.CLOSED, lately),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value == self.CLOSED:
            return case_board.closed_lately(queryset)
        if value not in {"ya", "saya", "terlambat"}:
            return queryset
        opened = queryset.open()
        if value == "saya":
            return opened.filter(officer=request.user)
        return opened.filter(due_on__lt=timezone.localdate()) if value == "terlambat" else opened


class CaseAgeFilter(admin.SimpleListFilter):
    """Open cases by the days since they were opened."""

    title = _("days open")
    parameter_name = "umur"
    BANDS: ClassVar[dict[str, tuple[int, int | None]]] = {
        "0-7": (0, 7),
        "8-14": (8, 14),
        "15-30": (15, 30),
        "31": (31, None),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("0-7", _("Up to 7 days")),
            ("8-14", _("8 to 14 days")),
            ("15-30", _("15 to 30 days")),
            ("31", _("More than 30 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in self.BANDS:
            return queryset
        youngest, oldest = self.BANDS[self.value()]
        today = timezone.localdate()
        rows = queryset.open().filter(opened_on__lte=today - timedelta(days=youngest))
        if oldest is None:
            return rows
        return rows.filter(opened_on__gte=today - timedelta(days=oldest))


class CaseOfficerFilter(admin.SimpleListFilter):
    """Whose the cases are: those of the one who looks, and those of nobody yet."""

    title = _("officer")
    parameter_name = "petugas"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(case_board.OFFICERS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return case_board.of_officer(queryset, self.value() or "", user=request.user)


class CaseAreaFilter(AreaFilter):
    """Kecamatan and kelurahan of the business."""

    path = "business__kelurahan"


class ExpiryFilter(admin.SimpleListFilter):
    """Permits by how soon they end, as `licensing.expiry` defines it, counted from today."""

    title = _("validity")
    parameter_name = "masa"
    OVERDUE = "lewat"

    @classmethod
    def named(cls) -> list[tuple[str, Any]]:
        """Value and name of each choice: past their date, then the windows."""
        within = [(str(days), _("%(days)d days") % {"days": days}) for days in expiry.WINDOWS]
        return [(cls.OVERDUE, _("Past their date")), *within]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return self.named()

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value == self.OVERDUE:
            return expiry.overdue(queryset)
        if value in {str(days) for days in expiry.WINDOWS}:
            return expiry.expiring(queryset, days=int(value))
        return queryset


class MissingPermitFilter(admin.SimpleListFilter):
    """Businesses that lack a permit which is relevant for them (`licensing.relevance`)."""

    title = _("permit missing")
    parameter_name = "kurang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(relevance.relevant_types().values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return relevance.missing(queryset, PermitType.objects.get(code=self.value()))
