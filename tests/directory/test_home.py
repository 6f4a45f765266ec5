"""The front door."""

import re

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from directory.views.home import NEWEST


def test_an_empty_register_still_has_a_home_page(client, register):
    assert client.get("/").status_code == 200


def test_it_counts_published_businesses_and_verified_nibs(client, publish, verify_nib):
    verify_nib(publish(name="Sei Oma", category="olahan-sei"))
    publish(name="Tenun Ina", category="tenun")
    response = client.get("/en/")
    assert [int(n) for n in re.findall(r"<dd>(\d+)</dd>", response.text)] == [2, 1]
    assertContains(response, "2 businesses")


def test_it_leads_to_flagships_sectors_and_kecamatan(client, publish):
    publish(category="olahan-sei")
    response = client.get("/")
    for slug in ("olahan-sei", "tenun", "kuliner", "kriya", "jasa"):
        assertContains(response, f'href="/kategori/{slug}/"')
    assertContains(response, 'href="/usaha/?kecamatan=53.71.01"')


def test_the_newest_are_shown_and_no_more(client, publish):
    for number in range(NEWEST + 2):
        publish(name=f"Warung {number}")
    response = client.get("/")
    assert response.text.count('class="card"') == NEWEST
    assertContains(response, f"Warung {NEWEST + 1}")
    assertNotContains(response, "Warung 0")


def test_it_searches(client, register):
    assertContains(client.get("/"), 'action="/usaha/"')
    assertContains(client.get("/en/"), 'action="/en/usaha/"')


def test_english_is_english(client, publish):
    publish(category="tenun")
    response = client.get("/en/")
    assertContains(response, '<html lang="en">')
    assertContains(response, "Tenun (handwoven cloth)")
    assertContains(response, 'hreflang="id"')
    assertContains(client.get("/"), '<html lang="id">')


def test_each_language_names_the_other(client, settings, register):
    settings.SITE_URL = "https://umkm.example"
    for address in ("/", "/en/"):
        response = client.get(address)
        assertContains(response, f'rel="canonical" href="https://umkm.example{address}"')
        assertContains(response, 'hreflang="id" href="https://umkm.example/"')
        assertContains(response, 'hreflang="en" href="https://umkm.example/en/"')


def test_nothing_leaks(client, reserved, secrets):
    page = client.get("/").text
    assert reserved.name in page
    assert [secret for secret in secrets if secret in page] == []


def test_the_demonstration_says_so(client, register):
    from businesses import registry

    assertNotContains(client.get("/en/"), "Demonstration.")
    registry.mark_as_demo()
    assertContains(client.get("/en/"), "Demonstration.")


@pytest.mark.parametrize("query", ["?x=1", "?utm_source=a&utm_source=b", "?%ff=%fe"])
def test_a_strange_query_is_no_error(client, register, query):
    assert client.get(f"/{query}").status_code == 200


def test_queries(client, publish, django_assert_num_queries):
    for number in range(3):
        publish(name=f"Warung {number}", category="warung-makan")
    # Counts, categories, newest, kelurahan with kecamatan, and whether this is a demonstration.
    with django_assert_num_queries(5):
        client.get("/")
    # The counts and the demonstration are kept for a minute.
    with django_assert_num_queries(3):
        client.get("/")
