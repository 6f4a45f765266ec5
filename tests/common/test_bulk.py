"""Many rows by a handful of statements: the same as one by one."""

from datetime import date
from decimal import Decimal

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone

from businesses.models import Business, Kelurahan, Owner
from common.bulk import Change, change_with_history, create, create_with_history, insert
from imports.models import ImportBatch, ImportedRow
from tests.factories import make_owner, registered

pytestmark = pytest.mark.django_db


def owners(count: int) -> list[Owner]:
    return [
        Owner(
            name=f"Ester {number} \N{SNOWMAN} '\"%s",
            birth_date=date(1980, 1, 1 + number % 28) if number % 2 else None,
            nik_absent_reason="not_recorded",
            phone_absent_reason="not_recorded",
        )
        for number in range(count)
    ]


def test_created_rows_are_those_of_bulk_create(register):
    ours, theirs = owners(3), owners(3)
    create(Owner, ours)
    Owner.objects.bulk_create(theirs)

    assert [row.pk for row in ours] == sorted(row.pk for row in ours)
    for one, other in zip(ours, theirs, strict=True):
        stored = [Owner.objects.get(pk=row.pk) for row in (one, other)]
        first, second = (model_to_dict(row, exclude=["id"]) for row in stored)
        assert first == second
        assert abs(stored[0].created_at - timezone.now()).total_seconds() < 60
        assert (one._state.adding, one._state.db) == (False, "default")


def test_more_rows_than_fit_into_a_statement_get_their_own_keys(register):
    rows = owners(1203)
    create(Owner, rows)

    assert dict(Owner.objects.values_list("pk", "name")) == {row.pk: row.name for row in rows}


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        create(Owner, [])


def test_rows_given_by_columns_are_stored(register, petugas):
    business = registered(by=petugas)
    batch = ImportBatch.objects.create(file_name="a.csv", sha256="0", rows=2, committed_by=petugas)
    insert(
        ImportedRow,
        {
            "batch_id": [batch.pk] * 2,
            "number": [2, 3],
            "business_id": [business.pk] * 2,
            "fingerprint": ["a", "b"],
            "content": ["c", "d"],
            "bucket": ["new", "same"],
            "fields": [["business.name"], []],
        },
    )

    assert list(batch.imported.values_list("number", "content", "bucket", "fields")) == [
        (2, "c", "new", ["business.name"]),
        (3, "d", "same", []),
    ]


def test_each_row_gets_its_own_values_and_another_version(register, petugas, verifikator):
    first, second, third = (registered(by=petugas, name=name) for name in ("A", "B", "C"))
    place = Kelurahan.objects.get(name="Oesapa")

    stale = change_with_history(
        Business,
        [
            Change(first.pk, 1, {"rt": "001", "lat": Decimal("-10.1"), "lng": Decimal("123.6")}),
            Change(second.pk, 1, {"kelurahan_id": place.pk, "started_year": None}),
            Change(third.pk, 1, {"kelurahan_id": place.pk, "started_year": 2001}),
        ],
        by=verifikator,
        reason="import 7",
    )

    assert stale == []
    for record in (first, second, third):
        record.refresh_from_db()
        latest = record.history.latest()
        assert (record.version, record.updated_by) == (2, verifikator)
        assert (latest.history_change_reason, latest.history_type) == ("import 7", "~")
        assert latest.version == 2
    assert (first.rt, first.lat, first.lng) == ("001", Decimal("-10.1"), Decimal("123.6"))
    assert (second.kelurahan, second.started_year) == (place, None)
    assert (third.started_year, third.rt) == (2001, "")


def test_a_row_that_somebody_changed_meanwhile_is_left_and_named(register, petugas):
    first, second = registered(by=petugas, name="A"), registered(by=petugas, name="B")
    Business.objects.filter(pk=first.pk).update(version=5)

    stale = change_with_history(
        Business,
        [Change(first.pk, 1, {"rt": "001"}), Change(second.pk, 1, {"rt": "002"})],
        by=petugas,
        reason="import 7",
    )

    assert stale == [first.pk]
    first.refresh_from_db()
    assert (first.rt, first.version) == ("", 5)
    assert (first.history.count(), second.history.count()) == (1, 2)


def test_history_follows_what_was_created(register, petugas):
    other = make_owner(name="Ester Uji")
    rows = owners(2)
    create_with_history(Owner, rows, by=petugas, reason="import 7")

    assert {row.history.get().history_change_reason for row in rows} == {"import 7"}
    assert {row.history.get().history_user for row in rows} == {petugas}
    assert not other.history.filter(history_change_reason="import 7").exists()
