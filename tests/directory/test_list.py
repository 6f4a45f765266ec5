"""The list: search, filters, pages."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from businesses.models import Business
from directory.pagination import PER_PAGE

FILTERS = "kategori kecamatan kelurahan nib skala halal harga buka foto urut di".split()
ALAK, OEBOBO = "53.71.01", "53.71.04"


@pytest.fixture
def three(publish, verify_nib):
    """A sei smoker and a weaver in one kecamatan, and a tailor in another."""
    verify_nib(
        publish(
            name="Se'i Oma",
            category="olahan-sei",
            kelurahan="Oebobo",
            annual_sales=1_000_000,
            sold=({"name": "Se'i sapi", "price_min": 60_000, "halal_status": "certified"},),
        )
    )
    publish(name="Tenun Ina", category="tenun", kelurahan="Liliba", annual_sales=3_000_000_000)
    publish(name="Penjahit Lince", category="penjahit", kelurahan="Namosain")


def names(response) -> list[str]:
    return [card.name for card in response.context_data["cards"]]


def test_all_published_businesses_by_name(client, three):
    response = client.get("/usaha/")
    assert names(response) == ["Penjahit Lince", "Se'i Oma", "Tenun Ina"]
    assert response.context_data["total"] == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kategori=olahan-sei", ["Se'i Oma"]),
        ("kategori=kuliner", ["Se'i Oma"]),
        ("kategori=kriya", ["Tenun Ina"]),
        (f"kecamatan={OEBOBO}", ["Se'i Oma", "Tenun Ina"]),
        (f"kecamatan={ALAK}", ["Penjahit Lince"]),
        ("nib=ya", ["Se'i Oma"]),
        ("nib=belum", ["Penjahit Lince", "Tenun Ina"]),
        ("skala=mikro", ["Se'i Oma"]),
        ("skala=kecil", ["Tenun Ina"]),
        ("q=sei", ["Se'i Oma"]),
        ("q=se%27i", ["Se'i Oma"]),
        ("q=oma+se%27i", ["Se'i Oma"]),
        ("q=liliba", ["Tenun Ina"]),
        (f"q=tenun&kecamatan={OEBOBO}&nib=belum", ["Tenun Ina"]),
        (f"q=tenun&kecamatan={ALAK}", []),
        ("halal=ya", ["Se'i Oma"]),
        ("halal=tidak", []),
        ("harga=2", ["Se'i Oma"]),
        ("harga=1", []),
        ("harga=4", ["Se'i Oma"]),
        ("foto=ya", []),
        ("urut=terbaru", ["Penjahit Lince", "Tenun Ina", "Se'i Oma"]),
    ],
)
def test_filters(client, three, query, expected):
    response = client.get(f"/usaha/?{query}")
    assert names(response) == expected
    assert response.context_data["total"] == len(expected)


def test_a_kelurahan_and_its_namesake_kecamatan_are_told_apart(client, three):
    liliba = Business.objects.get(name="Tenun Ina").kelurahan.code
    assert names(client.get(f"/usaha/?kelurahan={liliba}")) == ["Tenun Ina"]
    oebobo = Business.objects.get(name="Se'i Oma").kelurahan.code
    assert names(client.get(f"/usaha/?kelurahan={oebobo}")) == ["Se'i Oma"]


def test_a_kecamatan_narrows_the_choice_of_kelurahan(client, three):
    everywhere = client.get("/usaha/")
    assertContains(everywhere, "Namosain (1)")
    within = client.get(f"/usaha/?kecamatan={OEBOBO}")
    assertContains(within, "Liliba (1)")
    assertNotContains(within, "Namosain (1)")


def test_a_choice_counts_what_it_would_show(client, three):
    response = client.get("/en/usaha/?nib=belum")
    assertContains(response, "Tenun (handwoven cloth) (1)")
    assertContains(response, "Oebobo (1)")
    assertNotContains(response, "Sei (smoked meat) (")


def test_a_kelurahan_of_another_kecamatan_is_left_out_and_the_page_says_so(client, three):
    liliba = Business.objects.get(name="Tenun Ina").kelurahan.code
    response = client.get(f"/en/usaha/?kecamatan={ALAK}&kelurahan={liliba}")
    assert names(response) == ["Penjahit Lince"]
    assertContains(response, "lies in another kecamatan")


@pytest.mark.parametrize("name", FILTERS)
def test_an_unknown_value_is_left_out_and_the_page_says_so(client, three, name):
    response = client.get(f"/en/usaha/?{name}=Atlantis")
    assert len(names(response)) == 3
    assertContains(response, "has an unknown value")


def test_active_filters_can_be_removed_one_by_one(client, three):
    response = client.get(f"/usaha/?q=tenun&kecamatan={OEBOBO}&hal=1")
    assert [address for _label, address in response.context_data["chips"]] == [
        f"/usaha/?kecamatan={OEBOBO}",
        "/usaha/?q=tenun",
    ]


def test_nothing_found_offers_to_start_again(client, three):
    response = client.get("/en/usaha/?q=zeppelin")
    assertContains(response, "No business matches yet.")
    assertContains(response, 'href="/en/usaha/">Clear the search')


def test_only_the_plain_list_is_for_search_engines(client, three):
    assertNotContains(client.get("/usaha/"), "noindex")
    for query in ("q=sei", "kategori=tenun", "nib=ya", "urut=terbaru", "nib=perhaps"):
        response = client.get(f"/usaha/?{query}")
        assertContains(response, "noindex")
        assertNotContains(response, "canonical")


@pytest.fixture
def many(publish):
    for number in range(PER_PAGE + 1):
        publish(name=f"Warung {number:02d}")


def test_pages_follow_each_other_without_gap_or_twin(client, many):
    found = names(client.get("/usaha/")) + names(client.get("/usaha/?hal=2"))
    assert found == [f"Warung {number:02d}" for number in range(PER_PAGE + 1)]


def test_equal_names_keep_their_order(client, publish):
    for _number in range(PER_PAGE + 1):
        publish(name="Warung")
    pages = [client.get(f"/usaha/?hal={number}").context_data["cards"] for number in (1, 2)]
    codes = [card.code for page in pages for card in page]
    assert len(set(codes)) == PER_PAGE + 1
    assert codes == sorted(codes)


def test_pages_keep_the_filters(client, many):
    response = client.get("/usaha/?q=warung&hal=2")
    assertContains(response, "?q=warung")
    assert response.context_data["page"].number == 2


@pytest.mark.parametrize(
    ("number", "shown"),
    [("abc", 1), ("", 1), ("1.5", 1), ("0", 2), ("-1", 2), ("3", 2), (str(10**23), 2)],
)
def test_a_number_that_is_no_page_gives_one_that_is(client, many, number, shown):
    assert client.get(f"/usaha/?hal={number}").context_data["page"].number == shown


HOSTILE = [
    "q=" + "kata+" * 2000,
    "q=" + "x" * 5000,
    "q=%22+OR+*",
    "q=%27",
    "q=%3A*+%26+%7C+%21",
    "q=%F0%9F%A6%86",
    "q=%ff%fe",
    "q=a&q=b&q=sei",
    "q[]=sei&kategori[]=tenun",
    "kategori=tenun&kategori=kuliner",
    "hal=1&hal=abc",
    "kecamatan=%25&kelurahan=_",
    "skala=" + "9" * 4000,
    "hal=" + "9" * 5000,
    "&&&===",
    "q=%E2%80%8B",
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("address", ["/usaha/", "/en/usaha/", "/kategori/tenun/"])
def test_a_hostile_query_is_answered(client, three, address, query):
    assert client.get(f"{address}?{query}").status_code in {200, 414}


def test_a_nul_is_refused_in_one_sentence(client, register):
    response = client.get("/usaha/?q=a%00b")
    assert response.status_code == 400
    assert "<h1>" in response.text


def test_the_text_of_a_search_is_escaped_and_cut(client, register):
    response = client.get("/usaha/", {"q": "<script>alert(1)</script>" + "x" * 500})
    assertNotContains(response, "<script>")
    assertNotContains(response, "x" * 101)


def test_whatsapp_is_one_tap_away_and_shows_no_number(client, publish):
    business = publish(whatsapp="+6281400000099", publishes_contact=True)
    response = client.get("/usaha/")
    assertContains(response, f'rel="nofollow" href="/usaha/{business.code}/wa/"')
    assertNotContains(response, "81400000099")


def test_names_stand_where_one_looks_for_them(client, publish):
    for name in ("ATK Jaya", "abdul bakery", "Zaitun", "Abon Ina"):
        publish(name=name)
    assert names(client.get("/usaha/")) == ["abdul bakery", "Abon Ina", "ATK Jaya", "Zaitun"]


@pytest.mark.parametrize("text", ["{code}", "{number}", "kpg {digits}", "KPG{digits}"])
def test_a_registry_number_leads_to_its_page(client, publish, text):
    code = publish().code
    digits = code.partition("-")[2]
    asked = text.format(code=code, number=code.lower(), digits=digits)
    response = client.get("/usaha/", {"q": asked})
    assert response.status_code == 302
    assert response["Location"] == f"/usaha/{code}/"


def test_a_registry_number_that_nobody_public_has_is_a_text(client, register):
    assert client.get("/usaha/?q=KPG-999999").status_code == 200


def test_what_a_filter_is_for_does_not_spoil_the_search(client, three):
    assert names(client.get("/usaha/?q=sei+halal+murah")) == ["Se'i Oma"]


def test_nothing_leaks(client, reserved, secrets):
    for address in ("/usaha/", "/en/usaha/", "/usaha/?q=warung"):
        page = client.get(address).text
        assert reserved.name in page
        assert [secret for secret in secrets if secret in page] == []


def test_other_methods_are_refused(client, register):
    assert client.post("/usaha/").status_code == 405


def test_queries(client, many, django_assert_num_queries):
    client.get("/usaha/?nib=ya")  # names, bits of all listings, and whether this is a demonstration
    with django_assert_num_queries(2):  # the state of the directory, and the page
        client.get("/usaha/?nib=belum")
    with django_assert_num_queries(2):
        client.get("/usaha/?hal=2")


def orders(response) -> str:
    """The options of the order, as they are written."""
    selects = response.context_data["facets"].selects
    return next(one.groups[0].options for one in selects if one.name == "urut")


def test_a_text_typed_next_is_answered_by_its_best_match(client, publish):
    """The form sends its order along: the usual one must not become a chosen one."""
    publish(name="Sei Oma", products=("Sei babi",))
    assert '<option value="" selected>Nama' in orders(client.get("/usaha/"))
    with_text = orders(client.get("/usaha/?q=sei&urut="))
    assert '<option value="" selected>' in with_text
    assert '<option value="nama">Nama' in with_text
