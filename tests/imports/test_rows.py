"""Rows: every error of a row, and what its cells say together."""

import pytest

from imports.running import Result
from tests.imports.lists import HEADING, ROW, counts, csv_bytes, many, one, reasons

pytestmark = pytest.mark.django_db


def warnings(result: Result) -> list[tuple[str, str]]:
    return [(problem.column, problem.reason) for problem in result.warnings]


def test_a_complete_row_has_nothing_to_say(check):
    result = check(one())

    assert counts(result) == [1, 0, 0, 0, 0]
    assert (reasons(result), warnings(result)) == ([], [])


def test_every_error_of_a_row_is_said_with_its_column_as_in_the_file(check):
    result = check(
        one(Kelurahan="Fontain", NIK="123", **{"No. HP": "0812", "Tahun Berdiri": "kapan"})
    )

    assert counts(result) == [0, 0, 0, 0, 1]
    assert [(row, column) for row, column, _reason in reasons(result)] == [
        (2, "NIK"),
        (2, "No. HP"),
        (2, "Kelurahan"),
        (2, "Tahun Berdiri"),
    ]
    assert [problem.value for problem in result.errors] == ["123", "0812", "Fontain", "kapan"]


def test_errors_half_hide_identity_numbers_and_phones(check):
    result = check(one(NIK="990000000000000123", HP="+62812000000019999", NPWP="99000000001"))

    assert [(problem.column, problem.value) for problem in result.errors] == [
        ("NIK", "9900••••••••••0123"),
        ("NPWP", "•••••••••••"),
        ("HP", "+628••••••••••9999"),
    ]


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("Nama Usaha", "The business name is missing: fill it in."),
        ("Nama Pemilik", "The owner name is missing: fill it in."),
        ("Kelurahan", "The kelurahan is missing: fill it in."),
    ],
)
@pytest.mark.parametrize("text", ["", "-", "n/a"])
def test_name_owner_and_kelurahan_are_required(check, heading, sentence, text):
    assert reasons(check(one(**{heading: text}))) == [(2, heading, sentence)]


def test_a_missing_column_is_named_by_its_key_and_said_once_for_the_file(check):
    result = check(csv_bytes(["Nama Usaha", "Kelurahan"], ["Kios", "Fontein"]))

    assert reasons(result) == [(2, "owner_name", "The owner name is missing: fill it in.")]
    assert result.notes == ["No column gives the owner name."]


def test_a_constant_fills_empty_cells_and_replaces_none(check):
    data = many({"Kelurahan": ""}, {"Kelurahan": "Oesapa"})

    result = check(data, kelurahan="Fontein")

    places = [str(draft.values["business.kelurahan"]) for draft in result.drafts]
    assert places == ["Fontein", "Oesapa"]
    assert result.notes == [
        "The kelurahan of all rows fills empty cells only: 1 row keeps its own."
    ]


def test_the_kecamatan_is_compared_with_the_kelurahan(check):
    data = many({"Kecamatan": "Kota Raja"}, {"Kecamatan": "Oebobo"}, {"Kecamatan": "Solo"})

    assert reasons(check(data)) == [
        (
            3,
            "Kecamatan",
            "Kelurahan Fontein lies in kecamatan Kota Raja, not Oebobo. Correct one.",
        ),
        (
            4,
            "Kecamatan",
            "No kecamatan of the city has this name. "
            "Write one of these: Alak, Kelapa Lima, Kota Lama, Kota Raja, Maulafa, Oebobo.",
        ),
    ]


def test_rt_and_rw_come_from_the_address_or_from_their_own_columns(check):
    data = many(
        {"Alamat Usaha": "Jl. A RT 001/RW 002"},
        {"Alamat Usaha": "Jl. A", "RT": "3", "RW": "4"},
        {"Alamat Usaha": "Jl. A RT 001/RW 002", "RT": "9"},
    )

    result = check(data)

    found = [
        [draft.values[f"business.{name}"] for name in ("address", "rt", "rw")]
        for draft in result.drafts
    ]
    assert found == [["Jl. A", "001", "002"], ["Jl. A", "003", "004"], ["Jl. A", "009", "002"]]
    assert warnings(result) == [("RT", "The address says 001, the column 009; the column is kept.")]


def test_a_point_outside_the_city_warns_and_half_a_point_is_an_error(check):
    data = many({"lat": "-7.5", "lng": "110.8"}, {"lat": "-10.17", "lng": ""})

    result = check(data)

    assert warnings(result) == [
        ("lat", "This point lies outside Kota Kupang; check it on the map.")
    ]
    assert reasons(result) == [(3, "lat", "Give both latitude and longitude, or neither.")]


def test_a_kbli_code_needs_its_edition(check):
    without = check(one(KBLI="10792"))
    known = check(one(KBLI="10792", kbli_edition="2025"))
    unknown = check(one(KBLI="99999", kbli_edition="2025"))

    assert without.drafts[0].values.get("kbli", []) == []
    assert "edition of the code is not given" in warnings(without)[0][1]
    assert [line.code for line in known.drafts[0].values["kbli"]] == ["10792"]
    assert warnings(unknown) == [("KBLI", "KBLI 2025 code 99999 is not in the register: left out.")]


def test_an_unknown_sector_leaves_the_category_empty_and_only_warns(check):
    result = check(one(KBLI="Industri Antariksa"))

    assert counts(result) == [1, 0, 0, 0, 0]
    assert result.drafts[0].values["categories"] == []


def test_consent_is_a_date_and_a_manner(check):
    dated = {"Tanggal Persetujuan": "5/1/2026"}
    data = many(dated, {**dated, "Cara Persetujuan": "form"}, {"Tampilkan Kontak": "ya"})

    result = check(data)

    assert reasons(result) == [
        (2, "Cara Persetujuan", "Give both the date and the manner of the consent.")
    ]
    assert warnings(result) == [
        ("Tampilkan Kontak", "Without consent to publish, nothing of it is shown.")
    ]


def test_a_nik_that_contradicts_gender_and_birth_is_pointed_out(check):
    # 41 01 90: a woman born on 1 January 1990.
    result = check(one(NIK="9999994101900001", JK="L", **{"Tgl Lahir": "2/1/1990"}))

    assert [
        (column, reason) for column, reason in warnings(result) if column in {"JK", "Tgl Lahir"}
    ] == [
        ("JK", "The NIK says another gender; compare with the card."),
        ("Tgl Lahir", "The NIK says another date; compare with the card."),
    ]


def test_a_nib_date_without_a_nib_is_left_out(check):
    result = check(one(NIB="", **{"Tanggal NIB": "5/3/2022"}))

    assert "nib.issued_on" not in result.drafts[0].values
    assert warnings(result) == [("Tanggal NIB", "A date without a NIB is left out.")]


@pytest.mark.parametrize(
    ("heading", "text", "limit"),
    [("Nama Usaha", "x" * 151, 150), ("Alamat Usaha", "x" * 256, 255), ("Produk", "x" * 121, 120)],
)
def test_a_text_too_long_for_its_field_is_refused_with_the_limit(check, heading, text, limit):
    assert reasons(check(one(**{heading: text}))) == [
        (
            2,
            heading,
            f"The text has {len(text)} characters; at most {limit} fit here. Shorten it.",
        )
    ]


def test_a_cell_of_more_than_ten_thousand_characters_is_refused(check):
    result = check(one(Kegiatan="x" * 10_001))

    assert reasons(result) == [
        (2, "Kegiatan", "The cell holds more than 10,000 characters. Shorten it.")
    ]
    assert len(result.errors[0].value) == 81


def test_a_row_longer_than_the_heading_is_refused_and_a_short_one_is_filled_up(check):
    data = csv_bytes(HEADING, [*ROW, "", " "], [*ROW, "RT 5"], ["Bengkel Tabir", *ROW[1:3]])

    result = check(data)

    assert counts(result) == [2, 0, 0, 0, 1]
    assert reasons(result) == [
        (
            3,
            "",
            "The row has 5 cells, the heading 4. "
            "Put quotation marks around the cell that holds the delimiter.",
        )
    ]


def test_a_kelurahan_outside_the_work_area_is_an_error_on_that_row_only(check, persona):
    officer = persona("petugas", kelurahan="Fontein")

    result = check(many({}, {"Kelurahan": "Oesapa"}), by=officer)

    assert counts(result) == [1, 0, 0, 0, 1]
    [(row, column, reason)] = reasons(result)
    assert (row, column) == (3, "Kelurahan")
    assert reason.startswith("This kelurahan is not in your work area. Leave the row")
