"""Names of categories and places, in the language of the page.

A listing holds slugs and codes. The two tables are read once and kept with the snapshot of the
directory (`directory.snapshot`) until one of them changes.
"""

from functools import cached_property

from django.utils.translation import get_language

from businesses.models import Category, Kecamatan, Kelurahan
from directory.icons import FALLBACK, icon_of


class Labels:
    """The reference tables as the pages need them."""

    def __init__(self) -> None:
        self._shown: dict[str, dict[str, tuple[str, str]]] = {}

    def shown(self) -> dict[str, tuple[str, str]]:
        """The (name, icon) of each category by slug, in the language of the page; "" has none."""
        language = get_language() or ""
        if language not in self._shown:
            of_all = {c.slug: (c.local_name, self.icon_of(c)) for c in self.categories.values()}
            self._shown[language] = {"": ("", FALLBACK), **of_all}
        return self._shown[language]

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

    @cached_property
    def tree(self) -> list[tuple[str, list[str]]]:
        """The slugs of the sectors in use, each with those of its lines, in their order."""
        return [(s.slug, [line.slug for line in self.lines_of(s)]) for s in self.sectors]

    @cached_property
    def districts(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Code and name of each kecamatan, with the (code, name) of its kelurahan."""
        return [
            (d.code, d.name, [(p.code, p.name) for p in self.kelurahan if p.kecamatan_id == d.pk])
            for d in self.kecamatan
        ]

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
