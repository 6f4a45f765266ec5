"""The preview of a checked list: its totals, its rows, and how they are found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import registered
from tests.imports.checked import PAGE, listed_by, numbers, page_of, row, with_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(petugas):
    return listed_by(petugas)


def test_the_five_buckets_add_up_to_the_rows(browser, listed):
    tabs = page_of(browser, listed).context["tabs"]

    assert [tab["rows"] for tab in tabs] == [7, 1, 1, 1, 1, 3]
    assert tabs[0]["rows"] == sum(tab["rows"] for tab in tabs[1:])


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", [2, 3, 4, 5, 6, 7, 8]),
        ("?bagian=baru", [2]),
        ("?bagian=salah", [3, 5, 6]),
        ("?bagian=ganda&q=kios", [8]),
        ("?masalah=1", [3, 5]),
        ("?masalah=2", [4]),
        ("?masalah=3", [6]),
        ("?kolom=1", [3, 4, 5]),
        ("?kolom=2", [6]),
        ("?kolom=1&bagian=same", [3, 4, 5]),
        ("?kolom=1&bagian=sama", [4]),
        ("?q=mawar", [2]),
        ("?q=ana+uji", [2]),
        ("?q=7", [7]),
        ("?q=%25", []),
    ],
)
def test_rows_are_found_by_bucket_problem_column_and_name(browser, listed, query, shown):
    assert numbers(page_of(browser, listed, query)) == shown


@pytest.mark.parametrize(
    "query",
    [
        "?bagian=x", "?masalah=0", "?masalah=99", "?masalah=-1", f"?masalah={'9' * 400}",
        "?kolom=x", f"?hal={'9' * 400}", "?hal=-1", "?hal=x", "?masalah=%C2%B2", "?bagian=",
    ],
)  # fmt: skip
def test_what_an_address_cannot_mean_is_ignored(browser, listed, query):
    assert len(numbers(page_of(browser, listed, query))) == 7


def test_hostile_words_find_nothing(browser, listed):
    for words in ("(", "'", '"', "\\", "_" * 3000, "9" * 4000):
        assert numbers(browser.get(PAGE.format(listed.pk), {"q": words})) == []
    assert browser.get(PAGE.format(listed.pk) + "?q=%00mawar").status_code in {200, 400}


def test_a_number_of_a_person_does_not_stay_in_the_address(browser, listed):
    answer = browser.get(PAGE.format(listed.pk), {"q": "9900000000000001"})

    assert answer["Location"] == PAGE.format(listed.pk)


def test_rows_are_found_by_a_heading_of_any_length(browser, petugas):
    heading, reason = "é" * 10_000, "ü" * 10_000
    problems = [{"kind": "error", "column": heading, "reason": reason, "rows": 1, "first": [2]}]
    upload = with_rows(petugas, problems=problems)
    row(upload, 2, "error", problems=[["error", heading, "x", reason]])
    row(upload, 3, "new")

    assert numbers(page_of(browser, upload, "?kolom=1&masalah=1")) == [2]


def test_a_row_shows_its_errors_apart_from_its_warnings(browser, listed):
    line = page_of(browser, listed, "?q=5").context["lines"][0]

    assert line.errors == [("HP", "0", "Too short é.")]
    assert line.warnings == [("X", "", "Y")]


def test_a_stored_business_is_a_link_for_those_who_may_see_it(client_of, persona, petugas):
    officer = persona("petugas", username="fontein", kelurahan="Fontein")
    near = registered(by=petugas, name="Kios Dekat")
    far = registered(by=petugas, name="Kios Jauh", kelurahan="Oesapa")
    upload = with_rows(officer, rows=2)
    row(upload, 2, "same", business=near)
    row(upload, 3, "duplicate", business=far, likeness=70)

    text = page_of(client_of(officer), upload).content.decode()

    assert f"/admin/businesses/business/{near.pk}/" in text
    assert f"/admin/businesses/business/{far.pk}/" not in text
    assert "Kios Jauh" not in text


def test_what_the_file_says_is_shown_and_never_run(browser, petugas):
    nasty = '<script>"x'
    upload = with_rows(
        petugas,
        notes=[nasty],
        ignored=[nasty],
        unknown=[{"key": "kelurahan", "value": nasty, "rows": 1, "nearest": []}],
        problems=[{"kind": "error", "column": nasty, "reason": nasty, "rows": 1, "first": [2]}],
        fields=[{"field": "business.name", "label": nasty, "fills": 0, "replaces": 1}],
    )
    row(upload, 2, "changed", name=nasty, owner_name=nasty, place=nasty,
        problems=[["error", nasty, nasty, nasty]], notes=[[nasty] * 3],
        changes=[["business.name", nasty, nasty, nasty]])  # fmt: skip

    text = page_of(browser, upload).content.decode()

    assert "<script>" not in text
    assert text.count("&lt;script&gt;") >= 12


def test_a_long_list_makes_a_small_page_with_few_queries(browser, petugas):
    """17,000 rows of 25 columns: fifty rows, each with as much as a row can say."""
    long = "Kata yang panjang sekali " * 4
    problems = [
        {"kind": "error", "column": f"Kolom {n}", "reason": f"{n} {long}", "rows": 17_000,
         "first": list(range(2, 10))}
        for n in range(200)
    ]  # fmt: skip
    fields = [
        {"field": f"business.f{n}", "label": f"bidang {n}", "fills": 1, "replaces": 9}
        for n in range(40)
    ]
    unknown = [{"key": "kelurahan", "value": f"{n} {long}", "rows": 3, "nearest": []}
               for n in range(200)]  # fmt: skip
    upload = with_rows(petugas, rows=17_000, counts={"changed": 17_000}, problems=problems,
                       fields=fields, unknown=unknown, notes=[long] * 60,
                       ignored=[long] * 60)  # fmt: skip
    for number in range(2, 62):
        said = [[f"Kolom {n}", long, long] for n in range(25)]
        row(upload, number, "changed", name=long, owner_name=long, place="Fontein",
            business=registered(by=petugas) if number < 5 else None,
            problems=[["warning", *one] for one in said], notes=said,
            changes=[["business.name", *one] for one in said])  # fmt: skip

    page_of(browser, upload)
    with CaptureQueriesContext(connection) as queries:
        page = page_of(browser, upload)

    assert len(numbers(page)) == 50
    assert len(page.content) <= 200_000
    assert len(queries) <= 12
    whole = page_of(browser, upload, "?q=61").context["lines"][0]
    assert (len(whole.changes), whole.more) == (25, 0)
