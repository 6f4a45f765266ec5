#!/usr/bin/env python3
"""Measures the list of businesses against Django's own admin, in the same alternating run.

    python -m benchmarks.change_list            on the data base of DATABASE_URL
    python -m benchmarks.change_list --rounds 5 --account verifikator

A request is the whole of it, from the handler to the last byte of the page, as an officer who
is logged in; "SQL" is the same statements once more, by themselves. Medians of the rounds.
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from benchmarks.django_ready import connection  # isort: skip
from django.conf import settings
from django.test import Client

from accounts.models import User
from businesses.models import Business, Kecamatan

settings.ROOT_URLCONF = "benchmarks.stock_admin"

AIM_CITY, AIM_PROVINCE, CITY = 60, 150, 100_000  # milliseconds; rows from which it is a province
OURS, STOCK = "/admin/businesses/business/", "/stock/businesses/business/"
WAITING, VERIFIED = "verification_status__exact=submitted", "verification_status__exact=verified"
SCENARIOS = (  # label, search and page, filter of status, with the kecamatan?
    ("plain", "", "", False),
    ("page 3", "p=3", "", False),
    ("one common word", "q=kios", "", False),
    ("one word", "q=ina", "", False),
    ("two words", "q=warung+makan", "", False),
    ("two words, little in common", "q=kios+ina", "", False),
    ("two words, nothing in common", "q=kios+warung", "", False),
    ("registry number", "q=KPG-001234", "", False),
    ("status and kecamatan", "", WAITING, True),
    ("verified and kecamatan", "", VERIFIED, True),
    ("filters and one word", "q=kios", WAITING, True),
    ("filters and two words", "q=warung+makan", WAITING, True),
    ("search, page 3", "q=kios&p=3", "", False),
)


def address(page: str, scenario: tuple[str, str, str, bool], kecamatan: Kecamatan) -> str:
    _label, search, status, with_place = scenario
    place = ""
    if with_place and page == OURS:
        place = f"tempat={kecamatan.code}"
    elif with_place:
        place = f"kelurahan__kecamatan__id__exact={kecamatan.pk}"
    return page + "?" + "&".join(part for part in (search, status, place) if part)


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def captured(work: Callable[[], object]) -> list[tuple[str, tuple]]:
    """The SELECT statements that `work` sends, to be sent again."""
    found = []

    def note(execute, sql, params, many, context):
        if sql.lstrip().startswith("SELECT"):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return found


def again(statements: list[tuple[str, tuple]]) -> None:
    for sql, params in statements:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()


class Page:
    """One scenario on one of the two sites."""

    def __init__(self, browser: Client, url: str) -> None:
        self._browser, self._url = browser, url

    def get(self) -> str:
        response = self._browser.get(self._url)
        if response.status_code != 200:
            sys.exit(f"{self._url}: {response.status_code}")
        return response.content.decode()

    def rows(self) -> str:
        """How many rows the page says there are."""
        found = re.search(r"<span>\s*(\S+) usaha\s*</span>", self.get())
        return found[1] if found else "?"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--account", default="verifikator", help="who is logged in")
    parser.add_argument("--without-stock", action="store_true", help="leave the yardstick out")
    options = parser.parse_args()
    browser = Client()
    officer = User.objects.get(username=options.account)
    officer.is_superuser = True  # the stock site knows nothing of our permissions
    browser.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    User.objects.filter(pk=officer.pk).update(is_superuser=True)
    try:
        return measure(browser, options)
    finally:
        User.objects.filter(pk=officer.pk).update(is_superuser=False)
        browser.session.flush()


def measure(browser: Client, options: argparse.Namespace) -> int:
    count = Business.objects.count()
    aim = AIM_PROVINCE if count > CITY else AIM_CITY
    kecamatan = Kecamatan.objects.get(code="53.71.04")
    print(f"{count:,} businesses on {connection.vendor}; aim {aim} ms; {options.rounds} rounds\n")
    print(f"{'':30} {'rows':>8} {'page':>8} {'worst':>8} {'SQL':>8} {'stock':>9} {'ratio':>7}")
    missed = 0
    for scenario in SCENARIOS:
        ours = Page(browser, address(OURS, scenario, kecamatan))
        stock = Page(browser, address(STOCK, scenario, kecamatan))
        rows, statements = ours.rows(), captured(ours.get)
        sql = partial(again, statements)
        measured = [
            (
                milliseconds(ours.get),
                milliseconds(sql),
                0 if options.without_stock else milliseconds(stock.get),
            )
            for _round in range(options.rounds)
        ]
        page, alone, yardstick = (statistics.median(times) for times in zip(*measured, strict=True))
        missed += page > aim
        print(
            f"{scenario[0]:30} {rows:>8} {page:8.1f} {max(times[0] for times in measured):8.1f} "
            f"{alone:8.1f} {yardstick:9.1f} {yardstick / page:6.1f}×"
            f"{'  MISSED' if page > aim else ''}",
            flush=True,
        )
    print(
        f"\n{len(SCENARIOS) - missed} of {len(SCENARIOS)} within {aim} ms (milliseconds, medians)"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
