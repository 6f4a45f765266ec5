"""How many published businesses there are: one grouped query answers every count of a page.

A business counts once in its category, once in that category's sector, once in its kelurahan
and once in its kecamatan. Counts without a search are kept for a minute, as the pages are;
those of a search are not, so that searches cannot fill the cache.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from directory.models import Listing

SECONDS = 60


class Row(NamedTuple):
    """The businesses of one category in one kelurahan."""

    sector: str
    category: str
    kecamatan: str
    kelurahan: str
    businesses: int
    with_nib: int


class Counts:
    """Counts of one set of listings, by category and by place."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = list(rows)

    @classmethod
    def of(cls, listings: QuerySet[Listing]) -> "Counts":
        """Count these listings, in one query: of a column in its index, not of the key."""
        groups = (
            listings.order_by()
            .values("sector", "category", "kecamatan", "kelurahan")
            .annotate(
                businesses=Count("has_nib"), with_nib=Count("has_nib", filter=Q(has_nib=True))
            )
        )
        return cls(Row(**group) for group in groups)

    @classmethod
    def kept(cls, listings: QuerySet[Listing], *, name: str) -> "Counts":
        """Count these listings, at most once a minute; `name` tells them from others."""
        key = f"directory.counts.{name}"
        rows = cache.get(key)
        if rows is None:
            rows = [tuple(row) for row in cls.of(listings).rows]
            cache.set(key, rows, SECONDS)
        return cls(map(Row._make, rows))

    def chosen(self, *, category: str = "", kecamatan: str = "", kelurahan: str = "") -> "Counts":
        """The part in this category (line or sector) and place; an empty name means all."""
        return Counts(
            row
            for row in self.rows
            if category in {"", row.category, row.sector}
            and kecamatan in {"", row.kecamatan}
            and kelurahan in {"", row.kelurahan}
        )

    @property
    def businesses(self) -> int:
        return sum(row.businesses for row in self.rows)

    @property
    def with_nib(self) -> int:
        return sum(row.with_nib for row in self.rows)

    def by_category(self) -> Counter[str]:
        """Businesses by slug, of lines and of sectors."""
        return self._by(lambda row: {row.category, row.sector})

    def by_kecamatan(self) -> Counter[str]:
        return self._by(lambda row: {row.kecamatan})

    def by_kelurahan(self) -> Counter[str]:
        return self._by(lambda row: {row.kelurahan})

    def _by(self, keys: Callable[[Row], set[str]]) -> Counter[str]:
        found: Counter[str] = Counter()
        for row in self.rows:
            for key in keys(row):
                found[key] += row.businesses
        return found
