"""Official tables are found by code, by beginnings of words, by other names."""

import pytest

from businesses.models import Kbli

pytestmark = pytest.mark.django_db

BOX = "/admin/autocomplete/"


@pytest.fixture
def ask(client_of, petugas):
    browser = client_of(petugas)

    def texts(field: str, term: str) -> list[str]:
        model, name = field.split(".")
        asked = {"app_label": "businesses", "model_name": model, "field_name": name, "term": term}
        return [row["text"] for row in browser.get(BOX, asked).json()["results"]]

    return texts


@pytest.mark.parametrize(
    ("term", "code"),
    [("56102", "56102"), ("sei", "10120"), ("SE'I", "10120"), ("tenun", "13122")],
)
def test_a_kbli_is_found_by_code_and_by_the_words_of_the_activity(ask, term, code):
    assert code in [text.split(" ")[0] for text in ask("businesskbli.kbli", term)]


def test_a_kbli_shows_code_title_and_edition(ask):
    kbli = Kbli.objects.get(code="56102", edition="2025")
    assert f"56102 · {kbli.title} · KBLI 2025" in ask("businesskbli.kbli", "56102")


def test_a_code_that_lost_its_leading_zero_is_found(ask):
    assert "01131" in [text[:5] for text in ask("businesskbli.kbli", "1131")]


def test_of_words_that_no_row_has_all_the_best_rows_are_shown(ask):
    assert ask("businesskbli.kbli", "tenun qqqq") == ask("businesskbli.kbli", "tenun")


def test_signs_and_strangers_find_nothing(ask):
    assert ask("businesskbli.kbli", "qqqq") == []
    assert ask("businesskbli.kbli", "---") == []


@pytest.mark.parametrize(
    ("term", "name"),
    [("batuplat", "Batu Plat"), ("Batu Plat", "Batu Plat"), ("TDM", "Tuak Daun Merah")],
)
def test_a_kelurahan_is_found_by_any_of_its_spellings(client_of, petugas, term, name):
    page = client_of(petugas).get("/admin/businesses/kelurahan/", {"q": term})
    assert [place.name for place in page.context["cl"].result_list] == [name]


@pytest.mark.parametrize("term", ["tenun", "handwoven"])
def test_a_category_is_found_by_name_in_both_languages(client_of, petugas, term):
    page = client_of(petugas).get("/admin/businesses/category/", {"q": term})
    assert "tenun" in [category.slug for category in page.context["cl"].result_list]
