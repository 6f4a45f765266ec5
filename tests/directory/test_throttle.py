"""The count of what one visitor asked for: kept in the data base, shared, and soon forgotten."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from directory import throttle
from directory.models import ContactLookup
from directory.throttle import CONTACT, REPORT, SLOT, Throttle

TWO = Throttle("c", limits=((1, 2),), kept=12)


@pytest.fixture
def clock(monkeypatch) -> list[int]:
    """The time in seconds, to be moved."""
    now = [3_000_000_000]
    monkeypatch.setattr(throttle, "now", lambda: now[0])
    return now


def test_one_ipv6_network_is_one_visitor(db, clock):
    assert [TWO.admits(f"2001:db8::{number}") for number in range(3)] == [True, True, False]
    assert TWO.admits("2001:db8:0:1::1")


def test_the_count_ends_with_its_time(db, clock):
    assert [TWO.admits("192.0.2.1") for _time in range(3)] == [True, True, False]
    clock[0] += SLOT
    assert TWO.admits("192.0.2.1")


def test_what_is_refused_writes_nothing(db, clock, django_assert_num_queries):
    for _time in range(2):
        TWO.admits("192.0.2.1")
    before = list(ContactLookup.objects.values())
    with django_assert_num_queries(1):
        assert not TWO.admits("192.0.2.1")
    assert list(ContactLookup.objects.values()) == before


def test_no_address_is_kept_and_no_digest_that_anybody_could_make(db, clock, settings):
    for address in ("192.0.2.1", "2001:db8::1", ""):
        TWO.admits(address)
    kept = list(ContactLookup.objects.values_list("visitor", flat=True))
    assert len(kept) == 4  # the /48 of the second one counts as well
    assert not any("192.0.2.1" in visitor or "2001" in visitor for visitor in kept)
    settings.FIELD_DIGEST_KEY = "another key"
    TWO.admits("192.0.2.1")
    assert ContactLookup.objects.count() == 5, "the digest depends on the key"


def test_what_does_not_count_any_more_is_forgotten(db, clock):
    for _time in range(3):
        CONTACT.admits("192.0.2.1")
    REPORT.admits("192.0.2.1")
    clock[0] += 2 * 3600
    CONTACT.admits("192.0.2.2")
    kinds = sorted(
        visitor[0] for visitor in ContactLookup.objects.values_list("visitor", flat=True)
    )
    assert kinds == ["c", "r"], "a report counts for a day"
    clock[0] += 24 * 3600 + SLOT
    REPORT.admits("192.0.2.3")
    CONTACT.admits("192.0.2.3")
    assert ContactLookup.objects.count() == 2


def test_numbers_and_reports_are_counted_apart(db, clock):
    assert [REPORT.admits("192.0.2.1") for _time in range(6)] == [True] * 5 + [False]
    assert CONTACT.admits("192.0.2.1")


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_share_the_count(clock):
    ten = Throttle("c", limits=((1, 10),), kept=12)

    def ask(_number: int) -> bool:
        try:
            return ten.admits("192.0.2.1")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=6) as pool:
        answers = list(pool.map(ask, range(40)))
    connection.close()
    assert sum(answers) == 10
    assert ContactLookup.objects.get().number == 10


def test_a_wide_network_is_no_way_round(db, clock):
    admitted = sum(TWO.admits(f"2001:db8:1:{number:x}::1") for number in range(50))
    assert admitted == 2 * throttle.WIDER


def test_an_address_in_the_clothes_of_the_other_kind_is_itself(db, clock):
    assert TWO.admits("::ffff:192.0.2.1")
    assert TWO.admits("192.0.2.1")
    assert not TWO.admits("192.0.2.1")
    assert TWO.admits("::ffff:192.0.2.2")
