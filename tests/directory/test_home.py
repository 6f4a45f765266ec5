"""The front door."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from pytest_django.asserts import assertContains, assertNotContains

from businesses import registry
from directory import state
from directory.map_picture import draw
from directory.models import Introduction
from directory.views import home
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
    assertContains(response, 'href="/kecamatan/kota-raja/"')
    assertContains(response, 'href="/peta/"')


def test_the_flagships_are_told_about(client, publish):
    publish(name="Sei Oma", category="olahan-sei")
    sei, tenun = client.get("/").context_data["flagships"]
    assert (sei.category.slug, sei.count) == ("olahan-sei", 1)
    assert (tenun.category.slug, tenun.count) == ("tenun", 0)
    assertContains(client.get("/"), "bara kayu kosambi")
    assertContains(client.get("/en/"), "embers of kosambi wood")
    assertNotContains(client.get("/"), "Tanda halal")  # the first paragraph only


def test_each_place_has_its_count(client, publish):
    publish(name="Sei Oma", kelurahan="Fontein")
    publish(name="Tenun Ina", kelurahan="Oesapa")
    places = client.get("/").context_data["kecamatan"]
    assert [(name, count) for name, _address, count in places] == [
        ("Alak", 0),
        ("Maulafa", 0),
        ("Kelapa Lima", 1),
        ("Oebobo", 0),
        ("Kota Raja", 1),
        ("Kota Lama", 0),
    ]


def test_it_is_light(client, publish):
    for number in range(NEWEST):
        publish(name=f"Warung {number}", category="warung-makan", activity="Nasi campur. " * 20)
    sent = [client.get("/").content, Path(finders.find("directory/site.css")).read_bytes()]
    assert sum(len(gzip.compress(part)) for part in sent) <= 20 * 1024


def test_the_newest_are_shown_and_no_more(client, publish):
    for number in range(NEWEST + 2):
        publish(name=f"Warung {number}")
    response = client.get("/")
    assert response.text.count('class="card"') == NEWEST
    assertContains(response, f"Warung {NEWEST + 1}")
    assertNotContains(response, "Warung 0")


def test_its_parts_are_kept_until_the_directory_changes(client, publish, monkeypatch):
    drawn = []
    monkeypatch.setattr(home, "draw", lambda *args: drawn.append(1) or draw(*args))
    publish(name="Sei Oma", category="olahan-sei")
    pages = [client.get(f"/?x={number}") for number in range(3)]
    assert len(drawn) == 1
    assert len({page.text.count("<use ") for page in pages}) == 1
    for page in pages:
        for name in set(re.findall(r'href="#i-([\w-]+)"', page.text)):
            assertContains(page, f'<symbol id="i-{name}"', count=1)
    assertContains(client.get("/en/"), "By sector")
    assert len(drawn) == 2
    publish(name="Sei Ina", category="olahan-sei")
    assert client.get("/").context_data["businesses"] == 2
    assertContains(client.get("/en/"), "2 businesses")


def test_a_new_introduction_is_told_at_once(client, publish):
    client.get("/")
    Introduction.objects.filter(kind="category", key="tenun").update(text="Kain dari Timor.")
    state.note_all()
    assertContains(client.get("/"), "Kain dari Timor.")


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
    assertNotContains(client.get("/en/"), "Demonstration.")
    registry.mark_as_demo()
    state.note_all()
    assertContains(client.get("/en/"), "Demonstration.")


@pytest.mark.parametrize("query", ["?x=1", "?utm_source=a&utm_source=b", "?%ff=%fe"])
def test_a_strange_query_is_no_error(client, register, query):
    assert client.get(f"/{query}").status_code == 200


def test_queries(client, publish, django_assert_num_queries, django_assert_max_num_queries):
    for number in range(3):
        publish(name=f"Warung {number}", category="warung-makan")
    client.get("/usaha/")  # names and counts are read once
    # The state, introductions, newest, and whether this is a demonstration.
    with django_assert_max_num_queries(4):
        client.get("/")
    with django_assert_num_queries(1):  # the state: the page is kept
        client.get("/")
