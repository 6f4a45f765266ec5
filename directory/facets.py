"""The selects of the list: each choice with the number of businesses it would show.

The count of a choice regards every other filter, so no choice leads to an empty page. A choice
that would is not offered, unless it is the one in force.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from businesses.models import Category
from businesses.scale import Scale
from directory.counts import Counts
from directory.filters import NibState, Order
from directory.labels import Labels


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int | None
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """Options under one heading; without a heading they stand alone."""

    label: str
    options: list[Option]


@dataclass(frozen=True)
class Select:
    name: str
    label: str
    blank: str
    groups: list[Group]


def _options(
    pairs: Iterable[tuple[str, str]], chosen: str, counts: Counter[str] | None = None
) -> list[Option]:
    return [
        Option(value, str(label), counts[value] if counts is not None else None, value == chosen)
        for value, label in pairs
        if counts is None or counts[value] or value == chosen
    ]


def _groups(groups: Iterable[tuple[str, list[Option]]]) -> list[Group]:
    return [Group(label, options) for label, options in groups if options]


def _categories(labels: Labels, values: Mapping[str, str], counts: Counts) -> list[Group]:
    """One group per sector: the whole sector first, then its lines."""
    found = counts.chosen(
        kecamatan=values.get("kecamatan", ""), kelurahan=values.get("kelurahan", "")
    ).by_category()

    def pairs(sector: Category) -> list[tuple[str, str]]:
        whole = (sector.slug, _("All of %(sector)s") % {"sector": sector.local_name})
        return [whole, *((line.slug, line.local_name) for line in labels.lines_of(sector))]

    chosen = values.get("kategori", "")
    return _groups(
        (sector.local_name, _options(pairs(sector), chosen, found)) for sector in labels.sectors
    )


def _kelurahan(labels: Labels, values: Mapping[str, str], counts: Counts) -> list[Group]:
    """One group per kecamatan, or only that of the chosen one."""
    found = counts.chosen(category=values.get("kategori", "")).by_kelurahan()
    chosen, kecamatan = values.get("kelurahan", ""), values.get("kecamatan")
    return _groups(
        (
            district.name,
            _options(
                [(p.code, p.name) for p in labels.kelurahan if p.kecamatan_id == district.pk],
                chosen,
                found,
            ),
        )
        for district in labels.kecamatan
        if kecamatan in {None, district.code}
    )


def selects(labels: Labels, values: Mapping[str, str], counts: Counts) -> list[Select]:
    """The selects in the order of the form.

    Args:
        values: the filters in force.
        counts: of what the filters other than category and place leave.
    """
    districts = counts.chosen(category=values.get("kategori", "")).by_kecamatan()
    kecamatan = _options(
        [(place.code, place.name) for place in labels.kecamatan],
        values.get("kecamatan", ""),
        districts,
    )
    default = Order.RELEVANCE if values.get("q") else Order.NAME
    orders = [pair for pair in Order.choices if values.get("q") or pair[0] != Order.RELEVANCE]

    def plain(choices: list[tuple[str, str]], name: str, default: str = "") -> list[Group]:
        return [Group("", _options(choices, values.get(name, default)))]

    return [
        Select("kategori", _("Category"), _("All categories"), _categories(labels, values, counts)),
        Select("kecamatan", _("Kecamatan"), _("All kecamatan"), _groups([("", kecamatan)])),
        Select("kelurahan", _("Kelurahan"), _("All kelurahan"), _kelurahan(labels, values, counts)),
        Select("nib", _("NIB"), _("With and without NIB"), plain(NibState.choices, "nib")),
        Select("skala", _("Scale"), _("All scales"), plain(Scale.choices, "skala")),
        Select("urut", _("Sort by"), "", plain(orders, "urut", default)),
    ]
