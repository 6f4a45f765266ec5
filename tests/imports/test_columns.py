"""Columns: known headings, slips of the keyboard that are said, and nothing dropped in silence."""

from pathlib import Path

import pytest

from imports.columns import BadColumns, find, is_known, names, plan, squeeze
from imports.targets import BY_KEY, TARGETS
from imports.values import READERS
from tests.imports.lists import HEADING, ROW, csv_bytes


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Nama Usaha", "business_name"),
        ("NAMA_USAHA", "business_name"),
        ("nama-usaha ", "business_name"),
        ("business_name", "business_name"),
        ("No. HP/WA", "phone"),
        ("L/P", "gender"),
        ("RT/RW", "rt_rw"),
        ("Modal Usaha (Rp)", "capital"),
        ("Tanggal Lahir (dd/mm/yyyy)", "birth_date"),
        ("rincian_kgiatan_usaha", "activity"),
        ("kekayaan_bersih_usaha", "capital_band"),
        ("Tenaga Kerja Tidak Dibayar", "workers_unpaid"),
        ("Kelurahn", "kelurahan"),
        ("Alamat Rumah", "owner_address"),
    ],
)
def test_headings_of_real_lists_are_understood(heading, key):
    assert find(heading).key == key


@pytest.mark.parametrize(
    "heading", ["Nama", "Omset per Bulan", "NIB/NIK", "Jumlah", "", "Tempat, Tanggal Lahir"]
)
def test_a_heading_that_may_mean_two_things_is_not_guessed(heading):
    assert find(heading).key == ""


@pytest.mark.parametrize(("one", "other"), [("nik", "nib"), ("rt", "rw"), ("lat", "lng")])
def test_short_headings_are_never_taken_for_each_other(one, other):
    assert find(f"{one}x").key == ""
    assert find(one).key != find(other).key


def test_every_target_has_a_reader_and_its_own_headings():
    assert set(READERS) == set(BY_KEY)
    headings = [squeeze(part) for target in TARGETS for part in target.headings.split("|")]
    assert len(headings) == len(set(headings))
    assert all(is_known(heading) for heading in headings)


def test_a_misspelt_heading_is_used_and_said():
    result = plan(["nama_usaha", "rincian_kgiatan_usaha"])

    assert result.positions == {"business_name": 0, "activity": 1}
    assert result.notes == [
        "Column “rincian_kgiatan_usaha” was read as “rincian kegiatan usaha”: "
        "it looks like a misspelling."
    ]


def test_an_unknown_column_is_listed_with_the_nearest_heading():
    result = plan(["Nama Usaha", "Kegiatan Usaha Lainnya", "Warna Papan Nama", "No", "Keterangan"])

    assert result.ignored == ["Kegiatan Usaha Lainnya", "Warna Papan Nama", "No", "Keterangan"]
    assert result.notes == [
        "Column “Kegiatan Usaha Lainnya” is ignored. Did you mean “kegiatan usaha”?"
    ]


def test_the_exact_heading_wins_over_the_misspelt_one_and_the_second_is_named():
    result = plan(["Kelurahann", "Kelurahan", "Nama Usaha"])

    assert result.positions["kelurahan"] == 1
    assert result.ignored == ["Kelurahann"]
    assert result.notes == [
        "Column “Kelurahann” is ignored: “Kelurahan” gives “kelurahan” already."
    ]


def test_a_mapping_decides_before_everything_else():
    result = plan(
        ["Nama", "Kegiatan", "Kecamatan"],
        mapping={"nama": "business_name", "Kecamatan": None, "Kegiatan": "Jenis Usaha"},
    )

    assert result.positions == {"business_name": 0, "category": 1}
    assert result.ignored == ["Kecamatan"]


@pytest.mark.parametrize(
    ("heading", "mapping", "sentence"),
    [
        (["Nama"], {"Nama": "busines_name"}, "Did you mean “business_name”?"),
        (["Nama"], {"Nama": "warna"}, "“warna” is no column of the register."),
        (["Nama Toko Ini"], {"Nama Toko": "business_name"}, "Did you mean “Nama Toko Ini”?"),
        (["A", "B"], {"A": "nik", "B": "nik"}, "The mapping names two columns for “NIK”."),
        (["A", "B"], {}, "No heading of this file is known: A, B."),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(heading, mapping, sentence):
    with pytest.raises(BadColumns, match=sentence.replace("?", "[?]")):
        plan(heading, mapping=mapping)


def test_constants_are_named_like_columns():
    result = plan(["Nama Usaha"], constants={"Kel": "Fontein", "consent_manner": "form"})

    assert result.constants == {"kelurahan": "Fontein", "consent_manner": "form"}
    assert result.missing(["business_name", "owner_name", "kelurahan"]) == ["owner_name"]


def test_an_unknown_constant_is_refused():
    with pytest.raises(BadColumns, match="Did you mean “kelurahan”"):
        plan(["Nama Usaha"], constants={"kelurahann": "Fontein"})


def test_the_document_on_imports_explains_every_column():
    text = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")

    assert [key for key in BY_KEY if f"| `{key}` |" not in text] == []


def test_every_column_has_a_name_of_its_own():
    heading = ["Nama", "nama", "", "NAMA (2)", "", "Kolom 5"]

    assert names(heading) == [
        "Nama",
        "nama (3)",
        "Kolom 3",
        "NAMA (2)",
        "Kolom 5 (2)",
        "Kolom 5",
    ]


def test_a_mapping_reaches_columns_of_one_heading_and_of_none():
    found = plan(
        ["Nama", "Nama", "", "Kelurahan"],
        mapping={"Nama": "business_name", "Nama (2)": "owner_name", "Kolom 3": "phone"},
    )

    assert found.positions == {"business_name": 0, "owner_name": 1, "phone": 2, "kelurahan": 3}
    assert found.column_of("phone") == "Kolom 3"


def test_a_column_without_a_heading_is_told_of_only_where_it_is_not_used(check):
    heading, row = [*HEADING, ""], [*ROW, "0860 0000 0101"]

    left_out = check(csv_bytes(heading, row))
    used = check(csv_bytes(heading, row), mapping={"Kolom 5": "phone"})

    assert any("has no heading" in note for note in left_out.notes)
    assert not any("has no heading" in note for note in used.notes)
    assert used.drafts[0].values["owner.phone"] == "+6286000000101"
