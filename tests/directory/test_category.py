"""The page of one sector or product line."""

from pytest_django.asserts import assertContains, assertNotContains

from directory import state


def names(response) -> list[str]:
    return [card.name for card in response.context_data["cards"]]


def test_a_line_shows_its_businesses(client, publish):
    publish(name="Tenun Ina", category="tenun")
    publish(name="Se'i Oma", category="olahan-sei")
    response = client.get("/kategori/tenun/")
    assert names(response) == ["Tenun Ina"]
    assertContains(response, 'href="/kategori/kriya/"')


def test_a_sector_shows_those_of_all_its_lines(client, publish):
    publish(name="Se'i Oma", category="olahan-sei")
    publish(name="Warung Yuli", category="warung-makan")
    publish(name="Serba Kuliner", category="kuliner")
    response = client.get("/kategori/kuliner/")
    assert names(response) == ["Se'i Oma", "Serba Kuliner", "Warung Yuli"]
    assertContains(response, 'href="/kategori/olahan-sei/"')
    assertNotContains(response, 'href="/kategori/katering/"')


def test_an_unknown_or_retired_category_is_not_found(client, sei):
    assert client.get("/kategori/atlantis/").status_code == 404
    assert client.get("/kategori/olahan-sei/").status_code == 200
    sei.is_active = False
    sei.save()
    state.note_all()
    assert client.get("/kategori/olahan-sei/").status_code == 404


def test_an_empty_category_is_a_page(client, register):
    response = client.get("/en/kategori/rumput-laut/")
    assertContains(response, "No business matches yet.")


def test_refining_leads_to_the_list(client, publish):
    publish(category="tenun")
    response = client.get("/kategori/tenun/")
    assertContains(response, 'action="/usaha/"')
    assertContains(response, 'value="tenun" selected')


def test_it_is_for_search_engines_in_both_languages(client, publish, settings):
    settings.SITE_URL = "https://umkm.example"
    publish(category="tenun")
    response = client.get("/en/kategori/tenun/")
    assertContains(response, "<h1>Tenun (handwoven cloth)</h1>")
    assertContains(response, 'rel="canonical" href="https://umkm.example/en/kategori/tenun/"')
    assertNotContains(response, "noindex")


def test_other_parameters_change_nothing(client, publish):
    publish(name="Tenun Ina", category="tenun")
    assert names(client.get("/kategori/tenun/?q=zeppelin&nib=ya&hal=x")) == ["Tenun Ina"]


def test_nothing_leaks(client, reserved, secrets):
    page = client.get("/kategori/warung-makan/").text
    assert reserved.name in page
    assert [secret for secret in secrets if secret in page] == []


def test_queries(client, publish, django_assert_num_queries):
    for number in range(3):
        publish(name=f"Tenun {number}", category="tenun")
    client.get("/usaha/")  # names and counts are read once
    with django_assert_num_queries(3):  # state, introduction, cards
        client.get("/kategori/kriya/?x=1")
    with django_assert_num_queries(1):
        client.get("/kategori/kriya/?x=1")


def test_the_introduction_is_shown_where_there_is_one(client, sei):
    assertContains(client.get("/kategori/olahan-sei/"), "bara kayu kosambi")
    assertNotContains(client.get("/kategori/katering/"), 'class="told-of"')
