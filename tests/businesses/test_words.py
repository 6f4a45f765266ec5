"""Search by words: kept with every change, folded, by beginnings, on both data bases alike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from businesses import registration, words
from businesses.models import Business, BusinessWord, Owner, OwnerWord
from tests.factories import make_owner, registered

pytestmark = pytest.mark.django_db


def names(text: str, businesses=None) -> list[str]:
    rows = Business.objects.order_by("pk") if businesses is None else businesses
    return [business.name for business in words.matching(rows, text)]


def owners(text: str) -> list[str]:
    return [owner.name for owner in words.matching_owners(Owner.objects.order_by("pk"), text)]


def words_of(business: Business) -> set[str]:
    return set(BusinessWord.objects.filter(business=business).values_list("word", flat=True))


@pytest.fixture
def stall(petugas):
    return registered(
        by=petugas, name="Warung Se'i Tuak Manis", owner=make_owner(name="Yuliana Bria-Uji")
    )


@pytest.fixture
def kiosk(petugas):
    return registered(by=petugas, name="Kios Manise 45", owner=make_owner(name="Yulius Taek Uji"))


def test_registration_writes_the_words_of_business_and_owner(stall):
    number = str(int(stall.code.removeprefix("KPG-")))
    expected = {"warung", "sei", "tuak", "manis", "yuliana", "bria", "uji", number}
    assert words_of(stall) == expected
    kept = OwnerWord.objects.filter(owner=stall.owner).values_list("word", flat=True)
    assert set(kept) == {"yuliana", "bria", "uji"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("warung", ["Warung Se'i Tuak Manis"]),
        ("SE’I", ["Warung Se'i Tuak Manis"]),
        ("manis", ["Warung Se'i Tuak Manis", "Kios Manise 45"]),
        ("mani yul", ["Warung Se'i Tuak Manis", "Kios Manise 45"]),
        ("yul kios", ["Kios Manise 45"]),
        ("anis", []),
        ("warung kios", []),
        ("45", ["Kios Manise 45"]),
        ("4", []),
        ("045", ["Kios Manise 45"]),
        ("  ", ["Warung Se'i Tuak Manis", "Kios Manise 45"]),
        ("---", []),
        ("%", []),
        ("_arung", []),
    ],
)
def test_every_typed_word_begins_a_word_of_the_record(stall, kiosk, text, found):
    assert names(text) == found


def test_the_order_of_words_does_not_matter_and_ten_are_enough(stall):
    assert names("manis tuak sei warung") == [stall.name]
    assert names(" ".join(["warung"] * 10 + ["tidakada"])) == [stall.name]


@pytest.mark.parametrize("form", ["KPG-{:06d}", "kpg {}", "KPG{:06d}", " kpg-{} "])
def test_a_registry_number_finds_that_business_alone(stall, kiosk, form):
    number = int(stall.code.removeprefix("KPG-"))
    assert names(form.format(number)) == [stall.name]


def test_an_unknown_or_endless_registry_number_finds_nothing(stall):
    assert names("KPG-999999") == []
    assert names("KPG-" + "9" * 60) == []


def test_of_a_bare_number_the_business_of_that_number_comes_first(petugas, stall):
    number = stall.code.removeprefix("KPG-").lstrip("0")
    last = registered(by=petugas, name=f"Toko {number}")
    newest_first = Business.objects.order_by("-pk")
    assert names(number, newest_first) == [stall.name, last.name]


def test_the_number_of_a_merged_record_finds_what_it_became(stall, kiosk):
    Business.with_merged.filter(pk=kiosk.pk).update(merged_into=stall)
    assert names(kiosk.code) == [stall.name]
    assert names("kios") == []


def test_a_new_name_takes_the_place_of_the_old_one(stall, petugas):
    stall.name = "Rumah Makan Baru"
    registration.revise(stall, by=petugas, version=stall.version)
    assert names("rumah makan") == ["Rumah Makan Baru"]
    assert names("warung") == []


def test_a_new_owners_name_reaches_all_businesses(stall, petugas):
    owner = stall.owner
    owner.name = "Maria Uji"
    registration.save_owner(owner, by=petugas, version=owner.version)
    assert names("maria") == [stall.name]
    assert names("yuliana") == []
    assert owners("mar") == ["Maria Uji"]


def test_an_owner_without_a_business_is_found(petugas):
    lone = make_owner(name="Koperasi Uji", kind="koperasi", responsible_name="Ferdi Nalle")
    registration.save_owner(lone, by=petugas, version=None)
    assert owners("koperasi") == owners("nalle fer") == ["Koperasi Uji"]


def test_words_follow_the_owner_whoever_else_changed_the_row(stall):
    Owner.objects.filter(pk=stall.owner_id).update(name="Dihapus")
    words.refresh_owners([stall.owner_id])
    assert names("yuliana") == []
    assert owners("yuliana") == []
    assert words_of(stall) >= {"warung", "dihapus"}


def test_a_registration_that_fails_leaves_no_words(petugas, stall):
    owner = make_owner(nik="9900000000000001")
    twin = make_owner(nik="9900000000000001")
    registered(by=petugas, owner=owner)
    before = BusinessWord.objects.count()
    with pytest.raises(registration.AlreadyRegistered):
        registered(by=petugas, owner=twin, name="Gagal")
    assert BusinessWord.objects.count() == before


def test_rebuilding_mends_what_was_written_past_it(stall, kiosk):
    BusinessWord.objects.filter(business=stall).delete()
    BusinessWord.objects.create(business=kiosk, word="salah")
    OwnerWord.objects.all().delete()
    words.rebuild()
    assert names("warung") == [stall.name]
    assert names("salah") == []
    assert owners("yul") == ["Yuliana Bria-Uji", "Yulius Taek Uji"]


def test_keeping_what_is_there_writes_nothing(stall, django_assert_num_queries):
    with django_assert_num_queries(4):
        words.refresh([stall.pk])


class EveryBeginning(TestCase):
    """The index range finds exactly the words that begin so."""

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.text("abcz0129", min_size=1, max_size=5), min_size=1, max_size=8, unique=True),
        st.text("abcz0129", min_size=1, max_size=3),
    )
    def test_a_range_is_a_beginning(self, stored, typed):
        Owner.objects.all().delete()
        owner = Owner.objects.create(
            name="x", nik_absent_reason="not_recorded", phone_absent_reason="not_recorded"
        )
        OwnerWord.objects.bulk_create([OwnerWord(owner=owner, word=word) for word in stored])
        found = set(words._beginning(OwnerWord, typed).values_list("word", flat=True))
        whole = typed.isdecimal() and len(typed) < 3
        assert found == {w for w in stored if (w == typed if whole else w.startswith(typed))}
