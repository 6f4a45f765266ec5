"""Decisions about lists of one shape, offered again for the next one."""

import pytest

from imports import preparing, saved_mappings
from imports.models import SavedMapping
from tests.imports.lists import csv_bytes

HEADING = ["Nama", "Pemilik", "Kel", "Sektor"]
MAPPING = {"Nama": "business_name", "Pemilik": "owner_name", "Kel": "kelurahan", "Sektor": None}
ROWS = (["Kios Melati", "Ester Uji", "Oesapa Sel", "x"], ["Kios Mawar", "Yosef Uji", "Fontein", ""])


@pytest.fixture
def prepared(petugas):
    """A list whose columns and words were decided upon."""
    upload = preparing.receive(csv_bytes(HEADING, *ROWS), file_name="satu.csv", by=petugas)
    upload = preparing.choose_sheet(upload, by=petugas, version=upload.version)
    upload = preparing.choose_columns(
        upload, by=petugas, version=upload.version, mapping=MAPPING, constants={"source": "dinas"}
    )
    values = {"kelurahan": {"Oesapa Sel": "53.71.03.1015"}}
    return preparing.choose_values(upload, by=petugas, version=upload.version, values=values)


def test_columns_and_words_are_saved_and_values_for_all_rows_are_not(prepared, petugas):
    row = SavedMapping.objects.get()

    assert row.mapping == MAPPING
    assert row.values == {"kelurahan": {"Oesapa Sel": "53.71.03.1015"}}
    assert (row.file_name, row.saved_by) == ("satu.csv", petugas)


def test_a_list_with_the_same_headings_finds_them_whoever_brings_it(prepared, look, persona):
    heading = ["NAMA", "pemilik ", "kel.", "Sektor"]
    colleague = persona("petugas", username="rekan")
    other = preparing.receive(csv_bytes(heading, *ROWS), file_name="dua.csv", by=colleague)

    saved = saved_mappings.of(other, look)

    assert saved.mapping == MAPPING
    assert saved.values == {"kelurahan": {"Oesapa Sel": "53.71.03.1015"}}


def test_a_list_with_other_headings_finds_nothing(prepared, look, petugas):
    other = preparing.receive(
        csv_bytes([*HEADING, "NIK"], [*ROWS[0], ""]), file_name="tiga.csv", by=petugas
    )

    assert saved_mappings.of(other, look) is None


def test_the_order_of_the_columns_is_part_of_the_shape():
    assert saved_mappings.shape_of(["A", "B"]) != saved_mappings.shape_of(["B", "A"])
    assert saved_mappings.shape_of(["A", "B"]) == saved_mappings.shape_of(["a.", " B "])


def test_targets_and_codes_that_are_gone_are_not_offered(prepared, look):
    row = SavedMapping.objects.get()
    row.mapping["Sektor"] = "a_target_of_old"
    row.values["kelurahan"]["Lama"] = "53.71.99.9999"
    row.values["a_target_of_old"] = {"x": "y"}
    row.save()

    saved = saved_mappings.of(prepared, look)

    assert saved.mapping == {name: key for name, key in MAPPING.items() if name != "Sektor"}
    assert saved.values == {"kelurahan": {"Oesapa Sel": "53.71.03.1015"}}


def test_new_decisions_on_columns_leave_the_saved_words(prepared, petugas):
    preparing.choose_columns(
        prepared,
        by=petugas,
        version=prepared.version,
        mapping={**MAPPING, "Sektor": "category"},
        constants={},
    )

    row = SavedMapping.objects.get()
    assert row.mapping["Sektor"] == "category"
    assert row.values == {"kelurahan": {"Oesapa Sel": "53.71.03.1015"}}
