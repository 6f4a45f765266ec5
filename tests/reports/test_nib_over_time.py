"""The report on coverage over time: its rows, its target, its page, its files and its command."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from businesses.models import Kecamatan
from licensing import targets
from licensing.models import CoverageTarget
from tests.factories import make_owner, nib_of, registered

pytestmark = pytest.mark.django_db
URL = "/admin/laporan/nib-over-time/"
COLUMNS = ("key", "businesses", "with_nib", "with_verified_nib", "percent", "target_path")
KOTA_RAJA = "53.71.05"


@pytest.fixture
def city(petugas):
    """Three businesses in Kota Raja, two of them with a NIB since March; one in Kelapa Lima."""
    shared = make_owner(name="Ana")
    for _ in range(2):
        registered(by=petugas, owner=shared, registered_on=date(2025, 1, 1))
    nib_of(shared, by=petugas, issued_on=date(2025, 3, 1))
    registered(by=petugas, registered_on=date(2025, 1, 1))
    registered(by=petugas, kelurahan="Oesapa", registered_on=date(2025, 6, 1))


@pytest.fixture
def target(administrator, city):
    """Four holders by 30 June; the path begins on 31 March with two."""
    return targets.set_target(
        CoverageTarget(holders=4, starts_on=date(2025, 3, 31), due_on=date(2025, 6, 30)),
        by=administrator,
        version=None,
    )


def run(*arguments):
    out = io.StringIO()
    call_command("report", "nib-over-time", *arguments, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def test_the_rows_are_the_ends_of_months_and_the_day_itself(target):
    answer = run("--as-of", "2025-06-10", "--months", "5")

    assert [tuple(row[name] for name in COLUMNS) for row in answer["rows"]] == [
        ("2025-02-28", 3, 0, 0, 0.0, None),
        ("2025-03-31", 3, 2, 0, 66.7, 2),
        ("2025-04-30", 3, 2, 0, 66.7, 2),  # 30 of 91 days
        ("2025-05-31", 3, 2, 0, 66.7, 3),
        ("2025-06-10", 4, 2, 0, 50.0, 3),
    ]
    assert answer["by"] == "month"
    assert answer["totals"] == {
        "businesses": 4,
        "with_nib": 2,
        "with_verified_nib": 0,
        "percent": 50.0,
        "kecamatan": None,
        "target": {
            "holders": 4,
            "due_on": "2025-06-30",
            "starts_on": "2025-03-31",
            "path": 3,
            "behind_by": 1,
            "needed_per_month": 2,
        },
    }


def test_a_kecamatan_has_its_own_figures_and_its_own_target(target, administrator):
    alone = run("--as-of", "2025-06-10", "--months", "1", "--kecamatan", KOTA_RAJA)
    assert (alone["totals"]["businesses"], alone["totals"]["with_nib"]) == (3, 2)
    assert alone["totals"]["target"] is None

    place = Kecamatan.objects.get(code=KOTA_RAJA)
    own = CoverageTarget(
        kecamatan=place, holders=3, starts_on=date(2025, 1, 1), due_on=date(2025, 6, 10)
    )
    targets.set_target(own, by=administrator, version=None)
    again = run("--as-of", "2025-06-10", "--months", "1", "--kecamatan", KOTA_RAJA)
    assert again["totals"]["target"]["behind_by"] == 1
    assert again["totals"]["target"]["needed_per_month"] is None


def test_without_a_number_there_are_24_months(city):
    assert len(run()["rows"]) == 24


@pytest.mark.parametrize(
    "arguments",
    [
        ["--months", "0"],
        ["--months", "121"],
        ["--months", "many"],
        ["--kecamatan", "99.99.99"],
        ["--by", "kelurahan"],
    ],
)
def test_what_makes_no_sense_is_one_clear_sentence(city, arguments):
    with pytest.raises(CommandError):
        call_command("report", "nib-over-time", *arguments)


def test_another_report_takes_no_months(city):
    with pytest.raises(CommandError, match="--months means nothing to nib-coverage"):
        call_command("report", "nib-coverage", "--months", "3")


def test_the_page_shows_months_and_the_course(target, client_of, laporan):
    query = {"tanggal": "2025-06-10", "bulan": "3"}
    page = client_of(laporan).get(URL, query).content.decode()
    assert page.count('<th scope="row">') == 3
    assert "report-note" in page
    assert "format=csv" in page
    assert "bulan=3" in page


def test_the_page_takes_the_same_queries_for_any_number_of_months(
    target, client_of, laporan, django_assert_max_num_queries
):
    browser = client_of(laporan)
    browser.get(URL)
    with django_assert_max_num_queries(15):
        browser.get(URL, {"bulan": "120", "kecamatan": KOTA_RAJA})


def test_the_csv_has_the_months_and_no_total(target, client_of, laporan):
    query = {"format": "csv", "tanggal": "2025-06-10", "bulan": "2", "kecamatan": ""}
    response = client_of(laporan).get(URL, query)

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["key"], row["with_nib"], row["target_path"]) for row in rows] == [
        ("2025-05-31", "2", "3"),
        ("2025-06-10", "2", "3"),
    ]


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_the_other_files_are_made(target, client_of, laporan, kind):
    assert client_of(laporan).get(URL, {"format": kind}).status_code == 200


@pytest.mark.parametrize(
    "query", [{"bulan": "0"}, {"bulan": "x"}, {"kecamatan": "moon"}, {"tanggal": "2999-01-01"}]
)
def test_an_odd_question_is_answered_with_a_page(city, client_of, laporan, query):
    response = client_of(laporan).get(URL, query)
    assert response.status_code == 200
    assert response.context["answer"] is None


def test_who_sees_a_part_of_the_city_is_not_measured_by_its_target(target, client_of, persona):
    user = persona("laporan", username="laporan-oesapa", kelurahan="Oesapa")
    answer = json.loads(client_of(user).get(URL, {"format": "json"}).content)
    assert answer["totals"]["businesses"] == 1
    assert answer["totals"]["target"] is None


def test_data_entry_sees_no_reports(city, client_of, petugas):
    assert client_of(petugas).get(URL).status_code == 403
