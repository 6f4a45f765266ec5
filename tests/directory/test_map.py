"""The map of the city: bubbles and a table for everybody, tiles only where they are set up."""

import re

import pytest
from pytest_django.asserts import assertContains, assertNotContains

TILES = "https://tiles.example:8443/{z}/{x}/{y}.png"
POINTS = "/peta/titik.json"


@pytest.fixture
def businesses(publish, verify_nib):
    """Three in Fontein, one in Oesapa; one of them with a verified NIB, one with its point."""
    verify_nib(publish(name="Sei Oma", category="olahan-sei"))
    publish(name="Warung Yuli", category="warung-makan")
    publish(
        name="Tenun Ina",
        category="tenun",
        address="Jalan Contoh 1",
        lat="-10.167184",
        lng="123.582372",
        publishes_address=True,
    )
    publish(name="Tenun Oa", category="tenun", kelurahan="Oesapa")


def numbers(response) -> dict[str, tuple[int, int]]:
    """Kelurahan → businesses and verified NIB, of those that have any."""
    rows = [row for group in response.context_data["table"] for row in group.rows]
    return {row.name: (row.businesses, row.with_nib) for row in rows if row.businesses}


def test_it_counts_each_kelurahan_once(client, businesses):
    response = client.get("/en/peta/")
    assert numbers(response) == {"Fontein": (3, 1), "Oesapa": (1, 0)}
    assert response.context_data["total"] == 4
    assert {g.name: g.businesses for g in response.context_data["table"]} == {
        "Alak": 0,
        "Maulafa": 0,
        "Kelapa Lima": 1,
        "Oebobo": 0,
        "Kota Raja": 3,
        "Kota Lama": 0,
    }


def test_every_kelurahan_is_a_link_in_the_picture_and_in_the_table(client, businesses):
    page = client.get("/en/peta/").text
    bubbles = re.findall(r'<a class="bubble g\d" href="([^"]+)"><title>([^<]+)</title>', page)
    assert len(bubbles) == 51
    assert ("/en/kelurahan/fontein/", "Fontein (Kota Raja): 3 businesses") in bubbles
    for address, _title in bubbles:
        assert page.count(f'href="{address}"') == 2
    assert page.count('<th scope="row"><a ') == 51


def test_who_uses_the_keyboard_need_not_pass_every_bubble(client, businesses):
    page = client.get("/en/peta/").text
    skip = page.index('href="#numbers">')
    assert skip < page.index('class="bubble')
    assert page.index('<h2 id="numbers" tabindex="-1">') > page.rindex('class="bubble')
    assert "Past the picture, to the table" in page


def test_what_was_counted_is_told_in_both_languages_and_anew_after_a_change(
    client, businesses, publish
):
    assert "3 usaha" in client.get("/peta/").text
    assert "3 businesses" in client.get("/en/peta/").text
    publish(name="Kios Baru", category="warung-makan")
    assert numbers(client.get("/en/peta/")) == {"Fontein": (4, 1), "Oesapa": (1, 0)}
    assert "4 businesses" in client.get("/en/peta/").text
    assert "4 usaha" in client.get("/peta/").text
    assert "Fontein (Kota Raja): 3 businesses" in client.get("/en/peta/?kategori=kuliner").text


def test_the_bubbles_lead_to_pages_that_are_there(client, businesses):
    page = client.get("/peta/").text
    addresses = re.findall(r'<a class="bubble g\d" href="([^"]+)"', page)
    assert len(addresses) == 51
    for address in addresses[::10]:
        assert client.get(address).status_code == 200


def test_one_category_is_counted_and_found_again_in_the_list(client, businesses):
    response = client.get("/en/peta/?kategori=kuliner")
    assert numbers(response) == {"Fontein": (2, 1)}
    address = "/en/usaha/?kategori=kuliner&amp;kelurahan=53.71.05.1008"
    assertContains(response, f'href="{address}"', count=2)
    assertContains(response, "noindex")
    assertContains(response, "<h1>Food and drink on the map</h1>")
    assert numbers(client.get("/en/peta/?kategori=tenun")) == {"Fontein": (1, 0), "Oesapa": (1, 0)}


@pytest.mark.parametrize("query", ["kategori=atlantis", "kategori=", "x=1", "kategori=a&kategori="])
def test_what_is_no_category_is_the_whole_city(client, businesses, query):
    assert client.get(f"/peta/?{query}").context_data["total"] == 4


def test_an_empty_register_has_a_map(client, register):
    response = client.get("/peta/")
    assert numbers(response) == {}
    assertNotContains(response, 'class="fill"')


def test_it_is_for_search_engines_in_both_languages(client, register, settings):
    settings.SITE_URL = "https://umkm.example"
    response = client.get("/en/peta/")
    assertContains(response, 'rel="canonical" href="https://umkm.example/en/peta/"')
    assertContains(response, 'hreflang="id" href="https://umkm.example/peta/"')


def test_without_tiles_there_is_no_script_and_no_points(client, businesses):
    response = client.get("/peta/")
    assertNotContains(response, "<script")
    assertNotContains(response, "data-map")
    assertNotContains(response, " style=")
    assert "img-src" not in response["Content-Security-Policy"]
    assert client.get(POINTS).status_code == 404


def test_with_tiles_the_page_says_whose_server_is_asked(client, businesses, settings):
    settings.MAP_TILES = TILES
    response = client.get("/en/peta/")
    assertContains(response, "Its pictures come from tiles.example:")
    assertContains(response, 'directory/map.js" defer></script>')
    assertContains(response, 'type="button" hidden data-map=')
    assert "img-src 'self' https://tiles.example:8443" in response["Content-Security-Policy"]
    assertContains(client.get("/en/privasi/"), "asks tiles.example for its pictures")


def test_only_the_map_may_load_tiles(client, businesses, settings):
    settings.MAP_TILES = TILES
    for address in ("/", "/usaha/", "/kelurahan/fontein/"):
        assert "tiles.example" not in client.get(address)["Content-Security-Policy"]


def test_the_points_are_those_that_owners_publish(client, businesses, reserved, settings):
    settings.MAP_TILES = TILES
    [point] = client.get(POINTS).json()["points"]
    assert point[:2] == [-10.16718, 123.58237]
    assert point[3:] == ["Tenun Ina", "tenun-ina"]
    assert client.get(f"/usaha/{point[2]}/{point[4]}/").status_code == 200


def test_nothing_leaks(client, reserved, secrets, settings):
    settings.MAP_TILES = TILES
    pages = client.get("/peta/").text + client.get(POINTS).text
    assert [secret for secret in secrets if secret in pages] == []


def test_the_script_is_small_and_asks_nobody_by_itself():
    from django.contrib.staticfiles import finders

    with open(finders.find("directory/map.js"), encoding="utf-8") as file:
        script = file.read()
    assert len(script.encode()) <= 12 * 1024
    assert "http" not in script


def test_queries(client, businesses, django_assert_max_num_queries):
    client.get("/peta/?kategori=jasa")  # the names and the counts are read once
    with django_assert_max_num_queries(2):  # state, demonstration
        client.get("/peta/")


def test_a_parameter_without_a_value_takes_it_from_no_search_engine(client, register):
    """It is the same page, kept under the same key: whoever asks first must not decide."""
    for address in ("/peta/?kategori=", "/peta/?x=", "/peta/"):
        assert 'content="noindex' not in client.get(address).text
    assert 'content="noindex' in client.get("/peta/?kategori=tenun").text
