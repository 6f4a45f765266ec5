"""How alike two records are: owner, name and place, with reasons, and never by a placeholder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from businesses.similarity import (
    LIKELY,
    REASONS,
    SHOWN,
    Traits,
    alike,
    core,
    likeness,
    name_words,
    person_words,
    real_phones,
)

PHONE = frozenset({"+6281234567890"})


def traits(name: str, owner: str = "Maria Benu", **known: object) -> Traits:
    return Traits(name=name, owner_name=owner, kelurahan_id=1, **known)


def score(one: Traits, other: Traits) -> int:
    return likeness(one, other).score


# -- the same ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kios Berkat Jaya", "Berkat Jaya"),
        ("Kios Berkat Jaya", "KIOS BERKAT JAYA"),
        ("Kios Berkat Jaya", "Berkat Jaya Kios"),
        ("Kios Berkat Jaya", "Kios Brekat Jaya"),
        ("Kios Berkat Jaya", "Knter Berkat Jaya"),
        ("Se'i Babi Oma", "Sei Babi Oma"),
        ("UD Berkat Jaya", "Toko Berkat Jaya"),
        ("Rumah Makan Putri Rote", "RM Putri Rote"),
        ("Tenun Ina Huk", "Tenun Inahuk"),
        ("Warung Nekmese", "Nekmese"),
        ("CV Maju Bersama", "Maju Bersama"),
    ],
)
def test_one_name_written_in_two_ways(one, other):
    assert score(traits(one), traits(other)) >= LIKELY
    assert score(traits(one, nik="a"), traits(other, nik="a")) >= 75


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"owner_id": 7}, "same_owner"),
        ({"nik": "digest"}, "same_nik"),
        ({"phones": PHONE}, "same_phone"),
        ({}, "similar_owner"),
    ],
)
def test_each_kind_of_evidence_is_named(known, reason):
    found = likeness(traits("Kios Berkat", **known), traits("Kios Berkat", **known))
    assert reason in found.reasons
    assert "same_name" in found.reasons
    assert found.score >= LIKELY


def test_the_same_door_is_named():
    door = {
        "address": "Jl. Timor Raya No. 12",
        "rt": "001",
        "rw": "002",
        "lat": -10.17,
        "lng": 123.6,
    }
    found = likeness(traits("Kios Berkat", **door), traits("Kios Berkat", **door))
    assert {"same_address", "same_rt_rw", "near"} <= set(found.reasons)
    again = {**door, "address": "Jalan Timor Raya 12"}
    assert likeness(traits("Kios Berkat", **door), traits("Kios Berkat", **again)) == found


def test_every_reason_has_a_text():
    assert all(str(text) for text in REASONS.values())


# -- not the same ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # two trades of one owner
        (traits("Kios Maria", owner_id=1), traits("Tenun Ikat Nekmese", owner_id=1)),
        (traits("Kios Maria", owner_id=1), traits("Salon Maria", owner_id=1)),
        # one name of two people
        (traits("Kios Berkat", nik="a"), traits("Kios Berkat", "Yohanes Tefa", nik="b")),
        (traits("Kios Berkat"), traits("Kios Berkat", "Yohanes Tefa")),
        # a family in one street
        (traits("Kios Benu", "Maria Benu"), traits("Kios Benu", "Yohanes Benu")),
        (traits("Sei Oma Maria", "Ana Mau"), traits("Sei Mama Marta", "Rut Mau")),
        # one person, two kelurahan, two names
        (traits("Kios Maria", nik="a"), Traits(name="Jus Segar", kelurahan_id=2, nik="a")),
    ],
)
def test_look_alikes_stay_apart(one, other):
    assert score(one, other) < LIKELY


@pytest.mark.parametrize("name", ["Kios", "Warung Makan", "-", "Toko", "Bengkel Motor", "UD", ""])
def test_a_name_that_names_nothing_is_no_evidence(name):
    assert core(name) == ""
    assert score(traits(name, "Ana Mau"), traits(name, "Rut Tefa")) == 0
    assert score(traits(name), traits(name)) < SHOWN


def test_no_nik_and_no_phone_never_collide():
    found = likeness(traits("Kios Berkat", "Ana Mau"), traits("Kios Melati", "Rut Tefa"))
    assert not {"same_nik", "same_phone"} & set(found.reasons)


def test_a_phone_of_one_digit_is_a_placeholder():
    assert real_phones(["+6281111111111", "+620000000", "", None]) == frozenset()
    assert real_phones([*PHONE, ""]) == PHONE


def test_two_nik_speak_against_one_owner():
    same = score(traits("Kios Berkat"), traits("Kios Berkat"))
    assert score(traits("Kios Berkat", nik="a"), traits("Kios Berkat", nik="b")) < same


# -- words -------------------------------------------------------------------------------------


def test_words_of_a_name():
    assert name_words("UD. Toko Berkat") == ("kios", "berkat")
    assert name_words("Toko Tokyo") == ("kios", "tokyo")
    assert name_words("Tokko Berkat") == ("kios", "berkat")
    assert person_words("Ibu Maria Y. Benu, S.Pd") == ("maria", "y", "benu", "s", "pd")
    assert person_words("Mama") == ("mama",)


def test_an_initial_stands_for_a_name():
    assert alike(("maria", "y", "benu"), ("maria", "yuliana", "benu")) > 0.9


NAMES = st.text("abeiknorst '", max_size=24)
SOME = st.builds(
    Traits,
    name=NAMES,
    owner_name=NAMES,
    kelurahan_id=st.integers(1, 2),
    owner_id=st.one_of(st.none(), st.integers(1, 2)),
    nik=st.sampled_from(["", "a", "b"]),
    phones=st.frozensets(st.sampled_from(["+6281234567890", "+6281234567891"])),
    address=st.sampled_from(["", "Jl. Timor Raya 5", "Jl. Timor Raya 7", "Jl. Sumba"]),
    rt=st.sampled_from(["", "001"]),
    rw=st.sampled_from(["", "002", "003"]),
    lat=st.sampled_from([None, -10.17]),
    lng=st.sampled_from([None, 123.6, 123.61]),
)


@given(SOME, SOME)
def test_the_order_of_the_two_makes_no_difference(one, other):
    assert likeness(one, other).score == likeness(other, one).score
    assert 0 <= likeness(one, other).score <= 100
    assert sorted(likeness(one, other).reasons) == sorted(likeness(other, one).reasons)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=5))
def test_words_are_like_themselves_in_any_order(words):
    assert alike(tuple(words), tuple(reversed(words))) == pytest.approx(1.0)
