"""Filters of the list of businesses."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from businesses.models import Business, Category
from businesses.places import in_place, of_area


class AreaFilter(admin.SimpleListFilter):
    """Kecamatan, and the kelurahan of the one that is chosen, by their codes.

    `path` leads from a row of the list to its kelurahan.
    """

    title = _("kecamatan and kelurahan")
    parameter_name = "tempat"
    path = "kelurahan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        chosen = self.value() or ""
        last = None
        for place in of_area(request.user):
            if place.kecamatan_id != last:
                last = place.kecamatan_id
                yield place.kecamatan.code, place.kecamatan.name
            if place.code.startswith(chosen[:8]) and chosen:
                yield place.code, f"– {place.name}"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return in_place(queryset, self.value() or "", self.path)


class CategoryFilter(admin.SimpleListFilter):
    """Sector, and the product lines of the one that is chosen; "none" for the unclassified."""

    title = _("category")
    parameter_name = "kategori"
    UNKNOWN = "-"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, Any]]:
        chosen = Category.objects.filter(slug=self.value() or "").first()
        opened = (chosen.parent_id or chosen.pk) if chosen is not None else None
        lines = list(Category.objects.filter(parent=opened)) if opened is not None else []
        for sector in Category.objects.sectors():
            yield sector.slug, sector.name
            if sector.pk == opened:
                yield from ((line.slug, f"– {line.name}") for line in lines)
        yield self.UNKNOWN, _("Not classified")

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if not value:
            return queryset
        if value == self.UNKNOWN:
            return queryset.filter(primary_category__isnull=True)
        wanted = Category.objects.filter(Q(slug=value) | Q(parent__slug=value))
        return queryset.filter(primary_category__in=list(wanted.values_list("pk", flat=True)))


class MineFilter(admin.SimpleListFilter):
    """What the officer entered, as far as it is in the list."""

    title = _("entered by")
    parameter_name = "saya"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(created_by=request.user) if self.value() == "1" else queryset


class PublishedFilter(admin.SimpleListFilter):
    """Whether citizens find it in the directory."""

    title = _("in the directory")
    parameter_name = "terbit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ya", _("Published")), ("tidak", _("Not published"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "ya":
            return queryset.public()
        public = Business.objects.public().filter(pk=OuterRef("pk"))
        return queryset.filter(~Exists(public)) if self.value() == "tidak" else queryset


class ReverificationFilter(admin.SimpleListFilter):
    """Verified so long ago that somebody must look again; see REVERIFY_AFTER_MONTHS."""

    title = _("due to be confirmed")
    parameter_name = "jatuh_tempo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ya", _("Yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "ya":
            return queryset
        return queryset.due_for_reverification(timezone.localdate())
