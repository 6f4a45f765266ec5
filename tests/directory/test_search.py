"""Search, on whichever data base the tests run."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from businesses.models import Business
from common.identifiers import fold
from directory import projection, search
from directory.models import Listing


def found(text: str) -> list[str]:
    if not search.words_of(text):
        return []
    names = dict(Listing.objects.values_list("pk", "name"))
    return [names[key] for key in search.find(text).ids]


@pytest.fixture
def four(publish):
    publish(
        name="Se'i Babi Oma Mery",
        category="olahan-sei",
        kelurahan="Oesapa",
        activity="Daging asap kayu kosambi",
        sold=({"name": "Sambal lu'at"},),
    )
    publish(name="Tenun Ina Ndao", category="tenun", landmark="belakang gereja Kaisarea")
    publish(name="Kafé Flobamora 24", category="kopi-minuman")
    publish(name="Oma", category="penjahit")


@pytest.mark.parametrize(
    "text",
    [
        *("se'i", "sei", "SE’I", "se`i", "  Sei  ", "se i", "SE-I"),
        *("babi se'i", "mery oma sei", "sei bab", "koSAMbi", "babi se i mery"),
    ],
)
def test_spelling_order_and_endings_are_forgiven(four, text):
    assert found(text) == ["Se'i Babi Oma Mery"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("lu'at", "Se'i Babi Oma Mery"),
        ("oesapa", "Se'i Babi Oma Mery"),
        ("kelapa lima sei", "Se'i Babi Oma Mery"),
        ("kaisarea", "Tenun Ina Ndao"),
        ("songket", "Tenun Ina Ndao"),
        ("kafe", "Kafé Flobamora 24"),
        ("warkop kafé", None),
        ("24", "Kafé Flobamora 24"),
        ("jahit", "Oma"),
        ("fesyen", "Oma"),
        ("tenun di fontein", "Tenun Ina Ndao"),
    ],
)
def test_products_places_and_categories_are_found(four, text, name):
    assert found(text) == ([name] if name else [])


def test_the_exact_name_comes_first(four):
    assert found("oma") == ["Oma", "Se'i Babi Oma Mery"]


def test_a_name_comes_before_a_product_and_that_before_the_rest(publish):
    publish(name="A", activity="Menjual sasando")
    publish(name="B", sold=({"name": "Sasando"},))
    publish(name="Rumah Sasando")
    publish(name="Sasando")
    assert found("sasando") == ["Sasando", "Rumah Sasando", "B", "A"]


def test_a_verified_nib_decides_among_equals(publish, verify_nib):
    publish(name="Kios Adi")
    verify_nib(publish(name="Kios Budi"))
    assert found("kios") == ["Kios Budi", "Kios Adi"]


def test_every_word_must_be_there(four):
    assert found("sei tenun") == []


@pytest.mark.parametrize("text", ["", "   ", "'", "...", '"', "&|!", "🦆", "\u200b"])
def test_a_text_without_a_word_is_no_search(text):
    assert search.words_of(text) == []


HOSTILE = [
    *('" OR *', '"sei" NOT', "sei*", "NEAR(sei oma)", "words:sei", "name : sei", "AND", "OR"),
    *("not", ":*", "sei:*", "sei & !oma", "sei <-> oma", "'sei'", "\\", "%", "_", "se_"),
    "sei; DROP TABLE directory_listing",
    "sei' OR '1'='1",
    "e1 1e5 0x1F 1.2.3 -5 +6 3in1 a@b.c http://x.y/z?q=1",
    "漢字 ไทย עברית ١٢٣ ½ ²",
    "ﷺ ﬁ ǆ Ა \U0001e900 \U0010ffff",
    "\ud800",
    "kata " * 2000,
    " ".join(f"kata{number}" for number in range(100)),
    "x" * 10_000,
    "🦆 sei 🦆",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input_finds_something_or_nothing(four, text):
    assert len(found(text)) <= 4
    search.nearest(text)


def test_at_most_eight_words_of_forty_letters_are_looked_at():
    words = search.words_of("a" * 100 + " kata" * 20)
    assert len(words) == 8
    assert words[0] == "a" * 40


@pytest.mark.parametrize("name", ["3in1", "1e5", "0x1F", "A-1", "U.D. Maju", "T&T", "rt001", "½"])
def test_a_business_is_found_by_each_word_of_its_name(publish, name):
    publish(name=name)
    for word in fold(name).split():
        assert found(word) == [name], word


def test_a_word_of_a_hundred_letters_is_found_by_its_beginning(publish):
    publish(name="x" * 100)
    assert found("x" * 100) == ["x" * 100]


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXT)
def test_any_text_is_survived(four, text):
    assert len(found(text)) <= 4


def test_the_index_follows_changes_and_withdrawal(publish):
    business = publish(name="Warung Lama")
    assert found("lama") == ["Warung Lama"]
    Business.objects.filter(pk=business.pk).update(name="Warung Baru")
    projection.refresh([business.pk])
    assert (found("lama"), found("baru")) == ([], ["Warung Baru"])
    Business.objects.filter(pk=business.pk).update(visibility="hidden")
    projection.refresh([business.pk])
    assert found("baru") == []
    assert projection.check() == []


def test_a_rebuild_fills_the_index(four):
    projection.rebuild()
    assert found("kosambi") == ["Se'i Babi Oma Mery"]
    assert projection.check() == []


def test_conditions_narrow_a_search(four):
    kept = search.find("oma", category="penjahit")
    assert [Listing.objects.get(pk=key).name for key in kept.ids] == ["Oma"]
    assert search.find("oma", category__in=["tenun"], has_nib=False).ids == []


def test_a_common_word_is_capped_and_the_names_come_first(four, monkeypatch):
    for module in (search, search.finding, search.plan):
        monkeypatch.setattr(module, "MOST", 1)
    capped = search.find("oma")
    assert capped.is_capped
    assert [Listing.objects.get(pk=key).name for key in capped.ids] == ["Oma"]
    assert search.find("kota raja").is_capped
    assert not search.find("flobamora").is_capped


def test_a_common_word_of_which_nothing_is_open_finds_nothing(client, four, monkeypatch):
    for module in (search, search.finding, search.plan):
        monkeypatch.setattr(module, "MOST", 1)
    response = client.get("/usaha/?q=oma&buka=ya")
    assert response.status_code == 200
    assert response.context_data["cards"] == []


def test_a_search_is_a_handful_of_queries(four, django_assert_max_num_queries):
    search.find("sei oma")
    with django_assert_max_num_queries(5):
        search.find("sei oma")
