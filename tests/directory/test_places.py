"""The pages of kecamatan and kelurahan."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains


def names(response) -> list[str]:
    return [card.name for card in response.context_data["cards"]]


@pytest.fixture
def three(publish):
    publish(name="Sei Oma", category="olahan-sei", kelurahan="Fontein")
    publish(name="Tenun Ina", category="tenun", kelurahan="Airnona")
    publish(name="Kios Baru", category="kios-sembako", kelurahan="Oebobo")


def test_a_kelurahan_shows_its_businesses_and_where_it_lies(client, three):
    response = client.get("/kelurahan/fontein/")
    assert names(response) == ["Sei Oma"]
    assertContains(response, 'href="/kecamatan/kota-raja/"')
    assertContains(response, 'href="/kelurahan/airnona/"')
    assertContains(response, 'href="/usaha/?kategori=kuliner&amp;kelurahan=53.71.05.1008"')
    assertNotContains(response, "kategori=kriya&amp;")


def test_a_kecamatan_shows_those_of_all_its_kelurahan(client, three):
    response = client.get("/kecamatan/kota-raja/")
    assert names(response) == ["Sei Oma", "Tenun Ina"]
    assert {n: c for n, _address, c in response.context_data["by_kelurahan"]} == {
        "Airnona": 1,
        "Bakunase": 0,
        "Bakunase Dua": 0,
        "Fontein": 1,
        "Kuanino": 0,
        "Naikoten Dua": 0,
        "Naikoten Satu": 0,
        "Nunleu": 0,
    }
    assert [c for _n, _a, c in response.context_data["by_sector"]] == [1, 1]


def test_one_name_on_two_levels_is_two_pages(client, publish):
    publish(name="Di Oebobo", kelurahan="Oebobo")
    publish(name="Di Liliba", kelurahan="Liliba")
    assert names(client.get("/kelurahan/oebobo/")) == ["Di Oebobo"]
    assert names(client.get("/kecamatan/oebobo/")) == ["Di Liliba", "Di Oebobo"]


@pytest.mark.parametrize("path", ["kelurahan/atlantis", "kecamatan/fontein", "kelurahan/kota-raja"])
def test_an_unknown_place_is_not_found(client, register, path):
    assert client.get(f"/{path}/").status_code == 404


def test_a_kelurahan_that_is_out_of_use_is_not_found(client, fontein):
    fontein.is_active = False
    fontein.save()
    assert client.get("/kelurahan/fontein/").status_code == 404


def test_a_long_name_has_a_page_and_an_empty_one_too(client, register):
    assertContains(client.get("/en/kelurahan/lai-lai-bisi-kopan/"), "No business matches yet.")


def test_it_is_for_search_engines_in_both_languages(client, three, settings):
    settings.SITE_URL = "https://umkm.example"
    for address in ("kelurahan/fontein", "kecamatan/kota-raja"):
        response = client.get(f"/en/{address}/")
        assertContains(response, f'rel="canonical" href="https://umkm.example/en/{address}/"')
        assertContains(response, f'hreflang="id" href="https://umkm.example/{address}/"')
        assertNotContains(response, "noindex")
        assert response.text.count("<h1>") == 1


def test_later_pages_say_so(client, publish):
    for number in range(26):
        publish(name=f"Warung {number}", kelurahan="Fontein")
    response = client.get("/en/kelurahan/fontein/?hal=2")
    assertContains(response, "<title>Kelurahan Fontein, page 2")
    assert len(names(response)) == 2


def test_nothing_leaks(client, reserved, secrets):
    page = client.get("/kelurahan/fontein/").text
    assert reserved.name in page
    assert [secret for secret in secrets if secret in page] == []


def test_queries(client, three, django_assert_max_num_queries):
    client.get("/kecamatan/alak/")  # the names and the counts are read once
    with django_assert_max_num_queries(4):  # state, introduction, cards, demonstration
        client.get("/kecamatan/kota-raja/")
    with django_assert_max_num_queries(1):
        client.get("/kecamatan/kota-raja/")
