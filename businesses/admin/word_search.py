"""The search box of a list, answered by the words of businesses and owners."""

from django.db.models import QuerySet
from django.http import HttpRequest

from businesses import words


class BusinessSearch:
    """Mixin for the admin of businesses, or of what points to one by the column `search_key`."""

    search_key = "pk"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return words.matching(queryset, search_term, key=self.search_key), False

    def walk_results(self, unsearched: QuerySet, search_term: str) -> QuerySet | None:
        """Only for words: a bare number has an order of its own, and finds few."""
        if len(search_term.split()) < 2:
            return None
        return words.walking(unsearched, search_term, key=self.search_key)


class OwnerSearch:
    """Mixin for the admin of owners."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return words.matching_owners(queryset, search_term), False
