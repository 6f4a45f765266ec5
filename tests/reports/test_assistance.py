"""The report on the help desk: its rows, its page, its files and its command."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from licensing import assistance
from licensing.models import AssistanceCase
from tests.factories import registered

pytestmark = pytest.mark.django_db
URL = "/admin/laporan/assistance/"


@pytest.fixture
def cases(petugas, perizinan):
    """One that was cancelled after a day, and one that waits since five days."""
    closed = assistance.open_case(
        AssistanceCase(business=registered(by=petugas), kind="halal"), by=perizinan
    )
    closed = assistance.move(closed, "cancel", by=perizinan, version=1, note="Batal")
    closed.steps.filter(action="open").update(at=timezone.now() - timedelta(days=1))
    started = timezone.localdate() - timedelta(days=5)
    waiting = AssistanceCase(
        business=registered(by=petugas, kelurahan="Alak"), kind="nib", opened_on=started
    )
    assistance.open_case(waiting, by=perizinan)


def run(*arguments):
    out = io.StringIO()
    call_command("report", "assistance", *arguments, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def row_of(answer, key, stage):
    return next(row for row in answer["rows"] if (row["key"], row["stage"]) == (key, stage))


def test_the_command_prints_each_group_stage_by_stage(cases):
    answer = run()

    assert answer["by"] == "kind"
    assert answer["definition"]
    halal = row_of(answer, "halal", "opened")
    assert (halal["ended"], halal["median_days"], halal["waiting"]) == (1, 1.0, 0)
    waiting = row_of(answer, "nib", "opened")
    assert (waiting["ended"], waiting["median_days"], waiting["median_age"]) == (0, None, 5)
    assert row_of(answer, "total", "whole")["waiting"] == 1
    assert answer["totals"]["whole"]["ended"] == 1
    assert {row["key"] for row in answer["rows"]} == {*AssistanceCase.Kind.values, "total"}


def test_by_channel_in_one_kecamatan(cases):
    answer = run("--by", "channel", "--kecamatan", "53.71.01", "--months", "3")
    assert answer["totals"]["whole"]["ended"] == 0
    assert row_of(answer, "mpp", "whole")["waiting"] == 1


@pytest.mark.parametrize("arguments", [["--by", "kelurahan"], ["--months", "0"]])
def test_what_makes_no_sense_is_one_clear_sentence(cases, arguments):
    with pytest.raises(CommandError):
        call_command("report", "assistance", *arguments)


@pytest.mark.parametrize("kind", ["table", "csv"])
def test_the_command_writes_texts(cases, kind):
    out = io.StringIO()
    call_command("report", "assistance", "--format", kind, stdout=out)
    assert "NIB" in out.getvalue()


def test_the_command_writes_a_workbook(cases, tmp_path):
    file = tmp_path / "laporan.xlsx"
    call_command("report", "assistance", "--format", "xlsx", "--output", str(file))
    assert file.read_bytes()[:2] == b"PK"


def test_the_page_shows_the_rows_and_links_the_files(cases, client_of, laporan):
    response = client_of(laporan).get(URL, {"per": "channel", "bulan": "2"})
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('<th scope="row">') == len(response.context["answer"].rows)
    assert "bulan=2" in page
    assert "format=csv" in page


@pytest.mark.parametrize("query", [{"bulan": "x"}, {"bulan": "999"}, {"tanggal": "31/02/2026"}])
def test_odd_questions_are_no_error(cases, client_of, laporan, query):
    assert client_of(laporan).get(URL, query).status_code == 200


def test_the_files_hold_the_rows_of_the_page(cases, client_of, laporan):
    response = client_of(laporan).get(URL, {"format": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    halal = next(row for row in rows if (row["key"], row["stage"]) == ("halal", "whole"))
    assert (halal["ended"], halal["median_days"]) == ("1", "1.0")


def test_an_officer_of_one_kelurahan_sees_its_cases_only(cases, client_of, persona):
    client = client_of(persona("perizinan", username="perizinan-alak", kelurahan="Alak"))
    answer = client.get(URL).context["answer"]
    assert answer.totals["whole"]["ended"] == 0
    assert answer.totals["whole"]["waiting"] == 1


def test_the_page_takes_few_queries(cases, client_of, laporan, django_assert_max_num_queries):
    browser = client_of(laporan)
    browser.get(URL)
    with django_assert_max_num_queries(12):
        browser.get(URL, {"kecamatan": "53.71.01"})
