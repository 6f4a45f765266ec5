"""The filters of the directory: what a visitor may choose, and what it means for a listing.

One declaration serves the pages, their facets and the API. A value that is not known is left
out, and the page says so: a visitor with an old or damaged link sees businesses, not an error.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from businesses.scale import Scale
from directory import positions, search
from directory.facet_index import Bits, minute_of
from directory.labels import Labels
from directory.models import Listing, PriceBand
from directory.snapshot import Snapshot

LONGEST_TEXT = 100  # characters of a search that are looked at and repeated on the page


class NibState(models.TextChoices):
    VERIFIED = "ya", gettext_lazy("NIB verified")
    NOT_YET = "belum", gettext_lazy("NIB not verified yet")


class HalalState(models.TextChoices):
    CERTIFIED = "ya", gettext_lazy("Halal certified")
    NON_HALAL = "tidak", gettext_lazy("Not halal, labelled so")


class Only(models.TextChoices):
    """A box that is ticked or not."""

    YES = "ya", gettext_lazy("Yes")


class Order(models.TextChoices):
    RELEVANCE = "relevan", gettext_lazy("Best match")
    NAME = "nama", gettext_lazy("Name, A to Z")
    NEWEST = "terbaru", gettext_lazy("Newest first")
    NEAREST = "terdekat", gettext_lazy("Nearest first")


HALAL_VALUES = {HalalState.CERTIFIED: "certified", HalalState.NON_HALAL: "non_halal"}
# Parameters of the form that say in which order, not which businesses: they have no chip.
NO_FILTERS = frozenset({"urut", "di"})


def _choice(label: str, choices: type[models.TextChoices] | tuple = ()) -> django_filters.Filter:
    pairs = getattr(choices, "choices", choices)
    return django_filters.ChoiceFilter(choices=pairs, label=label)


class ListingFilter(django_filters.FilterSet):
    """Every filter by its name in the address; `conditions` says what the values mean."""

    q = django_filters.CharFilter(label=gettext_lazy("Search"))
    kategori = _choice(gettext_lazy("Category"))
    kecamatan = _choice(gettext_lazy("Kecamatan"))
    kelurahan = _choice(gettext_lazy("Kelurahan"))
    nib = _choice(gettext_lazy("NIB"), NibState)
    skala = _choice(gettext_lazy("Scale"), Scale)
    halal = _choice(gettext_lazy("Halal"), HalalState)
    harga = _choice(gettext_lazy("Prices from"), PriceBand)
    buka = _choice(gettext_lazy("Open now"), Only)
    foto = _choice(gettext_lazy("With photos"), Only)
    urut = _choice(gettext_lazy("Sort by"), Order)
    di = django_filters.CharFilter(label=gettext_lazy("Your position"))

    class Meta:
        model = Listing
        fields: list[str] = []


FACETS_OF = {  # filter → (facet of the index, its value or values as they stand there)
    "kecamatan": lambda value: ("kecamatan", value),
    "kelurahan": lambda value: ("kelurahan", value),
    "nib": lambda value: ("has_nib", value == NibState.VERIFIED),
    "skala": lambda value: ("scale", value),
    "halal": lambda value: ("halal", HALAL_VALUES[value]),
    "harga": lambda value: ("price_band", PriceBand.up_to(value)),
    "foto": lambda value: ("has_photo", True),
}


@dataclass
class Chosen:
    """The values of one request that were understood, in the order of the form.

    Attributes:
        ignored: one sentence for each value that was left out.
    """

    snapshot: Snapshot
    now: datetime
    values: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.values.get("q", "")

    @property
    def words(self) -> list[str]:
        """What of the text can be looked for; punctuation alone is nothing."""
        return search.words_of(self.text)

    @property
    def position(self) -> positions.Position | None:
        return positions.read(self.values["di"]) if "di" in self.values else None

    @property
    def order(self) -> str:
        order = self.values.get("urut", self.usual_order)
        return order if self.can_be_in(order) else Order.NAME

    @property
    def usual_order(self) -> str:
        """The order when none is asked for."""
        return Order.RELEVANCE if self.words else Order.NAME

    def can_be_in(self, order: str) -> bool:
        """Relevance needs a text, and the nearest a position."""
        needs = {Order.RELEVANCE: self.words, Order.NEAREST: self.position}
        return bool(needs.get(order, True))

    def without(self, *names: str) -> dict[str, str]:
        return {name: value for name, value in self.values.items() if name not in names}

    def facets(self, leave_out: Iterable[str] = ()) -> list[tuple[str, list[object]]]:
        """The (facet, values) that the filters ask for, without those named."""
        found: list[tuple[str, list[object]]] = []
        for name, value in self.values.items():
            if name in leave_out:
                continue
            if name == "kategori":
                is_line = self.snapshot.labels.categories[value].parent_id is not None
                found.append(("category" if is_line else "sector", [value]))
            elif name == "buka":
                found.append(("opening_hours", self.snapshot.facets.open_at(self.now)))
            elif name in FACETS_OF:
                facet, wanted = FACETS_OF[name](value)
                found.append((facet, wanted if isinstance(wanted, list) else [wanted]))
        return found

    def bits(self, *leave_out: str) -> Bits:
        """The listings that the filters leave, the text aside."""
        index = self.snapshot.facets
        bits = index.everything
        for facet, values in self.facets(leave_out):
            bits &= index.having(facet, *values)
        return bits

    def count(self, bits: Bits) -> int:
        """How many these bits of the filters in force are, counted once for each choice."""
        key = ("count", *self.key("q", *NO_FILTERS))
        return self.snapshot.facets.keep(key, bits.bit_count)

    def key(self, *leave_out: str) -> tuple[Hashable, ...]:
        """What is chosen, to keep something by: the same for every position, and to the minute."""
        return (minute_of(self.now), bool(self.position), *self.without("di", *leave_out).items())

    def keys(self, most: int) -> list[int]:
        """The keys of the first `most` listings that the filters leave."""
        return self.snapshot.facets.keys(self.bits(), most)

    def among(self, keys: Collection[int]) -> "Chosen":
        """The same filters among these listings only, a directory of their own."""
        known = self.snapshot
        return replace(self, snapshot=replace(known, facets=known.facets.among(keys)))

    def conditions(self) -> dict[str, object]:
        """The same for the data base: conditions on a listing."""
        found: dict[str, object] = {}
        for facet, values in self.facets():
            if len(values) == 1:
                found[facet] = values[0]
            else:
                found[f"{facet}__in"] = values
        return found

    def label_of(self, name: str) -> str:
        """What a chosen value is called on its chip."""
        value = self.values[name]
        shown = known_filters(self.snapshot.labels)[name]
        if name in {"buka", "foto"}:
            return shown.label
        return (shown.names or {}).get(value, value)


@dataclass(frozen=True)
class Known:
    """One filter in the language of a page.

    Attributes:
        field: what reads a value that is typed.
        names: what each value is called, None where any text may stand.
    """

    label: str
    field: forms.Field
    names: Mapping[str, str] | None

    def read(self, raw: str) -> str:
        """The value in `raw`. Raises ValidationError where it is none."""
        if self.names is None:
            return self.field.clean(raw)
        if raw not in self.names:
            raise ValidationError(self.label)
        return raw


@lru_cache(maxsize=8)
def _known_filters(labels: Labels, language: str) -> dict[str, Known]:
    """Made once for all requests: the fields and the texts of their choices cost as much as a
    page."""
    active = [category for category in labels.categories.values() if category.is_active]
    choices = {
        "kategori": {category.slug: category.local_name for category in active},
        "kecamatan": {place.code: place.name for place in labels.kecamatan},
        "kelurahan": {place.code: place.name for place in labels.kelurahan},
    }
    found = {}
    for name, one in ListingFilter(queryset=Listing.objects.none()).form.fields.items():
        names = choices.get(name)
        if names is None and isinstance(one, forms.ChoiceField):
            names = {str(value): str(text) for value, text in one.choices if value}
        found[name] = Known(str(one.label), one, names)
    return found


def known_filters(labels: Labels) -> dict[str, Known]:
    """Every filter by its name, in the language in use."""
    return _known_filters(labels, get_language() or "")


def chosen(params: Mapping[str, str], snapshot: Snapshot, now: datetime) -> Chosen:
    """Read the filters out of an address."""
    found = Chosen(snapshot, now)
    for name, shown in known_filters(snapshot.labels).items():
        raw = params.get(name, "")
        if not raw:
            continue
        try:
            value = shown.read(raw if name != "q" else raw[:LONGEST_TEXT])
            if name == "di" and positions.read(value) is None:
                raise ValidationError("")
        except ValidationError:
            unknown = _("“%(filter)s” has an unknown value, which was left out.")
            found.ignored.append(unknown % {"filter": shown.label})
            continue
        if value:
            found.values[name] = value
    kecamatan, kelurahan = found.values.get("kecamatan"), found.values.get("kelurahan", "")
    # The codes of Kemendagri nest: 53.71.04.1001 lies in 53.71.04.
    if kecamatan and kelurahan and not kelurahan.startswith(f"{kecamatan}."):
        del found.values["kelurahan"]
        found.ignored.append(_("The kelurahan lies in another kecamatan and was left out."))
    return found
