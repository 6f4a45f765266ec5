"""Lists and search boxes of the back office take the same few queries, however many rows there are.

The session, the account and its permissions take six of them; each list says what it needs
beside those. A number that grows is a query per row.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from licensing import assistance
from licensing.models import AssistanceCase, Permit, PermitType
from tests.factories import invented_nik, make_owner, nib_of, registered

pytestmark = pytest.mark.django_db

BUSINESSES = "/admin/businesses/business/"
BOX = "/admin/autocomplete/?app_label={}&model_name={}&field_name={}&term={}"


def fill(petugas, perizinan, count: int) -> None:
    """So many businesses, each with an owner, a NIB, a permit and a case of its own."""
    for number in range(count):
        owner = make_owner(name=f"Ana Uji {number}", nik=invented_nik())
        business = registered(
            by=petugas, owner=owner, name=f"Warung Uji {number}", category="tenun"
        )
        nib_of(owner, by=petugas)
        permit = Permit(type=PermitType.objects.get(code="slhs"), business=business, number="S1")
        permit.stamp(perizinan)
        permit.save()
        assistance.open_case(AssistanceCase(business=business, kind="halal"), by=perizinan)


@pytest.fixture
def queries(client_of, perizinan):
    """How many queries one page takes, and how many rows it shows."""
    browser = client_of(perizinan)

    def asked(url: str) -> tuple[int, int]:
        browser.get(url)
        with CaptureQueriesContext(connection) as context:
            response = browser.get(url)
        assert response.status_code == 200
        listed = response.context and response.context.get("cl")
        rows = listed.result_list if listed else response.json()["results"]
        return len(context), len(rows)

    return asked


@pytest.mark.parametrize(
    ("url", "budget"),
    [
        (BUSINESSES, 14),
        (f"{BUSINESSES}?q=warung", 14),
        (f"{BUSINESSES}?q=warung+ana", 15),
        (f"{BUSINESSES}?verification_status__exact=draft&tempat=53.71.05", 15),
        (f"{BUSINESSES}?q=ana&verification_status__exact=draft&kategori=tenun", 18),
        (f"{BUSINESSES}?o=0", 14),
        (f"{BUSINESSES}?nib=ya", 14),
        ("/admin/businesses/owner/", 10),
        ("/admin/businesses/owner/?q=ana+uji", 11),
        ("/admin/licensing/nib/", 10),
        ("/admin/licensing/nib/?q=warung+ana", 11),
        ("/admin/licensing/nib/?status__exact=recorded", 10),
        ("/admin/licensing/permit/", 11),
        ("/admin/licensing/permit/?q=warung", 11),
        ("/admin/licensing/assistancecase/", 10),
        ("/admin/licensing/assistancecase/?q=warung+ana", 11),
        (BOX.format("businesses", "business", "owner", "ana"), 9),
        (BOX.format("licensing", "assistancecase", "business", "warung"), 9),
    ],
)
def test_a_page_takes_the_same_queries_for_three_rows_and_for_twelve(
    queries, petugas, perizinan, url, budget
):
    fill(petugas, perizinan, 3)
    few, three = queries(url)
    fill(petugas, perizinan, 9)
    many, twelve = queries(url)
    assert (three, twelve) == (3, 12)
    assert many == few
    assert many <= budget


@pytest.mark.parametrize(
    ("field", "term", "budget"),
    [
        ("businesskbli.kbli", "warung", 10),
        ("businesskbli.kbli", "56", 10),
        ("product.category", "tenun", 10),
    ],
)
def test_boxes_of_official_tables_take_few_queries(queries, field, term, budget):
    model, name = field.split(".")
    taken, rows = queries(BOX.format("businesses", model, name, term))
    assert rows
    assert taken <= budget


def test_the_second_page_costs_what_the_first_costs(queries, petugas, perizinan):
    for number in range(103):
        registered(by=petugas, name=f"Kios {number}")
    first, _rows = queries(f"{BUSINESSES}?q=kios")
    third, last = queries(f"{BUSINESSES}?q=kios&p=3")
    assert (first, last) == (third, 3)
