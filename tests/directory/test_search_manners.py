"""How the page answers a search: what it asks, what it shows first, and where else it leads."""

import re

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from businesses.models import Category, Kelurahan
from directory import search, snapshot, state
from directory.models import Synonym
from directory.search import dead_ends, named, synonyms


def names(response) -> list[str]:
    return [card.name for card in response.context_data["cards"]]


def ways(response) -> list[tuple[str, str, int]]:
    return [(way.label, way.address, way.count) for way in response.context_data["ways"]]


@pytest.fixture
def city(publish):
    """Businesses of three kelurahan that begin alike, and of one whose name a kecamatan has too."""
    publish(name="Aneka", category="tenun", kelurahan="Oesapa Barat")
    publish(name="Berkat", category="penjahit", kelurahan="Oesapa Selatan")
    publish(name="Tenun Ina", category="tenun", kelurahan="Oesapa")
    publish(name="Zaitun", category="sasando", kelurahan="Oesapa")
    publish(name="Cahaya", category="laundry", kelurahan="Liliba")
    publish(name="Depot", category="laundry", kelurahan="Oebobo")


@pytest.mark.parametrize(
    ("typed", "meant"), [("tenum", "tenun"), ("flobmora", "flobamora"), ("sasndo", "sasando")]
)
def test_a_typo_is_answered_with_a_link_to_what_was_meant(client, publish, typed, meant):
    publish(name=f"Rumah {meant}")
    page = client.get(f"/en/usaha/?q={typed}&nib=belum")
    pattern = rf'Did you mean: <a class="meant" href="/en/usaha/\?q={meant}&amp;nib=belum">{meant}<'
    assert re.search(pattern, page.text)


def test_what_is_sure_is_shown_at_once_and_the_page_says_for_what(client, publish):
    publish(name="Rumah Sasando")
    response = client.get("/en/usaha/?q=sasndo")
    assert names(response) == ["Rumah Sasando"]
    assertContains(response, "Showing results for “sasando”, not for “sasndo”.")


def test_a_real_word_is_not_answered_with_another_one(client, publish):
    publish(name="Kios Sabu", kelurahan="Nunbaun Sabu")
    response = client.get("/en/usaha/?q=sabun")
    assert names(response) == []
    assertContains(response, "Did you mean")
    assertNotContains(response, "Showing results for")
    assertContains(response, "No business matches yet.")
    assert ("Nunbaun Sabu", "/en/usaha/?kelurahan=53.71.01.1002") in response.context_data[
        "way_out"
    ]


def test_the_kelurahan_itself_comes_before_those_whose_names_begin_so(client, city):
    assert names(client.get("/usaha/?q=oesapa")) == ["Tenun Ina", "Zaitun", "Aneka", "Berkat"]
    assert names(client.get("/usaha/?q=oesapa+barat")) == ["Aneka"]


def test_a_kelurahan_comes_before_the_rest_of_its_namesake_kecamatan(client, city):
    assert names(client.get("/usaha/?q=oebobo")) == ["Depot", "Cahaya"]


def test_a_place_does_not_outdo_a_name_or_a_product(publish, client):
    publish(name="Aneka", kelurahan="Oesapa")
    publish(name="Bakso", kelurahan="Oesapa Barat", sold=({"name": "Bakso Oesapa"},))
    publish(name="Depot Oesapa", kelurahan="Liliba")
    assert names(client.get("/usaha/?q=oesapa")) == ["Depot Oesapa", "Bakso", "Aneka"]


def test_of_a_common_word_those_of_the_place_are_among_the_best(city, monkeypatch):
    for module in (search, search.finding, search.plan):
        monkeypatch.setattr(module, "MOST", 2)
    found = search.find("oesapa")
    assert found.is_capped
    assert len(found.ids) == 2
    known = snapshot.at(state.number())
    here = known.facets.having("kelurahan", Kelurahan.objects.get(name="Oesapa").code)
    assert set(found.ids) == set(known.facets.keys(here, 10))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("oesapa", {"kelurahan/oesapa": 2}),
        ("Oesapa Barat", {"kelurahan/oesapa-barat": 1}),
        ("tenun", {"kategori/tenun": 2}),
        ("kriya", {"kategori/kriya": 3}),
        ("penjahit oesapa", {"kategori/penjahit": 1, "kelurahan/oesapa": 2}),
        ("kelurahan oebobo", {"kelurahan/oebobo": 1, "kecamatan/oebobo": 2}),
        ("oesappa", {"kelurahan/oesapa": 2}),  # put right
        ("oesa", {}),
        ("depot", {}),
    ],
)
def test_what_a_text_names_exactly_is_offered_with_its_count(client, city, text, expected):
    found = ways(client.get("/usaha/", {"q": text}))
    assert [(address, count) for _label, address, count in found] == [
        (f"/{address}/", count) for address, count in expected.items()
    ]


def test_it_stands_above_the_results_in_the_language_of_the_page(client, city):
    page = client.get("/en/usaha/?q=tenun").text
    link = page.index('href="/en/kategori/tenun/"')
    assert link < page.index('<ul class="cards">')
    assert "Category Tenun (handwoven cloth) <small>(2)</small>" in page
    assert "Kelurahan Oesapa <small>(2)</small>" in client.get("/usaha/?q=oesapa").text


@pytest.mark.parametrize(
    "query",
    [
        "q=merdeka",  # nobody is there
        "q=oesapa&kelurahan=53.71.03.1010",  # the filter is in force
        "kelurahan=53.71.03.1010",
    ],
)
def test_nothing_is_offered_that_leads_nowhere_else(client, city, query):
    assert ways(client.get(f"/usaha/?{query}")) == []


def test_other_names_are_names_and_blanks_do_not_count(client, publish):
    publish(name="Satu", kelurahan="Tuak Daun Merah")
    publish(name="Dua", kelurahan="Pasir Panjang")
    for text, label in (
        ("tdm", "Kelurahan Tuak Daun Merah"),
        ("pasirpanjang", "Kelurahan Pasir Panjang"),
    ):
        assert [way[0] for way in ways(client.get("/usaha/", {"q": text}))] == [label]


@pytest.mark.parametrize("text", ["%'\"", "...", "🦆", "&|!"])
def test_a_text_without_a_word_is_said_to_be_none_and_the_list_stands_beneath(client, city, text):
    response = client.get("/en/usaha/", {"q": text, "kategori": "tenun"})
    assertContains(response, "What you typed holds no word to look for")
    assert names(response) == ["Aneka", "Tenun Ina"]
    assertContains(response, "<h1>All businesses</h1>")
    assert [label for label, _address in response.context_data["chips"]] == [
        "Tenun (handwoven cloth)"
    ]
    assertContains(response, "noindex")


def test_a_text_with_a_word_is_not_said_to_be_none(client, city):
    for query in ("q=tenun", "q=zeppelin", "q=", "q=+++", ""):
        assertNotContains(client.get(f"/en/usaha/?{query}"), "holds no word")


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("kelurahan/tdm", "kelurahan/tuak-daun-merah"),
        ("kelurahan/naikoten-1", "kelurahan/naikoten-satu"),
        ("kelurahan/air-nona", "kelurahan/airnona"),
        ("kelurahan/lai-lai-bissi-kopan", "kelurahan/lai-lai-bisi-kopan"),
        ("kelurahan/Oesapa", "kelurahan/oesapa"),
    ],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_another_name_of_a_kelurahan_leads_to_its_page(client, register, language, path, leads_to):
    response = client.get(f"{language}/{path}/")
    assert response.status_code == 301
    assert response["Location"] == f"{language}/{leads_to}/"
    assert client.get(response["Location"]).status_code == 200
    assert "max-age=0" in response["Cache-Control"]  # a name may be given to another one day


def test_a_name_that_two_kelurahan_bear_leads_to_neither(client, register):
    Kelurahan.objects.filter(name__in=["Oesapa", "Liliba"]).update(aliases=["Kampung Lama"])
    state.note_all()
    assert client.get("/kelurahan/kampung-lama/").status_code == 404
    Kelurahan.objects.filter(name="Liliba").update(aliases=["Airnona"])
    state.note_all()
    assert client.get("/kelurahan/airnona/").status_code == 200


def test_a_search_asks_for_the_state_once_and_reads_small_tables_once(
    client, city, django_assert_max_num_queries
):
    client.get("/usaha/?q=oesapa")
    with django_assert_max_num_queries(6) as asked:  # state, words, stems, index, counts, cards
        client.get("/usaha/?q=liliba")
    for table, times in (("directorychange", 1), ("synonym", 0), ("businesses_", 0)):
        assert sum(table in query["sql"] for query in asked) == times, table


def test_small_tables_are_read_anew_when_they_change_and_only_then(city, publish):
    known = snapshot.at(state.number())
    assert named.named(["wastra"], known.labels) == []
    publish(name="Baru")
    later = snapshot.at(state.number())
    assert synonyms.known_with(later.labels) is synonyms.known_with(known.labels)
    Synonym.objects.create(words="kampus, undana")
    Category.objects.filter(slug="tenun").update(aliases=["Wastra"])
    state.note_all()
    last = snapshot.at(state.number())
    assert synonyms.known_with(last.labels).of(("kampus",)) == (("undana",),)
    assert named.named(["wastra"], last.labels) == [("category", "tenun")]
    assert dead_ends.nearest(["wastrra"], last.labels)[0] == ["tenun"]


def test_without_the_script_empty_fields_mean_the_plain_list(client, city):
    response = client.get("/usaha/?q=&kategori=&kecamatan=&kelurahan=&nib=")
    assert len(names(response)) == 6
    assertNotContains(response, "noindex")
    assertContains(response, 'rel="canonical"')
    assertNotContains(response, 'rel="canonical" href="/usaha/?q')
