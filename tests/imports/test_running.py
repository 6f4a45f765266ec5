"""Running: a dry run writes nothing, a commit writes all valid rows or none, twice is once."""

import pytest
from django.db import connection

from businesses import registration
from businesses.models import Business, Kelurahan, Owner, Product
from common.workflow import Refused
from imports.models import ImportBatch, ImportedRow
from imports.running import NotImported, run
from imports.sheets import UnreadableFile
from licensing.lifecycle import NumberTaken
from licensing.models import Nib
from tests.imports import lists
from tests.imports.lists import counts, many, one, reasons

pytestmark = pytest.mark.django_db

FULL = {
    "NIK": "9900000000990001",
    "HP": "0812 0000 0001",
    "Kategori": "Kuliner, Kriya",
    "KBLI": "10792",
    "kbli_edition": "2025",
    "Produk": "Nasi, Kue",
    "Omset": "Omset <= Rp.300 Juta",
    "lat": "-10.17",
    "lng": "123.6",
    "NIB": "0000000099001",
}


def test_a_dry_run_writes_nothing_at_all(check, petugas, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as queries:
        result = check(one(**FULL), by=petugas)

    assert counts(result) == [1, 0, 0, 0, 0]
    assert (result.committed, result.batch) == (False, None)
    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert verbs <= {"SELECT", "DECLARE", "FETCH", "CLOSE"}


def test_a_commit_registers_everything_that_the_row_says(commit, petugas):
    result = commit(one(**FULL))

    business = Business.objects.get()
    assert business.code.startswith("KPG-")
    assert (business.name, business.address, str(business.kelurahan)) == (
        "Kios Melati",
        "Jl. Cendana",
        "Fontein",
    )
    assert (business.sales_band, business.annual_sales, business.scale) == (
        "le300jt",
        None,
        "mikro",
    )
    assert (business.primary_category.slug, business.categories.get().slug) == ("kuliner", "kriya")
    assert business.kbli.get().code == "10792"
    assert [product.name for product in business.products.all()] == ["Nasi", "Kue"]
    assert business.owner.nik_digest is not None
    assert (business.owner.phone, business.owner.phone_absent_reason) == ("+6281200000001", "")
    assert (business.source, business.created_by) == ("daftar-uji.csv", petugas)
    assert business.verification_status == "draft"
    assert Nib.objects.get().owner == business.owner
    assert result.committed


def test_the_history_says_which_import_it_was(commit, petugas):
    result = commit(one(**FULL))

    reason = f"import {result.batch.pk}"
    for model in (Business, Owner, Product, Nib):
        records = set(model.history.values_list("history_change_reason", "history_user"))
        assert records == {(reason, petugas.pk)}


def test_the_batch_keeps_the_counts_and_the_rows_their_business(commit):
    result = commit(many({}, {"Nama Usaha": "B"}, {}, {"Kelurahan": "Fontain"}))

    batch = ImportBatch.objects.get()
    assert batch == result.batch
    assert (batch.file_name, batch.rows, batch.new, batch.duplicate, batch.error) == (
        "daftar-uji.csv", 4, 2, 1, 1,
    )  # fmt: skip
    rows = ImportedRow.objects.order_by("number").values_list("number", "business__name")
    assert list(rows) == [(2, "Kios Melati"), (3, "B"), (4, "Kios Melati")]


def test_a_source_in_the_list_comes_before_the_name_of_the_file(commit):
    commit(one(), source="Pendataan Fontein 2022", source_date="31/12/2022")

    business = Business.objects.get()
    assert (business.source, str(business.source_date)) == ("Pendataan Fontein 2022", "2022-12-31")


def test_the_second_commit_creates_nothing_and_says_when_the_first_was(commit):
    first, second = commit(one(**FULL)), commit(one(**FULL))

    assert counts(second) == [0, 0, 1, 0, 0]
    assert (second.committed, second.batch, second.previous) == (True, None, first.batch)
    assert second.notes[0].startswith("This file was imported on ")
    assert second.notes[0].endswith(f"as batch {first.batch.pk}.")
    assert [m.objects.count() for m in (ImportBatch, ImportedRow, Business, Owner, Nib)] == [1] * 5
    assert first.previous is None


def test_a_failure_after_the_first_writes_leaves_nothing_behind(commit, monkeypatch):
    def taken(*args, **kwargs):
        raise NumberTaken("taken meanwhile")

    monkeypatch.setattr("imports.writing.record_all", taken)
    with pytest.raises(Refused, match="taken meanwhile"):
        commit(one(**FULL))

    assert [m.objects.count() for m in (ImportBatch, ImportedRow, Business, Owner)] == [0] * 4
    monkeypatch.undo()
    assert counts(commit(one(**FULL))) == [1, 0, 0, 0, 0]


def test_what_was_registered_after_the_preview_is_found_at_the_commit(commit, check, petugas):
    data = one(NIK="9900000000990001")
    assert counts(check(data)) == [1, 0, 0, 0, 0]
    commit(data)

    assert counts(commit(data + b"\n")) == [0, 0, 1, 0, 0]


def test_the_register_is_locked_before_rows_are_matched(commit, monkeypatch):
    order = []
    take = registration.take_numbers
    sort = "imports.matching.Matcher.sort"
    monkeypatch.setattr(
        registration, "take_numbers", lambda count: order.append("lock") or take(count)
    )
    monkeypatch.setattr(sort, lambda self: order.append(connection.in_atomic_block))

    commit(lists.csv_bytes(lists.HEADING))

    assert order == ["lock", True]


@pytest.mark.parametrize("login", ["verifikator", "perizinan", "laporan", "pimpinan", "admin"])
def test_other_roles_may_not_import(persona, commit, login):
    with pytest.raises(NotImported, match="may not import"):
        commit(one(), by=persona(login))
    assert not Business.objects.exists()


def test_nobody_may_not_import(register):
    with pytest.raises(NotImported):
        run(one(), lists.options(), commit=True)


def test_nibs_need_the_permission_to_record_them(commit, petugas):
    group = petugas.groups.get()
    group.permissions.remove(group.permissions.get(codename="record_nib"))

    result = commit(many({"NIB": "0000000099001"}, {"Nama Usaha": "Bengkel Tabir"}))
    assert counts(result) == [1, 0, 0, 0, 1]
    assert reasons(result) == [
        (2, "NIB", "This account may not record a NIB: leave that column out.")
    ]


def test_rows_outside_the_work_area_do_not_stop_the_others(persona, commit):
    officer = persona("petugas", username="fontein", kelurahan="Fontein")

    result = commit(many({}, {"Kelurahan": "Oesapa"}), by=officer)

    assert counts(result) == [1, 0, 0, 0, 1]
    assert Business.objects.get().kelurahan.name == "Fontein"


def test_without_reference_data_the_import_says_what_to_do(check):
    Kelurahan.objects.update(is_active=False)

    with pytest.raises(NotImported, match="manage.py setup"):
        check(one())


def test_a_file_that_cannot_be_read_is_refused(check):
    with pytest.raises(UnreadableFile):
        check(b"")


def test_what_stands_beside_the_table_is_pointed_out(check):
    data = b"DAFTAR UMKM,,\nNama Usaha,Nama Pemilik,\nKios,Ester Uji,rusak\n"

    assert check(data, kelurahan="Fontein").notes == [
        "The heading is row 2; what stands above it is not read.",
        "Column 3 has no heading; what stands in it is not read (row 3).",
    ]


def test_progress_is_told_as_rows_are_read(register):
    seen = []

    run(
        many(*({"Nama Usaha": f"Kios {n}"} for n in range(1200))),
        lists.options(),
        progress=lambda done, total: seen.append((done, total)),
    )

    assert seen == [(500, 1200), (1000, 1200), (1200, 1200)]
