"""Lists of any length: counted up to a limit, paged by key, sorted by what has an index."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from businesses.models import Business
from common import paging
from common.paging import CappedPaginator, Count
from tests.factories import make_owner, registered

pytestmark = pytest.mark.django_db

LIST = "/admin/businesses/business/"


@pytest.fixture
def eleven(petugas):
    return [
        registered(
            by=petugas, name=f"Kios {number:02}", owner=make_owner(name=f"Uji {99 - number}")
        )
        for number in range(11)
    ]


@pytest.mark.parametrize(
    ("number", "text", "is_capped"),
    [
        (0, "0", False),
        (999, "999", False),
        (20_000, "20.000", False),
        (20_001, "20.000+", True),
    ],
)
def test_a_count_shows_itself_the_indonesian_way(number, text, is_capped):
    assert str(Count(number)) == text
    assert Count(number).is_capped is is_capped


def test_a_long_list_is_counted_no_further_than_it_is_paged(eleven, monkeypatch):
    monkeypatch.setattr(paging, "MOST_COUNTED", 8)
    pages = CappedPaginator(Business.objects.order_by("pk"), 4)
    assert (int(pages.count), pages.num_pages) == (9, 2)
    assert [row.name for row in pages.page(2)] == ["Kios 04", "Kios 05", "Kios 06", "Kios 07"]


def test_a_short_list_is_counted_to_the_last_row(eleven):
    pages = CappedPaginator(Business.objects.order_by("-pk"), 4)
    assert (int(pages.count), pages.num_pages) == (11, 3)
    assert [row.name for row in pages.page(3)] == ["Kios 02", "Kios 01", "Kios 00"]


def test_the_page_says_how_many_there_are_and_what_to_do(eleven, client_of, petugas, monkeypatch):
    monkeypatch.setattr(paging, "MOST_COUNTED", 8)
    monkeypatch.setattr(admin.site._registry[Business], "list_per_page", 4)
    monkeypatch.setattr(admin.site._registry[Business], "list_max_show_all", 4)
    page = client_of(petugas).get(LIST)
    text = page.content.decode()
    assert page.context["cl"].result_count.is_capped
    assert "20.000+ usaha" in " ".join(text.split())
    assert "?p=2" in text
    assert "?p=3" not in text


@pytest.mark.parametrize("number", ["99", "-1", "0", "x", "9" * 30])
def test_a_page_that_is_none_is_the_last_or_the_first(eleven, client_of, petugas, number):
    page = client_of(petugas).get(f"{LIST}?p={number}")
    assert page.status_code == 200
    assert len(page.context["cl"].result_list) == 11


def test_only_offered_columns_are_sorted_by(eleven, client_of, petugas):
    """Column 0 is the box to choose a row, column 2 the owner, whose names run the other way."""
    browser = client_of(petugas)
    ours = [row.name for row in browser.get(f"{LIST}?o=1").context["cl"].result_list]
    assert ours == [f"Kios {number:02}" for number in range(11)]
    newest_first = [row.name for row in browser.get(LIST).context["cl"].result_list]
    for column in ("0", "2", "3", "4", "-2", "77", "x"):
        listed = browser.get(f"{LIST}?o={column}").context["cl"]
        assert [row.name for row in listed.result_list] == newest_first


def sortable(model_admin) -> set[str]:
    """The fields by which a list can be sorted at a click."""
    names = model_admin.sortable_by
    columns = model_admin.list_display if names is None else names
    found = {
        str(getattr(getattr(model_admin, name, None), "admin_order_field", name)).lstrip("-")
        for name in columns
    }
    return found - {"None"}


@pytest.mark.parametrize("name", ["business", "owner", "nib", "permit", "assistancecase"])
def test_every_offered_order_has_an_index(name):
    model_admin = next(a for m, a in admin.site._registry.items() if m._meta.model_name == name)
    meta = model_admin.model._meta
    leading = {index.fields[0].lstrip("-") for index in meta.indexes}
    leading |= {constraint.fields[0] for constraint in meta.total_unique_constraints}
    leading |= {field.name for field in meta.fields if field.unique or field.db_index}
    ordering = (model_admin.ordering or meta.ordering)[0].lstrip("-")
    assert sortable(model_admin) | {ordering} <= leading


def test_a_page_is_found_by_its_keys_and_not_by_its_joins(eleven, client_of, petugas):
    with CaptureQueriesContext(connection) as context:
        client_of(petugas).get(f"{LIST}?q=kios")
    listing = [q["sql"] for q in context if "businesses_business" in q["sql"]]
    ordered = [sql for sql in listing if "ORDER BY" in sql and "updated_at" in sql]
    assert ordered
    assert not any("JOIN" in sql for sql in ordered)


ORDERS = [("-updated_at", "-id"), ("pk",), ("name", "-id"), ("-name", "pk"), ("owner__name",), ()]


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("most", [5, 10_000])
@pytest.mark.parametrize("keys_first", [True, False])
def test_pages_are_the_list_cut_into_pieces(eleven, monkeypatch, order, most, keys_first):
    """Whichever way the rows are found, and wherever the order is made."""
    monkeypatch.setattr(paging, "MOST_COUNTED", most)
    rows = Business.objects.filter(name__startswith="Kios 0")
    rows = rows.order_by(*order) if order else rows
    pages = CappedPaginator(rows, 2)
    pages.keys_first = keys_first
    pages.source = Business.objects.select_related("owner")
    expected = [row.pk for row in rows][: most // 2 * 2]
    numbers = range(1, pages.num_pages + 1)
    assert [row.pk for number in numbers for row in pages.page(number)] == expected


@pytest.mark.parametrize("most", [3, 10_000])
def test_two_words_give_the_same_page_few_or_many(eleven, client_of, petugas, monkeypatch, most):
    monkeypatch.setattr(paging, "MOST_COUNTED", most)
    monkeypatch.setattr(admin.site._registry[Business], "list_per_page", 3)
    listed = client_of(petugas).get(f"{LIST}?q=uji+kio").context["cl"]
    assert [row.name for row in listed.result_list] == ["Kios 10", "Kios 09", "Kios 08"]


def test_an_empty_list_has_one_empty_page(client_of, petugas):
    listed = client_of(petugas).get(f"{LIST}?q=tidak+ada").context["cl"]
    assert (str(listed.result_count), listed.result_list) == ("0", [])
