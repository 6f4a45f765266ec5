"""A business on paper: the sheet and the card of its stall."""

import re

import pytest
from django.contrib.staticfiles import finders
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from businesses import merging
from tests.directory.conftest import WHATSAPP
from tests.factories import registered

PAGES = ("cetak/", "kartu/")


@pytest.mark.parametrize("page", PAGES)
def test_the_paper_leads_to_the_page(client, publish, settings, page):
    settings.SITE_URL = "https://umkm.example"
    business = publish(name="Se'i Oma", category="olahan-sei", kelurahan="Liliba")
    response = client.get(f"/en/usaha/{business.code}/{page}")
    for text in ("<h1>Se&#39;i Oma</h1>", "Sei (smoked meat)", "Liliba"):
        assertContains(response, text)
    assertContains(response, f'src="/en/usaha/{business.code}/qr.svg"')
    assertContains(response, f"umkm.example/usaha/{business.code}/")
    assertContains(response, 'name="robots" content="noindex')


@pytest.mark.parametrize("page", PAGES)
def test_the_screen_leads_to_the_other_language_and_the_paper_does_not(client, publish, page):
    address = f"/usaha/{publish().code}/{page}"
    assertContains(client.get(address), f'<a href="/en{address}" hreflang="en"', count=1)
    assertContains(client.get(f"/en{address}"), f'<a href="{address}" hreflang="id"', count=1)
    with open(finders.find("directory/print.css"), encoding="utf-8") as file:
        assert re.search(r"@media print \{\s*[^}]*\.top\b[^}]*display: none", file.read())


@pytest.mark.parametrize("page", PAGES)
def test_no_number_and_nothing_hidden_stands_on_paper(client, reserved, secrets, publish, page):
    text = client.get(f"/usaha/{reserved.code}/{page}").text
    assert [secret for secret in secrets if secret in text] == []
    business = publish(whatsapp=WHATSAPP, publishes_contact=True)
    response = client.get(f"/usaha/{business.code}/{page}")
    assertNotContains(response, WHATSAPP.removeprefix("+62"))
    assertNotContains(response, WHATSAPP.removeprefix("+"))


def test_the_sheet_says_what_is_sold_where_and_when(client, publish):
    business = publish(
        address="Jalan Contoh 5",
        publishes_address=True,
        opening_hours="Sen-Jum 08.00-17.00",
        sold=({"name": "Se'i babi", "price_min": 180_000},),
    )
    response = client.get(f"/usaha/{business.code}/cetak/")
    for text in ("Jalan Contoh 5", "08.00–17.00", "Se&#39;i babi", "Rp180.000"):
        assertContains(response, text)


def test_many_products_leave_one_sheet(client, publish):
    business = publish(sold=tuple({"name": f"Barang {number}"} for number in range(20)))
    response = client.get(f"/en/usaha/{business.code}/cetak/")
    assertContains(response, "And 12 more on the page of the business.")
    assertNotContains(response, "Barang 8")


@pytest.mark.parametrize("page", PAGES)
def test_a_former_number_leads_to_the_survivor(client, publish, petugas, verifikator, page):
    business = publish()
    gone = registered(by=petugas)
    merging.merge(
        business, gone, taken=(), by=verifikator,
        survivor_version=business.version, absorbed_version=gone.version,
    )  # fmt: skip
    response = client.get(f"/usaha/{gone.code}/{page}")
    assertRedirects(response, f"/usaha/{business.code}/{page}", 301, fetch_redirect_response=False)


@pytest.mark.parametrize("page", PAGES)
def test_an_unpublished_business_has_none(client, register, page):
    assert client.get(f"/usaha/KPG-999999/{page}").status_code == 404
