"""150 queries made by hand: how many of the first five are right, and how high the first is.

Where the visitor is asked what was meant, the answer is what the offered link shows.
"""

from datetime import date

import pytest
from django.db import connection

from businesses import registration
from businesses.models import Business, Product
from businesses.registration import Entry
from directory import search
from directory.models import Listing
from tests.directory import search_cases
from tests.factories import make_business

FIRST = 5
LEAST_PRECISION, LEAST_RANK = 0.9, 0.95


@pytest.fixture
def city(petugas):
    """The invented businesses, published by a handful of statements."""
    entries = []
    for fields in search_cases.businesses():
        products = [Product(name=name) for name in fields.pop("products")]
        business = make_business(
            verification_status=Business.Verification.VERIFIED,
            verified_on=date(2026, 1, 5),
            consent_given_on=date(2026, 1, 5),
            consent_manner="form",
            **fields,
        )
        entries.append(Entry(business.owner, business, products=products))
    registration.register_all(entries, by=petugas)


def first_five(query: str) -> list[str]:
    found = search.find(query)
    if found.corrected and not found.was_corrected:
        found = search.find(found.corrected)
    keys = found.ids[:FIRST]
    names = dict(Listing.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [names[key] for key in keys]


def precision(shown: list[str], wanted: set[str]) -> float:
    """The share of the places that right ones can fill and do; of nothing wanted, nothing shown."""
    places = min(FIRST, len(wanted))
    return len(wanted.intersection(shown)) / places if places else float(not shown)


def reciprocal_rank(shown: list[str], wanted: set[str]) -> float:
    right = [place for place, name in enumerate(shown, 1) if name in wanted]
    return 1 / right[0] if right else float(not shown and not wanted)


def test_the_set_is_what_it_says():
    names = [fields["name"] for fields in search_cases.businesses()]
    cases = search_cases.cases()
    assert len(names) == len(set(names)) == 78
    assert len(cases) == len({query for query, _wanted in cases}) == 150
    assert {name for _query, wanted in cases for name in wanted} <= set(names)


def test_what_people_type_finds_what_they_mean(city):
    precisions, ranks = [], []
    for query, wanted in search_cases.cases():
        shown = first_five(query)
        precisions.append(precision(shown, wanted))
        ranks.append(reciprocal_rank(shown, wanted))
        if precisions[-1] < 1 or ranks[-1] < 1:
            print(f"{query}: {shown}, not {sorted(wanted)}")  # noqa: T201
    at_five, rank = sum(precisions) / len(precisions), sum(ranks) / len(ranks)
    print(  # noqa: T201  pytest -s shows the figures of the engine
        f"{connection.vendor}: {len(ranks)} queries, precision at {FIRST} {at_five:.3f}, "
        f"mean reciprocal rank {rank:.3f}"
    )
    assert at_five >= LEAST_PRECISION
    assert rank >= LEAST_RANK
