"""The choices of the list, each with the number of businesses that it would show.

The count of a choice regards every other filter, so no choice leads to an empty page. A choice
that would is not offered, unless it is the one in force.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from businesses.scale import Scale
from common.page_engine import number
from directory.filters import HALAL_VALUES, Chosen, HalalState, NibState, Order
from directory.labels import Labels
from directory.models import PriceBand

Counts = Mapping[object, int]


class Group(NamedTuple):
    """Options under one heading, written out; without a heading they stand alone."""

    label: str
    options: Markup


class Select(NamedTuple):
    name: str
    label: str
    blank: str
    groups: list[Group]


class Box(NamedTuple):
    """A filter that is on or off."""

    name: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facets:
    """What can be chosen beside what is."""

    selects: list[Select]
    boxes: list[Box]


@lru_cache(maxsize=1024)
def _escaped(text: str) -> Markup:
    return escape(text)


class Writer:
    """Writes options in the language of the page.

    A hundred stand on every list, so they are written here and not piece by piece in a template:
    a name, and in brackets the number of businesses.
    """

    def __init__(self) -> None:
        self.language = get_language() or ""

    def option(self, value: str, label: str, is_chosen: bool, count: int | None = None) -> Markup:
        selected = " selected" if is_chosen else ""
        told = f" ({number(count, self.language)})" if count is not None else ""
        text = f'<option value="{_escaped(value)}"{selected}>{_escaped(label)}{told}</option>'
        return Markup(text)  # noqa: S704  escaped

    def options(
        self, pairs: Iterable[tuple[str, str]], chosen: str, counts: Mapping[str, int]
    ) -> list[Markup]:
        """Those that would show something, and the one in force."""
        return [
            self.option(value, label, value == chosen, counts.get(value, 0))
            for value, label in pairs
            if value in counts or value == chosen
        ]


def _group(options: list[Markup], label: str = "") -> Group:
    return Group(label, Markup("\n").join(options))


def _categories(
    writer: Writer, labels: Labels, chosen: str, sectors: Counts, lines: Counts
) -> list[Group]:
    """One group per sector: the whole sector first, then its lines."""
    shown, groups = labels.shown(), []
    whole = _("All of %(sector)s")
    for sector, own in labels.tree:
        name = shown[sector][0]
        options = []
        if sector in sectors or sector == chosen:
            label = whole % {"sector": name}
            options.append(writer.option(sector, label, sector == chosen, sectors.get(sector, 0)))
        options += writer.options([(line, shown[line][0]) for line in own], chosen, lines)
        if options:
            groups.append(_group(options, name))
    return groups


def _kelurahan(
    writer: Writer, labels: Labels, kecamatan: str, chosen: str, counts: Counts
) -> list[Group]:
    """One group per kecamatan, or only that of the chosen one."""
    groups = []
    for code, name, places in labels.districts:
        if kecamatan in {"", code}:
            options = writer.options(places, chosen, counts)
            if options:
                groups.append(_group(options, name))
    return groups


def _orders(writer: Writer, chosen: Chosen) -> list[Markup]:
    """The orders that mean something here; nearest needs a position (`near.js` asks for it).

    The usual one says nothing, so that a text that is typed next is answered by its best match.
    """
    usual = chosen.usual_order
    return [
        writer.option("" if order == usual else order, str(order.label), order == chosen.order)
        for order in Order
        if chosen.can_be_in(order)
    ]


def facets(chosen: Chosen) -> Facets:
    """The selects and boxes in the order of the form."""
    if chosen.words:
        return _facets(chosen)
    key = ("facets", get_language(), *chosen.key("q"))
    return chosen.snapshot.facets.keep(key, lambda: _facets(chosen))


def _facets(chosen: Chosen) -> Facets:
    index, labels, values = chosen.snapshot.facets, chosen.snapshot.labels, chosen.values
    writer = Writer()

    def plain(name: str, label: str, blank: str, facet: str, pairs: list) -> Select:
        """A select of one facet; `pairs` are (value in the address, those in the index, label)."""
        counts = index.counts(facet, chosen.bits(name))
        sums = {value: sum(counts.get(one, 0) for one in held) for value, held, _text in pairs}
        told = {value: count for value, count in sums.items() if count}
        options = writer.options(
            [(value, label) for value, _held, label in pairs], values.get(name, ""), told
        )
        return Select(name, label, blank, [_group(options)] if options else [])

    whole = chosen.bits("kategori")
    places = chosen.bits("kelurahan")
    kecamatan = values.get("kecamatan", "")
    district_names = [(code, name) for code, name, _places in labels.districts]
    districts = writer.options(
        district_names, kecamatan, index.counts("kecamatan", chosen.bits("kecamatan", "kelurahan"))
    )
    selects = [
        Select(
            "kategori",
            _("Category"),
            _("All categories"),
            _categories(
                writer,
                labels,
                values.get("kategori", ""),
                index.counts("sector", whole),
                index.counts("category", whole),
            ),
        ),
        Select(
            "kecamatan",
            _("Kecamatan"),
            _("All kecamatan"),
            [_group(districts)] if districts else [],
        ),
        Select(
            "kelurahan",
            _("Kelurahan"),
            _("All kelurahan"),
            _kelurahan(
                writer,
                labels,
                kecamatan,
                values.get("kelurahan", ""),
                index.counts("kelurahan", places),
            ),
        ),
        plain(
            "nib",
            _("NIB"),
            _("With and without NIB"),
            "has_nib",
            [(state.value, [state == NibState.VERIFIED], str(state.label)) for state in NibState],
        ),
        plain(
            "harga",
            _("Prices from"),
            _("All prices"),
            "price_band",
            [(band.value, PriceBand.up_to(band), str(band.label)) for band in PriceBand],
        ),
        plain(
            "halal",
            _("Halal"),
            _("Halal or not stated"),
            "halal",
            [(state.value, [HALAL_VALUES[state]], str(state.label)) for state in HalalState],
        ),
        plain(
            "skala",
            _("Scale"),
            _("All scales"),
            "scale",
            [(scale.value, [scale.value], str(scale.label)) for scale in Scale],
        ),
        Select("urut", _("Sort by"), "", [_group(_orders(writer, chosen))]),
    ]
    is_open = index.having("opening_hours", *index.open_at(chosen.now))
    boxes = [
        Box("buka", _("Open now"), (chosen.bits("buka") & is_open).bit_count(), "buka" in values),
        Box(
            "foto",
            _("With photos"),
            index.counts("has_photo", chosen.bits("foto")).get(True, 0),
            "foto" in values,
        ),
    ]
    return Facets(selects, [box for box in boxes if box.count or box.is_chosen])
