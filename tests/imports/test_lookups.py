"""Places by name with their level, categories by their names, and no guess for the rest."""

import pytest

from businesses.models import Category, Kelurahan
from common.identifiers import Unreadable

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Fontein", "Fontein"),
        ("  KELURAHAN fontein ", "Fontein"),
        ("Kel. Fontein", "Fontein"),
        ("53.71.05.1008", "Fontein"),
        ("5371051008", "Fontein"),
        ("TDM", "Tuak Daun Merah"),
        ("Lai-lai Bisi Kopan", "Lai Lai Bisi Kopan"),
        ("todekisar", "Tode Kisar"),
        ("Naikoten I", "Naikoten Satu"),
        ("Oebobo", "Oebobo"),
    ],
)
def test_a_kelurahan_is_found_by_name_spelling_or_code(look, text, name):
    assert look.find_kelurahan(text).name == name


@pytest.mark.parametrize("text", ["Kota Raja", "Kecamatan Oebobo", "kec. alak", "53.71.05"])
def test_the_name_of_a_kecamatan_is_no_kelurahan(look, text):
    with pytest.raises(Unreadable, match="is a kecamatan; give the kelurahan"):
        look.find_kelurahan(text)


def test_a_spelling_that_matches_nothing_is_refused_with_the_nearest_names(look):
    with pytest.raises(Unreadable) as refused:
        look.find_kelurahan("Fontain")
    assert str(refused.value) == (
        "No kelurahan of the city has this name. Correct it; the nearest: Fontein, Naioni."
    )


def test_a_name_like_no_other_is_refused_without_a_suggestion(look):
    with pytest.raises(Unreadable, match="Write the name from the official list"):
        look.find_kelurahan("Xyzzy")
    assert Kelurahan.objects.count() == 51


@pytest.mark.parametrize("text", ["Kota Raja", "Kec. Kota Raja", "53.71.05", "kota-raja"])
def test_a_kecamatan_is_found_by_name_or_code(look, text):
    assert look.find_kecamatan(text).name == "Kota Raja"


def test_an_unknown_kecamatan_is_refused_with_all_six(look):
    with pytest.raises(
        Unreadable, match="Alak, Kelapa Lima, Kota Lama, Kota Raja, Maulafa, Oebobo"
    ):
        look.find_kecamatan("Pasar Kliwon")


@pytest.mark.parametrize(
    ("text", "slugs", "unknown"),
    [
        ("Kuliner", ["kuliner"], []),
        ("olahan-sei", ["olahan-sei"], []),
        ("Se'i", ["olahan-sei"], []),
        ("Perdagangan Eceran, Bukan Mobil dan Motor", ["perdagangan"], []),
        ("Kuliner, Kriya; Barang Antik", ["kuliner", "kriya"], ["Barang Antik"]),
        ("Lain-lain", [], ["Lain-lain"]),
        ("Industri A, Barang B", [], ["Industri A, Barang B"]),
    ],
)
def test_categories_are_found_by_name_alias_or_slug(look, text, slugs, unknown):
    found, words = look.find_categories(text)

    assert ([category.slug for category in found], words) == (slugs, unknown)


def test_a_name_that_two_categories_share_names_neither(register):
    from imports.lookups import Lookups

    Category.objects.filter(slug__in=["tenun", "kopi-minuman"]).update(aliases=["Warisan"])

    assert Lookups.load().find_categories("Warisan") == ([], ["Warisan"])


def test_the_reference_data_is_five_queries(register, django_assert_num_queries):
    from imports.lookups import Lookups

    with django_assert_num_queries(5):
        Lookups.load()
