"""The NIB coverage report: its numbers, its page, its files and its command."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_owner, nib_of, registered

pytestmark = pytest.mark.django_db
URL = "/admin/laporan/nib-coverage/"


@pytest.fixture
def city(petugas):
    """Three businesses in Fontein, one in Oesapa; two of Fontein's hold a NIB since March."""
    shared = make_owner(name="Ana")
    for _ in range(2):
        registered(by=petugas, owner=shared, registered_on=date(2025, 1, 1), category="tenun")
    nib_of(shared, by=petugas, issued_on=date(2025, 3, 1))
    registered(by=petugas, registered_on=date(2025, 1, 1), annual_sales=100_000_000)
    registered(by=petugas, kelurahan="Oesapa", registered_on=date(2025, 6, 1))


def run(*arguments):
    out = io.StringIO()
    call_command("report", "nib-coverage", *arguments, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_the_agreed_json(city):
    answer = run()

    assert answer["report"] == "nib-coverage"
    assert answer["totals"] == {
        "businesses": 4,
        "with_nib": 2,
        "with_verified_nib": 0,
        "percent": 50.0,
    }
    assert answer["by"] == "kecamatan"
    assert len(answer["rows"]) == 7
    rows = {row["key"]: row for row in answer["rows"]}
    assert rows["53.71.05"] == {
        "key": "53.71.05",
        "label": "Kota Raja",
        "businesses": 3,
        "with_nib": 2,
        "with_verified_nib": 0,
        "percent": 66.7,
    }
    assert rows["53.71.01"]["percent"] is None
    assert rows[None]["businesses"] == 0


@pytest.mark.parametrize(
    "by", ["kecamatan", "kelurahan", "category", "scale", "verification", "activity"]
)
def test_every_breakdown_adds_up(city, by):
    answer = run("--by", by)
    for column in ("businesses", "with_nib", "with_verified_nib"):
        assert sum(row[column] for row in answer["rows"]) == answer["totals"][column]
    assert answer["rows"][-1]["key"] is None


def test_the_unknown_is_a_bucket_of_its_own(city):
    by_category = {row["key"]: row["businesses"] for row in run("--by", "category")["rows"]}
    assert (by_category["tenun"], by_category[None]) == (2, 2)
    by_scale = {row["key"]: row["businesses"] for row in run("--by", "scale")["rows"]}
    assert by_scale == {"mikro": 1, "kecil": 0, "menengah": 0, None: 3}


@pytest.mark.parametrize(
    ("on", "businesses", "with_nib"),
    [("2024-12-31", 0, 0), ("2025-02-28", 3, 0), ("2025-03-01", 3, 2), ("2025-06-01", 4, 2)],
)
def test_an_earlier_date_gives_the_count_of_that_day(city, on, businesses, with_nib):
    totals = run("--as-of", on)["totals"]
    assert (totals["businesses"], totals["with_nib"]) == (businesses, with_nib)


@pytest.mark.parametrize(
    "arguments", [["--by", "moon"], ["--as-of", "31-12-2024"], ["--as-of", "2999-01-01"]]
)
def test_what_makes_no_sense_is_one_clear_sentence(city, arguments):
    with pytest.raises(CommandError):
        call_command("report", "nib-coverage", *arguments)


def test_a_workbook_needs_a_file(city, tmp_path):
    with pytest.raises(CommandError, match="--output"):
        call_command("report", "nib-coverage", "--format", "xlsx")
    target = tmp_path / "laporan.xlsx"
    call_command("report", "nib-coverage", "--format", "xlsx", "--output", str(target))
    assert target.read_bytes()[:2] == b"PK"


def test_the_page_shows_totals_and_links_to_the_rows(city, client_of, laporan):
    page = client_of(laporan).get(URL).content.decode()
    assert "50,0" in page or "50.0" in page
    assert 'href="/admin/businesses/business/?tempat=53.71.05"' in page


def test_the_page_takes_few_queries(city, client_of, laporan, django_assert_max_num_queries):
    client = client_of(laporan)
    client.get(URL)
    with django_assert_max_num_queries(12):
        client.get(URL, {"per": "kelurahan"})


def test_the_csv_streams_with_a_total(city, client_of, laporan):
    response = client_of(laporan).get(URL, {"per": "kecamatan", "format": "csv"})

    assert response.streaming
    assert "nib-coverage_kecamatan_" in response["Content-Disposition"]
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 8
    assert rows[-1]["key"] == "total"
    assert rows[-1]["businesses"] == "4"
    assert sum(int(row["businesses"]) for row in rows[:-1]) == 4


@pytest.mark.parametrize(
    "query", [{"per": "moon"}, {"tanggal": "yesterday"}, {"tanggal": "2999-01-01"}]
)
def test_an_odd_question_is_answered_with_a_page(city, client_of, laporan, query):
    assert client_of(laporan).get(URL, query).status_code == 200


def test_a_reader_may_look_but_not_download(city, client_of, verifikator):
    client = client_of(verifikator)
    assert client.get(URL).status_code == 200
    assert client.get(URL, {"format": "csv"}).status_code == 403


def test_data_entry_sees_no_reports(city, client_of, petugas, client):
    assert client_of(petugas).get(URL).status_code == 403
    assert client.get(URL)["Location"].startswith("/admin/login/")


def test_an_unknown_report_is_not_found(client_of, laporan):
    assert client_of(laporan).get("/admin/laporan/nothing/").status_code == 404


def test_staff_with_an_area_count_their_own_businesses(city, client_of, persona):
    user = persona("laporan", username="laporan-oesapa", kelurahan="Oesapa")
    response = client_of(user).get(URL, {"format": "json"})
    assert json.loads(response.content)["totals"]["businesses"] == 1
