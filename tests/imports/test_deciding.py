"""What is decided about a checked list: how fields change, and what becomes of single rows."""

import pytest
from django.core.exceptions import PermissionDenied

from businesses.models import Business
from common.workflow import Refused, StaleVersion, WrongState
from imports import deciding, jobs
from imports.deciding import Effect, UnknownRow
from tests.factories import make_owner, registered
from tests.imports.checked import again, checked, row, with_rows
from tests.imports.lists import many, one

pytestmark = pytest.mark.django_db

FIELDS = [{"field": "business.landmark", "label": "landmark", "fills": 1, "replaces": 1}]


def choose(upload, by, **choices):
    said = {name.replace("__", "."): choice for name, choice in choices.items()}
    return deciding.choose(again(upload), said, by=by, version=again(upload).version)


def decide(upload, by, decisions):
    return deciding.decide(again(upload), decisions, by=by, version=again(upload).version)


def test_a_choice_is_kept_and_the_usual_one_needs_no_keeping(petugas):
    upload = with_rows(petugas, fields=FIELDS)

    choose(upload, petugas, business__landmark="fill")
    assert again(upload).choices == {"business.landmark": "fill"}

    choose(upload, petugas, business__landmark="replace")
    assert again(upload).choices == {}


@pytest.mark.parametrize(
    "choices", [{"business.landmark": "wipe"}, {"business.name": "leave"}, {"": ""}]
)
def test_only_what_the_page_offers_can_be_chosen(petugas, choices):
    upload = with_rows(petugas, fields=FIELDS)

    with pytest.raises(Refused, match="Choose from what the page offers"):
        deciding.choose(upload, choices, by=petugas, version=upload.version)

    assert again(upload).choices == {}


def test_what_changed_meanwhile_is_not_decided_unseen(petugas):
    upload = with_rows(petugas, fields=FIELDS)
    row(upload, 2, "new")
    seen = upload.version
    choose(upload, petugas, business__landmark="leave")

    with pytest.raises(StaleVersion):
        deciding.decide(upload, {2: "skip"}, by=petugas, version=seen)
    with pytest.raises(StaleVersion):
        deciding.choose(upload, {"business.landmark": "fill"}, by=petugas, version=seen)

    assert again(upload).choices == {"business.landmark": "leave"}


@pytest.mark.parametrize("status", ["prepared", "checking", "confirming", "done", "discarded"])
def test_only_a_checked_list_is_decided_about(petugas, status):
    upload = with_rows(petugas)
    row(upload, 2, "new")
    upload.status = status
    upload.save()

    with pytest.raises(WrongState):
        decide(upload, petugas, {2: "skip"})


def test_nobody_else_decides(petugas, persona, pimpinan):
    upload = with_rows(petugas)
    row(upload, 2, "new")

    for other in (persona("petugas", username="lain"), pimpinan):
        with pytest.raises(PermissionDenied):
            decide(upload, other, {2: "skip"})

    assert again(upload).decisions == {}


def test_a_row_that_is_left_out_is_not_written(petugas):
    upload = checked(many({}, {"Nama Usaha": "Kios Mawar"}), by=petugas)
    decide(upload, petugas, {2: "skip"})

    upload = again(upload)
    assert deciding.effect(upload) == Effect(1, 0, left_out=1, unchanged=0, waiting=1)
    upload = jobs.start(upload, "check", by=petugas, version=upload.version)
    assert deciding.effect(upload) == Effect(1, 0, left_out=1, unchanged=0, waiting=0)
    jobs.start(upload, "confirm", by=petugas, version=upload.version)

    assert Business.objects.get().name == "Kios Mawar"


def test_a_row_is_taken_in_again(petugas):
    upload = with_rows(petugas, counts={"new": 1})
    row(upload, 2, "new")
    decide(upload, petugas, {2: "skip"})

    decide(upload, petugas, {2: ""})

    assert again(upload).decisions == {}
    assert deciding.effect(again(upload)).left_out == 0


@pytest.mark.parametrize(
    ("bucket", "fields", "decision"),
    [
        ("new", {}, "same"),
        ("new", {}, "x"),
        ("changed", {}, "new"),
        ("same", {}, "skip"),
        ("error", {}, "new"),
        ("duplicate", {"twin": 2}, "new"),  # it repeats a row, beyond doubt
        ("duplicate", {"twin": 2, "likeness": 80}, "same"),  # no record of the register
    ],
)
def test_of_each_row_only_what_makes_sense_is_said(petugas, bucket, fields, decision):
    upload = with_rows(petugas)
    row(upload, 9, bucket, **fields)

    with pytest.raises(UnknownRow, match="Row 9"):
        decide(upload, petugas, {9: decision})
    with pytest.raises(UnknownRow, match="Row 10"):
        decide(upload, petugas, {10: "skip"})


def test_a_row_of_another_list_is_not_there(petugas):
    upload, other = with_rows(petugas), with_rows(petugas)
    row(other, 9, "new")

    with pytest.raises(UnknownRow):
        decide(upload, petugas, {9: "skip"})


def test_a_probable_duplicate_that_is_new_waits_for_another_check(petugas):
    upload = with_rows(petugas, counts={"duplicate": 2})
    row(upload, 3, "duplicate", twin=2, likeness=70)
    row(upload, 4, "duplicate", twin=2, likeness=70)

    decide(upload, petugas, {3: "new", 4: "skip"})
    assert deciding.effect(again(upload)).waiting == 1
    assert again(upload).decisions == {"3": "new"}  # a duplicate is left out as it is

    decide(upload, petugas, {3: "skip"})
    assert deciding.effect(again(upload)).waiting == 0
    assert again(upload).decisions == {}


def test_the_next_check_obeys_and_nothing_waits_any_more(petugas, fontein):
    owner = make_owner(name="Ester Uji", phone="+6281200000001")
    registered(by=petugas, owner=owner, name="Kios Melatti", kelurahan=fontein)
    upload = checked(one(HP="0812 0000 0001"), by=petugas)
    assert upload.outcome["counts"]["duplicate"] == 1
    upload = decide(upload, petugas, {2: "new"})

    upload = jobs.start(upload, "check", by=petugas, version=upload.version)

    assert upload.outcome["counts"]["new"] == 1
    assert deciding.effect(upload) == Effect(1, 0, left_out=0, unchanged=0, waiting=0)


def test_rows_that_the_choices_leave_as_they_are_do_not_count_as_changed(petugas):
    upload = with_rows(petugas, counts={"changed": 4}, fields=FIELDS)
    for number, old in ((2, "Pasar"), (3, ""), (4, "Gereja")):
        change = ["business.landmark", "landmark", old, "Sekolah"]
        row(upload, number, "changed", changes=[change])
    row(upload, 5, "changed", changes=[["business.name", "name", "A", "B"]])
    decide(upload, petugas, {4: "skip"})

    choose(upload, petugas, business__landmark="fill")
    assert deciding.effect(again(upload)) == Effect(0, 2, left_out=1, unchanged=1, waiting=1)

    choose(upload, petugas, business__landmark="leave")
    assert deciding.effect(again(upload)) == Effect(0, 1, left_out=1, unchanged=2, waiting=1)


def test_the_effect_takes_two_queries_at_most(petugas, django_assert_max_num_queries):
    upload = with_rows(petugas, counts={"changed": 30}, fields=FIELDS)
    for number in range(2, 32):
        row(upload, number, "changed", changes=[["business.landmark", "landmark", "A", "B"]])
    upload.choices = {"business.landmark": "fill"}
    upload.decisions = {str(number): "skip" for number in range(2, 22)}

    with django_assert_max_num_queries(2):
        found = deciding.effect(upload)

    assert (found.left_out, found.unchanged, found.changed) == (20, 10, 0)
