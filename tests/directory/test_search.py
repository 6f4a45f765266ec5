"""Search, on whichever data base the tests run."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from businesses.models import Business
from common.identifiers import fold
from directory import projection, search
from directory.models import Listing


def found(text: str) -> list[str]:
    return [row.name for row in search.by_relevance(search.matching(Listing.objects, text), text)]


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
    ["se'i", "sei", "SE’I", "se`i", "  Sei  ", "babi se'i", "mery oma sei", "sei bab", "koSAMbi"],
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
        ("cafe kafé", None),
        ("24", "Kafé Flobamora 24"),
        ("jahit", "Oma"),
        ("fesyen", "Oma"),
    ],
)
def test_products_places_and_categories_are_found(four, text, name):
    assert found(text) == ([name] if name else [])


def test_the_exact_name_comes_first(four):
    assert found("oma") == ["Oma", "Se'i Babi Oma Mery"]


def test_every_word_must_be_there(four):
    assert found("sei tenun") == []


@pytest.mark.parametrize("text", ["", "   ", "'", "...", '"', "&|!", "🦆", "\u200b"])
def test_a_search_without_a_word_shows_everything(four, text):
    assert search.matching(Listing.objects, text).count() == 4


HOSTILE = [
    '" OR *',
    '"sei" NOT',
    "sei*",
    "NEAR(sei oma)",
    "words:sei",
    "AND",
    "OR",
    "not",
    ":*",
    "sei:*",
    "sei & !oma",
    "sei <-> oma",
    "'sei'",
    "\\",
    "%",
    "_",
    "sei; DROP TABLE directory_listing",
    "sei' OR '1'='1",
    "e1 1e5 0x1F 1.2.3 -5 +6 3in1 a@b.c http://x.y/z?q=1",
    "漢字 ไทย עברית ١٢٣ ½ ²",
    "ﷺ ﬁ ǆ",
    "\ud800",
    "kata " * 2000,
    "x" * 10_000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input_finds_something_or_nothing(four, text):
    assert len(found(text)) <= 4


def test_at_most_eight_words_of_forty_letters_are_looked_at():
    words = search.words_of("a" * 100 + " kata" * 20)
    assert len(words) == 8
    assert words[0] == "a" * 40


@pytest.mark.parametrize("name", ["3in1", "1e5", "0x1F", "A-1", "U.D. Maju", "T&T", "rt001", "½"])
def test_a_business_is_found_by_each_word_of_its_name(publish, name):
    publish(name=name)
    for word in fold(name).split():
        assert found(word) == [name], word


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


def test_a_rebuild_fills_the_index(four):
    projection.rebuild()
    assert found("kosambi") == ["Se'i Babi Oma Mery"]


def test_a_search_is_one_query(four, django_assert_num_queries):
    with django_assert_num_queries(1):
        found("sei oma")
