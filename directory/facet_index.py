"""Which listings have which property, as bits: any choice of filters is counted in no time.

A property is a number with one bit per listing; what several filters leave is their AND, and a
count is the number of ones. So the counts beside every choice of a page are exact, for any
combination, without asking the data base. An index never changes: after a change of the
directory the next request makes its successor, from the listings that changed alone.
"""

import re
import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

from common.opening_hours import is_open
from directory.models import Listing

Bits = int
Made = TypeVar("Made")
FACETS = (
    "sector",
    "category",
    "kecamatan",
    "kelurahan",
    "has_nib",
    "scale",
    "halal",
    "price_band",
    "has_photo",
    "opening_hours",
)
MANY = 100_000  # listings; from here on what was counted is kept for a minute, through changes
KEPT_SECONDS = 60
MOST_KEPT = 500
CHUNK = 20_000
SOME = (
    f"SELECT business_id, {', '.join(FACETS)} FROM directory_listing "  # noqa: S608
    "WHERE business_id IN ({marks}) ORDER BY business_id"
)
NOT_ZERO = re.compile(rb"[^\0]")
ONES = [[bit for bit in range(8) if value >> bit & 1] for value in range(256)]


def minute_of(moment: datetime) -> datetime:
    """What is open is known to the minute."""
    return moment.replace(second=0, microsecond=0)


class FacetIndex:
    """The bits of one state of the directory.

    Attributes:
        ids: the key of the listing at each place; places of withdrawn ones stay empty.
        bits: facet → value → listings.
        everything: all listings.
        is_late: whether what was kept may be of a state before this one.
    """

    def __init__(self) -> None:
        self.ids = array("q")
        self.late: dict[int, int] = {}  # places of keys that came out of order
        self.sorted = 0  # how many of `ids` ascend from the start
        self.bits: dict[str, dict[object, Bits]] = {facet: {} for facet in FACETS}
        self.everything: Bits = 0
        self.kept: dict[Hashable, Any] = {}  # what was made of the counts; see `keep`
        self.kept_at = time.monotonic()
        self.is_late = False
        self._open: tuple[datetime | None, list[str]] = (None, [])
        self._whole: FacetIndex | None = None  # of which this holds some listings

    @classmethod
    def of_all(cls) -> "FacetIndex":
        """Read every listing, from the index that holds nothing else."""
        index = cls()
        rows = Listing.objects.order_by("business_id").values_list("business_id", *FACETS)
        places = 0
        buffers: list[dict[object, bytearray]] = [{} for _ in FACETS]
        total = Listing.objects.count()
        for key, *values in rows.iterator(chunk_size=CHUNK):
            index.ids.append(key)
            byte, bit = places >> 3, 1 << (places & 7)
            for buffer, value in zip(buffers, values, strict=True):
                found = buffer.get(value)
                if found is None:
                    found = buffer[value] = bytearray(total // 8 + 1)
                if byte >= len(found):  # listings that came while this was read
                    found.extend(bytes(byte - len(found) + 1))
                found[byte] |= bit
            places += 1
        index.sorted = places
        index.everything = (1 << places) - 1
        for facet, buffer in zip(FACETS, buffers, strict=True):
            index.bits[facet] = {
                value: int.from_bytes(found, "little") for value, found in buffer.items()
            }
        return index

    def among(self, keys: Collection[int]) -> "FacetIndex":
        """These listings by themselves: a thousand among millions count as a thousand."""
        new = FacetIndex()
        new._whole = self
        if len(self) > MANY:
            new._read(keys)
            return new
        new.ids, new.late, new.sorted = self.ids, self.late, self.sorted
        new.everything = here = self.of_keys(keys)
        for facet in FACETS:
            new.bits[facet] = {value: bits & here for value, bits in self.bits[facet].items()}
        return new

    def _read(self, keys: Collection[int]) -> None:
        """Fill an empty index with these listings, by a statement that is written out."""
        if not keys:
            return
        marks = ", ".join(["%s"] * len(keys))
        with connection.cursor() as cursor:
            cursor.execute(SOME.format(marks=marks), sorted(keys))
            columns = list(zip(*cursor.fetchall(), strict=True))
        if not columns:
            return
        self.ids.extend(columns[0])
        self.sorted = len(self.ids)
        self.everything = (1 << self.sorted) - 1
        bits = [1 << place for place in range(self.sorted)]
        for facet, column in zip(FACETS, columns[1:], strict=True):
            found = self.bits[facet]
            for value, bit in zip(column, bits, strict=True):
                found[value] = found.get(value, 0) | bit

    def after(self, changed: Iterable[int]) -> "FacetIndex":
        """The index after these listings changed, came or went; this one stays as it is."""
        keys = sorted(changed)
        new = FacetIndex()
        new.ids, new.late, new.sorted = self.ids, self.late, self.sorted
        rows = Listing.objects.filter(pk__in=keys).values_list("business_id", *FACETS)
        values_of = {key: values for key, *values in rows}
        gone: Bits = 0
        for key in keys:
            place = self._place(key)
            if place is not None:
                gone |= 1 << place
        came: Bits = 0
        marks: list[dict[object, Bits]] = [{} for _ in FACETS]
        for key, values in values_of.items():
            bit = 1 << new._make_place(key)
            came |= bit
            for mark, value in zip(marks, values, strict=True):
                mark[value] = mark.get(value, 0) | bit
        new.everything = self.everything & ~gone | came
        for facet, mark in zip(FACETS, marks, strict=True):
            kept = {value: bits & ~gone for value, bits in self.bits[facet].items()}
            for value, bits in mark.items():
                kept[value] = kept.get(value, 0) | bits
            new.bits[facet] = {value: bits for value, bits in kept.items() if bits}
        if len(new) > MANY and time.monotonic() - self.kept_at < KEPT_SECONDS:
            new.kept, new.kept_at, new.is_late = self.kept, self.kept_at, True
        return new

    def __len__(self) -> int:
        return self.everything.bit_count()

    def _place(self, key: int) -> int | None:
        place = bisect_left(self.ids, key, 0, self.sorted)
        if place < self.sorted and self.ids[place] == key:
            return place
        return self.late.get(key)

    def _make_place(self, key: int) -> int:
        """The place of a key; a new one comes at the end.

        Successors share the list of places, which only ever grows.
        """
        place = self._place(key)
        if place is None:
            place = len(self.ids)
            self.ids.append(key)
            self.late[key] = place
        return place

    def having(self, facet: str, *values: object) -> Bits:
        """The listings with any of these values."""
        bits, found = self.bits[facet], 0
        for value in values:
            found |= bits.get(value, 0)
        return found

    def open_at(self, moment: datetime) -> list[str]:
        """The opening hours, as they are stored, of what is open then; to the minute."""
        if self._whole is not None:
            return self._whole.open_at(moment)
        minute = minute_of(moment)
        known, texts = self._open
        if known != minute:
            lines = self.bits["opening_hours"]
            texts = [text for text in lines if text and is_open(str(text), minute)]
            self._open = (minute, texts)
        return texts

    def of_keys(self, keys: Iterable[int]) -> Bits:
        """The listings with these keys; unknown keys are left out."""
        found = bytearray(len(self.ids) // 8 + 1)
        for key in keys:
            place = self._place(key)
            if place is not None:
                found[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(found, "little") & self.everything

    def keys(self, bits: Bits, most: int) -> list[int]:
        """The keys of the first `most` of these listings, ascending but for late ones."""
        data = bits.to_bytes(len(self.ids) // 8 + 1, "little")
        found: list[int] = []
        for match in NOT_ZERO.finditer(data):
            start = match.start() << 3
            found += [self.ids[start + bit] for bit in ONES[data[match.start()]]]
            if len(found) >= most:
                break
        return found[:most]

    def counts(self, facet: str, among: Bits) -> dict[object, int]:
        """How many of `among` have each value of a facet; values without any are left out."""
        found = {value: (bits & among).bit_count() for value, bits in self.bits[facet].items()}
        return {value: count for value, count in found.items() if count}

    def kept_of(self, key: Hashable) -> Any:
        """What was kept for this key; None if nothing was, or too long ago."""
        if self.is_late and time.monotonic() - self.kept_at >= KEPT_SECONDS:
            self.kept, self.is_late = {}, False
        return self.kept.get(key)

    def keep(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` made of this index for this key before, or makes now; never None.

        It goes with the index, so it is exact; in a directory of many businesses, which changes
        all the time, it stays for a minute.
        """
        found = self.kept_of(key)
        if found is None:
            found = make()
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = found
        return found
