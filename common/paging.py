"""Pages of a list of any length: counted up to twenty thousand, and no further.

To count or to skip millions of rows costs more than to show fifty of them, and nobody reads page
401: a longer list says "20.000+", pages through the first twenty thousand, and asks for a filter.
"""

from functools import cached_property
from operator import itemgetter
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import DateField, Field, IntegerField, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.options import Options
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

MOST_COUNTED = 20_000
SORTED_ALIKE = (IntegerField, DateField)  # here and in every data base; with keys and moments


def grouped(number: int) -> str:
    """A whole number as Indonesian readers write it: 12.000."""
    return f"{number:,}".replace(",", ".")


def _field(meta: Options, name: str) -> Field | None:
    """The stored field of this name, "pk" included."""
    found = {field.name: field for field in meta.concrete_fields}
    return meta.pk if name == "pk" else found.get(name)


class Count(int):
    """A number of rows that shows itself as "17.000", or as "20.000+" when it stopped there."""

    most = grouped(MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        return int(self) > MOST_COUNTED

    def __str__(self) -> str:
        return f"{self.most}+" if self.is_capped else grouped(int(self))


class CappedPaginator(Paginator):
    """Django's paginator over a QuerySet, with a capped count and a page read by its keys.

    What a search of several words leaves is read once, as keys in no order: that is the count,
    and when it is complete it is the list, put in order here. A data base that walks a list in
    its order for the few rows that have both words walks all of it. The rows of the page are
    read by key at the end, so that no join is made for a row that is not shown.
    """

    keys_first = True  # False where an index gives the page, as for a filter or for one word
    source: QuerySet | None = None  # the same rows without filters, when the caller has them
    walked: QuerySet | None = None  # the same list, asked so that a long one is met soon

    @cached_property
    def order(self) -> list[tuple[str, bool]]:
        """Name and direction of the fields of the order; empty where the data base must sort:
        texts have its collation, and empty values their place."""
        query = self.object_list.query
        order = []
        for name in query.order_by or query.get_meta().ordering:
            plain = isinstance(name, str) and LOOKUP_SEP not in name
            field = _field(query.get_meta(), name.lstrip("-")) if plain else None
            if field is None or field.null or not isinstance(field, SORTED_ALIKE):
                return []
            order.append((field.attname, name.startswith("-")))
        return order

    @cached_property
    def found(self) -> list[Any]:
        """The keys of the list in its order, if it is counted to its end; else too many."""
        names = [name for name, _descending in self.order]
        rows = list(self.object_list.order_by().values_list("pk", *names)[: MOST_COUNTED + 1])
        if len(rows) > MOST_COUNTED:
            return rows
        for place, (_name, descending) in reversed(list(enumerate(self.order, start=1))):
            rows.sort(key=itemgetter(place), reverse=descending)
        return [row[0] for row in rows]

    @cached_property
    def count(self) -> Count:
        if self.keys_first:
            return Count(len(self.found))
        return Count(self.object_list.order_by().values("pk")[: MOST_COUNTED + 1].count())

    @cached_property
    def num_pages(self) -> int:
        if self.count.is_capped:
            return max(1, MOST_COUNTED // self.per_page)
        return super().num_pages

    def rows(self, first: int, last: int) -> list[Any]:
        """The rows from `first` up to, not with, `last` of the list in its order."""
        plain = self.object_list if self.source is None else self.source
        keys = self._keys(first, last)
        rows = {row.pk: row for row in plain.order_by().filter(pk__in=keys)} if keys else {}
        return [rows[key] for key in keys if key in rows]

    def _keys(self, first: int, last: int) -> list[Any]:
        listed = self.object_list if self.walked is None else self.walked
        if self.keys_first and not self.count.is_capped:
            if self.order:
                return self.found[first:last]
            listed = self.object_list.filter(pk__in=self.found)
        return list(listed.values_list("pk", flat=True)[first:last])

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        return self._get_page(self.rows(first, first + self.per_page), number, self)


class CappedChangeList(ChangeList):
    """Django's list of records, counted and paged as above.

    A column that is not offered for sorting is not sorted by either, whatever the address says:
    without an index that is a sort of the whole table.
    """

    def get_ordering_field(self, field_name: Any) -> Any:
        if self.sortable_by is not None and field_name not in self.sortable_by:
            return None
        return super().get_ordering_field(field_name)

    def plain_rows(self, request: HttpRequest) -> QuerySet:
        """The rows with what the columns need, without any filter."""
        rows = self.root_queryset
        rows = rows if rows.query.select_related else self.apply_select_related(rows)
        names = self.model_admin.get_list_only(request)
        return rows.only(*names) if names else rows

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        """Django's, with the list before its search kept beside it."""
        query, self.query = self.query, ""
        self.unsearched = super().get_queryset(request, exclude_parameters)
        self.query = query
        found, repeats = self.model_admin.get_search_results(request, self.unsearched, query)
        return found.distinct() if repeats else found

    def get_results(self, request: HttpRequest) -> None:
        paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        paginator.source = self.plain_rows(request)
        if self.query:
            paginator.walked = self.model_admin.walk_results(self.unsearched, self.query)
        paginator.keys_first = paginator.walked is not None
        self.paginator = paginator
        self.result_count = paginator.count
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = True
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        if self.show_all and self.can_show_all:
            self.result_list = paginator.rows(0, self.list_max_show_all)
        else:
            page = paginator.get_page(self.page_num)  # beyond the end is the last page
            self.page_num = page.number
            self.result_list = page.object_list


class CappedLists:
    """Mixin for ModelAdmin: its lists and autocompletes are counted and paged as above.

    `list_only` names the fields that the columns read; empty for all of a row.
    """

    paginator = CappedPaginator
    show_full_result_count = False
    list_only: tuple[str, ...] = ()

    def walk_results(self, unsearched: QuerySet, search_term: str) -> QuerySet | None:
        """What a search finds, asked row by row along the list: fast where it finds plenty."""
        return None

    def get_list_only(self, request: HttpRequest) -> tuple[str, ...]:
        return self.list_only

    @admin.display(description="")
    def action_checkbox(self, obj: Model) -> SafeString:
        """Django's box without a form widget, whose templates take a fifth of the page's time."""
        label = gettext("Select this object for an action - {}").format(obj)
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME,
            obj.pk,
            label,
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CappedChangeList
