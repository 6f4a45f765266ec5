"""The bits of the listings count what the data base counts, after any change."""

from collections import Counter
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.opening_hours import WITA
from directory import facet_index
from directory.facet_index import FACETS, FacetIndex
from directory.models import Listing
from tests.directory.listing_rows import listed

MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=WITA)
MONDAY_NIGHT = datetime(2026, 11, 23, 23, tzinfo=WITA)


@pytest.fixture
def thirty(register):
    return [listed(number) for number in range(30)]


def counted(facet: str, **conditions: object) -> dict:
    rows = Listing.objects.filter(**conditions).values_list(facet, flat=True)
    return dict(Counter(rows))


@pytest.mark.parametrize("facet", FACETS)
def test_every_facet_counts_as_the_data_base_does(thirty, facet):
    index = FacetIndex.of_all()
    assert index.counts(facet, index.everything) == counted(facet)
    within = index.having("kecamatan", "53.71.04") & index.having("has_nib", True)
    assert index.counts(facet, within) == counted(facet, kecamatan="53.71.04", has_nib=True)


def test_several_values_of_a_facet_are_either(thirty):
    index = FacetIndex.of_all()
    either = index.having("halal", "certified", "non_halal")
    assert either.bit_count() == Listing.objects.exclude(halal="").count() == 20
    assert index.having("halal", "perhaps") == 0


def test_keys_come_back_in_their_order_and_no_more_than_asked(thirty):
    index = FacetIndex.of_all()
    keys = [listing.pk for listing in thirty]
    assert index.keys(index.everything, 100) == keys
    assert index.keys(index.everything, 7) == keys[:7]
    assert index.keys(0, 7) == []
    some = [keys[3], keys[29], 987_654_321]
    assert index.keys(index.of_keys(some), 100) == [keys[3], keys[29]]


@pytest.mark.parametrize("many", [0, 100_000])
@pytest.mark.parametrize("facet", FACETS)
def test_some_listings_by_themselves_count_as_the_data_base_does(thirty, monkeypatch, facet, many):
    """In a large directory they are read, in a small one they are picked out."""
    monkeypatch.setattr(facet_index, "MANY", many)
    keys = [listing.pk for listing in thirty[::4]]
    some = FacetIndex.of_all().among([*keys, 987_654_321])
    assert some.counts(facet, some.everything) == counted(facet, pk__in=keys)
    assert some.keys(some.everything, 100) == keys
    with_nib = some.having("has_nib", True)
    assert some.counts(facet, with_nib) == counted(facet, pk__in=keys, has_nib=True)
    none = some.among([])
    assert none.counts(facet, none.everything) == {}


def test_what_is_open_follows_the_clock(thirty):
    index = FacetIndex.of_all()
    assert sorted(index.open_at(MONDAY_NOON)) == ["senin-jumat 08.00-17.00", "senin-minggu 24 jam"]
    assert index.open_at(MONDAY_NIGHT) == ["senin-minggu 24 jam"]


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, 29), st.sampled_from(["go", "change", "back"]))))
def test_the_successor_equals_an_index_made_anew(thirty, moves):
    index = FacetIndex.of_all()
    rows = {listing.pk: listing for listing in thirty}
    keys = list(rows)
    Listing.objects.bulk_create(rows.values(), ignore_conflicts=True)
    for number, move in moves:
        key = keys[number]
        if move == "go":
            Listing.objects.filter(pk=key).delete()
        elif move == "change":
            Listing.objects.filter(pk=key).update(category="tenun", has_nib=True, halal="")
        else:
            Listing.objects.bulk_create([rows[key]], ignore_conflicts=True)
        index = index.after({key})
    fresh = FacetIndex.of_all()
    assert len(index) == len(fresh)
    for facet in FACETS:
        assert index.counts(facet, index.everything) == fresh.counts(facet, fresh.everything)
    assert sorted(index.keys(index.everything, 100)) == fresh.keys(fresh.everything, 100)
    Listing.objects.all().delete()
    Listing.objects.bulk_create(rows.values())


def test_a_listing_with_an_older_key_finds_a_place(thirty):
    late = thirty[4]
    Listing.objects.filter(pk=late.pk).delete()
    index = FacetIndex.of_all()
    Listing.objects.bulk_create([late])
    after = index.after({late.pk})
    assert len(after) == 30
    assert late.pk in after.keys(after.everything, 100)
    assert len(index) == 29  # what others still read stays as it was


def test_what_was_made_of_counts_goes_with_the_index_but_stays_in_a_large_one(thirty, monkeypatch):
    index = FacetIndex.of_all()
    assert index.keep("x", lambda: 1) == 1
    assert index.keep("x", lambda: 2) == 1
    assert index.after(set()).keep("x", lambda: 3) == 3
    monkeypatch.setattr(facet_index, "MANY", 10)
    assert index.after(set()).keep("x", lambda: 4) == 1
    monkeypatch.setattr(facet_index, "KEPT_SECONDS", -1)
    assert index.after(set()).keep("x", lambda: 5) == 5


def test_what_was_counted_before_a_change_stays_a_minute_in_a_large_directory(thirty, monkeypatch):
    monkeypatch.setattr(facet_index, "MANY", 10)
    clock = [1000.0]
    monkeypatch.setattr(facet_index.time, "monotonic", lambda: clock[0])
    index = FacetIndex.of_all()
    assert index.keep("total", lambda: len(index)) == 30
    gone = thirty[0].pk
    thirty[0].delete()
    after = index.after([gone])
    assert after.is_late
    assert after.keep("total", lambda: len(after)) == 30
    clock[0] += facet_index.KEPT_SECONDS
    assert after.keep("total", lambda: len(after)) == 29
    assert not after.is_late


def test_in_a_small_directory_nothing_outlives_a_change(thirty):
    index = FacetIndex.of_all()
    assert index.keep("total", lambda: len(index)) == 30
    gone = thirty[0].pk
    thirty[0].delete()
    after = index.after([gone])
    assert after.keep("total", lambda: len(after)) == 29
