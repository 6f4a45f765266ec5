"""Taking imports back one after the other: in the reverse order all comes back, step by step."""

import pytest

from businesses import registration
from businesses.models import Business, Owner
from common.workflow import WrongState
from imports.models import ImportBatch, ImportedRow
from imports.undoing import look, partly_undone, undo
from tests.factories import registered
from tests.imports.lists import counts, many, one
from tests.imports.undone import a_batch, edited, list_says, row_of, stayed

pytestmark = pytest.mark.django_db

NIK = {"NIK": "9900000000990001"}


@pytest.fixture
def two(commit):
    """A list of two new businesses, and a later one that changes the first of them."""
    other = {"Nama Usaha": "Kios Dua", "Nama Pemilik": "Lain Uji", "NIK": "9900000000990002"}
    first = commit(many({}, other, **NIK, Patokan="Lama")).batch
    second = commit(one(**NIK, Patokan="Baru", Produk="Nasi", HP="0812 0000 0001")).batch
    return first, second


def undone_at(batch):
    return ImportBatch.objects.get(pk=batch.pk).undone_at


def test_two_imports_undone_in_the_right_order_give_everything_back(two, petugas):
    first, second = two

    undo(second, by=petugas)
    assert Business.objects.get(name="Kios Melati").landmark == "Lama"
    found = undo(first, by=petugas)

    assert (len(found.removed), found.staying, found.later) == (2, [], [])
    for model in (Business, Owner, ImportedRow):
        assert not model.objects.exists()
    assert undone_at(first)
    assert undone_at(second)


def test_in_the_wrong_order_the_first_can_be_finished_afterwards(two, petugas):
    first, second = two

    found = undo(first, by=petugas)
    assert (len(found.removed), list(stayed(found)), found.later) == (1, [2], [second.pk])
    assert f"by import {second.pk}" in stayed(found)[2]
    assert undone_at(first) is None
    assert partly_undone([first, second]) == {first.pk}

    undo(second, by=petugas)
    undo(first, by=petugas)

    assert not Business.objects.exists()
    assert undone_at(first)
    assert partly_undone(ImportBatch.objects.all()) == set()


def test_where_later_imports_alone_are_in_the_way_they_are_named(petugas):
    business = registered(by=petugas, landmark="Lama")
    batches = [a_batch(petugas) for _each in range(3)]
    for batch, landmark in zip(batches, "ABC", strict=True):
        list_says(batch, business, landmark=landmark)
        row_of(batch, business, "business.landmark")
    first, second, third = batches

    with pytest.raises(WrongState, match=f"later imports first .{third.pk}, {second.pk}."):
        undo(first, by=petugas)
    for batch in reversed(batches):
        undo(batch, by=petugas)

    business.refresh_from_db()
    assert business.landmark == "Lama"


def test_an_import_between_two_others_is_skipped_when_it_is_gone(petugas):
    business = registered(by=petugas, landmark="Lama")
    first, second, third = (a_batch(petugas) for _each in range(3))
    for batch, landmark in ((first, "A"), (second, "B")):
        list_says(batch, business, landmark=landmark)
        row_of(batch, business, "business.landmark")
    undo(second, by=petugas)
    business.refresh_from_db()
    list_says(third, business, landmark="C")
    row_of(third, business, "business.landmark")

    assert look(first).later == [third.pk]
    assert not look(first).is_possible


def test_what_a_person_changed_after_a_later_import_was_undone_stays(two, petugas):
    first, second = two
    undo(second, by=petugas)
    business = Business.objects.get(name="Kios Melati")
    edited(business, petugas, petugas)

    found = undo(first, by=petugas)

    assert Business.objects.get() == business
    assert (list(stayed(found)), found.later) == ([2], [])


def test_a_later_import_is_not_named_where_a_person_worked_too(commit, petugas):
    batch = commit(one(**NIK)).batch
    business = Business.objects.get()
    later = row_of(a_batch(petugas), business, "products").batch
    assert look(batch).later == [later.pk]

    edited(business, petugas, petugas)

    assert look(batch).later == []


def test_a_record_that_did_not_get_everything_back_stays(petugas):
    business = registered(by=petugas, landmark="Lama")
    first, second = a_batch(petugas), a_batch(petugas)
    list_says(first, business, landmark="A")
    row_of(first, business, "business.landmark")
    list_says(second, business, landmark="B")
    business.landmark = "C"
    business.stamp(petugas)
    business._change_reason = f"import_undone {second.pk}"
    business.save()

    assert "Business: changed on" in stayed(look(first))[2]


def test_a_row_of_a_later_list_that_changed_nothing_goes_with_the_record(commit, petugas):
    first = commit(one(**NIK)).batch
    second = commit(many({"Alamat Usaha": "jl cendana"}, {"Nama Usaha": "Kios Dua"}, **NIK)).batch
    assert second.same == 1
    assert ImportedRow.objects.filter(batch=second, bucket="same").count() == 1

    found = undo(first, by=petugas)

    assert (len(found.removed), found.staying) == (1, [])
    assert Business.objects.get().name == "Kios Dua"
    second.refresh_from_db()
    assert (second.rows, second.new, second.same) == (2, 1, 1)
    assert partly_undone([second]) == set()
    assert len(undo(second, by=petugas).removed) == 1


def test_an_import_of_known_rows_alone_forgets_them(commit, petugas):
    commit(one(**NIK))
    batch = commit(one(**NIK, **{"Alamat Usaha": "jl cendana"})).batch
    assert (batch.new, batch.changed, batch.same) == (0, 0, 1)

    found = undo(batch, by=petugas)

    assert (found.untouched, found.removed, found.restored) == (1, [], [])
    assert undone_at(batch)
    assert Business.objects.count() == ImportedRow.objects.count() == 1


def test_the_rows_that_went_with_a_part_can_come_again(two, commit, petugas):
    first, _second = two
    undo(first, by=petugas)

    again = commit(many({"Nama Usaha": "Kios Dua", "Nama Pemilik": "Lain Uji"}))

    assert counts(again) == [1, 0, 0, 0, 0]
    business = Business.objects.get(name="Kios Dua")
    registration.revise(business, by=petugas, version=business.version)
