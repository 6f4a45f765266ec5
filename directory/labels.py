"""Names of categories and places, in the language of the page.

A listing holds slugs and codes. Each of the two tables is read at most once per request, and
only if the page asks for it; 60 categories and 51 kelurahan are cheaper whole than by key.
"""

from functools import cached_property

from businesses.models import Category, Kecamatan, Kelurahan
from directory.icons import icon_of


class Labels:
    """The reference tables as one page needs them."""

    @cached_property
    def categories(self) -> dict[str, Category]:
        """Every category by slug, retired ones too: a listing may still name one."""
        return {category.slug: category for category in Category.objects.all()}

    @cached_property
    def _by_key(self) -> dict[int, Category]:
        return {category.pk: category for category in self.categories.values()}

    @cached_property
    def kelurahan(self) -> list[Kelurahan]:
        rows = Kelurahan.objects.filter(is_active=True).select_related("kecamatan")
        return list(rows.order_by("kecamatan__code", "name"))

    @cached_property
    def kecamatan(self) -> list[Kecamatan]:
        """The kecamatan in the order of their codes, from the kelurahan: no query of its own."""
        return list({place.kecamatan.code: place.kecamatan for place in self.kelurahan}.values())

    @property
    def sectors(self) -> list[Category]:
        return [c for c in self.categories.values() if c.parent_id is None and c.is_active]

    @property
    def flagships(self) -> list[Category]:
        return [c for c in self.categories.values() if c.is_flagship and c.is_active]

    def lines_of(self, sector: Category) -> list[Category]:
        """The product lines of a sector, in their order."""
        return [c for c in self.categories.values() if c.parent_id == sector.pk and c.is_active]

    def sector_of(self, category: Category) -> Category:
        """The sector that a category belongs to; a sector is its own."""
        return self._by_key[category.parent_id or category.pk]

    def icon_of(self, category: Category | None) -> str:
        return icon_of(category, self.sector_of(category) if category is not None else None)
