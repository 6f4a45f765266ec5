"""Rejected rows go back as a file that can be corrected and imported again."""

import csv
import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from imports import rejects, uploads
from imports.running import Result
from tests.factories import make_owner, registered
from tests.imports.checked import checked, prepared, row
from tests.imports.lists import HEADING, ROW, counts, csv_bytes, many
from tests.imports.workbook_files import xlsx

pytestmark = pytest.mark.django_db

PHONE = "+6281200000001"


def written(result: Result) -> str:
    file = io.StringIO()
    assert rejects.write(result, file) == counts(result)[-1]
    return file.getvalue()


def cells(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


def test_only_the_rejected_rows_come_back_with_all_their_reasons(check):
    text = written(check(many({}, {"Kelurahan": "Fontain", "HP": "0812"})))

    assert text.startswith("\ufeff")
    heading, row = cells(text)
    assert heading == [*HEADING, "HP", "alasan_ditolak"]
    assert row[:5] == ["Kios Melati", "Ester Uji", "Fontain", "Jl. Cendana", "0812"]
    reasons = row[5].split(" | ")
    assert [reason.partition(":")[0] for reason in reasons] == ["HP", "Kelurahan"]


def test_the_delimiter_is_that_of_the_list(check):
    data = csv_bytes(HEADING, ["A", "", "Fontein", ""], delimiter=";")

    assert cells(written(check(data)), ";")[1][:4] == ["A", "", "Fontein", ""]


def test_corrected_rows_are_imported_and_the_reason_is_not_read(check):
    text = written(check(many({"Kelurahan": "Fontain"}, {"Kelurahan": "Xyzzy"})))

    again = check(text.replace("Fontain", "Fontein").encode())

    assert counts(again) == [1, 0, 0, 0, 1]
    assert again.plan.ignored == ["alasan_ditolak"]
    assert cells(written(again))[0] == [*HEADING, "alasan_ditolak"]


def test_no_cell_can_start_a_formula_and_every_cell_comes_back_as_it_was(check):
    typed = ["=1+1", "+62 812", "@kios", "-10.17", "\tTAB"]
    data = csv_bytes(
        [*HEADING, "=A1", *"abcde"],
        *([*ROW[:2], "X", "Y", "", text, "", "", "", ""] for text in typed),
    )

    result = check(data)
    text = written(result)

    assert cells(text)[0][4] == "'=A1"
    assert [row[5] for row in cells(text)[1:]] == [
        "'=1+1", "'+62 812", "'@kios", "-10.17", "'\tTAB",
    ]  # fmt: skip
    again = check(text.encode())
    assert [draft.line.cells[5] for draft in again.drafts] == typed
    assert again.sheet.heading[4] == "=A1"


def test_a_row_longer_than_the_heading_stays_so(check):
    text = written(check(csv_bytes(HEADING, [*ROW, "RT 5", "RW 2"])))

    assert cells(text)[1][5:] == ["RT 5", "RW 2"]
    assert counts(check(text.encode())) == [0, 0, 0, 0, 1]


def test_without_rejected_rows_only_the_heading_is_written(check):
    assert cells(written(check(csv_bytes(HEADING, ROW)))) == [[*HEADING, "alasan_ditolak"]]


# -- from a list that was checked on the pages -----------------------------------------------------


def rows_of(data: bytes) -> list[list[str]]:
    """The cells of the one sheet of a workbook; each must be text."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert all(type(cell) is str for row in rows for cell in row)
    return rows


def of_upload(upload, bucket: str = "error") -> str:
    return rejects.of_upload(upload, bucket).data.decode()


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_the_page_gives_the_very_file_that_the_command_gives(check, petugas, delimiter):
    data = csv_bytes(
        [*HEADING, "HP", "Aneh"],
        [*ROW, "0812", "=1+1"],
        [*ROW[:2], "Xyzzy", "", "081200000001", "baris\nkedua"],
        [*ROW, "", ""],
        delimiter=delimiter,
    )

    assert of_upload(checked(data, by=petugas)) == written(check(data, by=petugas))


def test_numbers_of_a_workbook_come_back_as_numbers(petugas):
    data = xlsx([*HEADING, "NIK"], ["Kios", "Ana Uji", "Fontein", "", 9900000000000000])

    file = rejects.of_upload(checked(data, by=petugas), "error")

    assert (file.kind, file.rows) == ("xlsx", 1)
    heading, row = rows_of(file.data)
    assert heading == [*HEADING, "NIK", "alasan_ditolak"]
    assert row[:5] == ["Kios", "Ana Uji", "Fontein", "", "9900000000000000.0"]
    again = checked(file.data, by=petugas)
    assert again.outcome["counts"]["error"] == 1


def test_a_cell_of_a_workbook_comes_back_as_text_and_runs_no_formula(petugas):
    typed = ["=1+1", "@kios", "+62 812", "00123"]
    data = xlsx([*HEADING, *"abcd"], ["Kios", "Ana Uji", "Xyzzy", "", *typed])

    file = rejects.of_upload(checked(data, by=petugas), "error")

    assert rows_of(file.data)[1][4:8] == typed
    with zipfile.ZipFile(io.BytesIO(file.data)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "<v>" not in page.replace(' t="s"><v>', "")
    mapping = dict.fromkeys("abcd")
    assert checked(file.data, by=petugas, mapping=mapping).outcome["counts"]["error"] == 1


def test_duplicates_come_back_with_what_they_repeat(petugas):
    registered(by=petugas, name="Kios Melatti", owner=make_owner(name="Ester Uji", phone=PHONE))
    near = {"HP": PHONE}
    far = {"Nama Usaha": "Bengkel Jauh", "Nama Pemilik": "Oma Uji"}
    upload = checked(many(near, far, far), by=petugas)

    found = {row[0]: row[-1] for row in cells(of_upload(upload, "duplicate"))[1:]}

    assert found["Bengkel Jauh"] == "Repeats row 3 of the list."
    assert found["Kios Melati"].startswith("Looks like ")
    assert found["Kios Melati"].endswith("Kios Melatti of the register.")


def test_a_record_outside_the_work_area_is_not_named(petugas, persona):
    officer = persona("petugas", username="fontein", kelurahan="Fontein")
    far = registered(by=petugas, name="Kios Jauh", kelurahan="Oesapa")
    upload = prepared(csv_bytes(HEADING, ROW), by=officer)
    row(upload, 2, "duplicate", business=far, likeness=80)

    assert rejects.reasons_of(upload, "duplicate") == {2: "Looks like a record of the register."}


def test_the_page_hands_the_file_over_and_notes_who_took_how_much(browser, petugas, caplog):
    caplog.set_level("INFO", logger="imports.views.preview")
    upload = checked(many({"Kelurahan": "Xyzzy"}, {}), by=petugas)

    answer = browser.get(f"/admin/impor/{upload.pk}/ditolak.csv")

    assert cells(answer.content.decode())[1][:3] == ["Kios Melati", "Ester Uji", "Xyzzy"]
    assert answer["Content-Disposition"] == f'attachment; filename="ditolak-{upload.pk}.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert f"upload {upload.pk} by account {petugas.pk}: 1 rows" in caplog.text
    assert "Melati" not in caplog.text


def test_corrected_on_the_way_it_is_taken_in(browser, petugas):
    upload = checked(many({"Kelurahan": "Fontain"}), by=petugas)
    data = browser.get(f"/admin/impor/{upload.pk}/ditolak.csv").content

    again = checked(data.replace(b"Fontain", b"Fontein", 1), by=petugas)

    assert again.outcome["counts"]["new"] == 1
    assert again.outcome["ignored"] == ["alasan_ditolak"]


def test_a_file_that_was_deleted_is_told_in_a_sentence(browser, petugas):
    upload = checked(many({"Kelurahan": "Xyzzy"}), by=petugas)
    uploads.empty([upload.pk])

    answer = browser.get(f"/admin/impor/{upload.pk}/ditolak.csv", follow=True)

    assert "The file was deleted" in str(*answer.context["messages"])


def test_before_a_check_there_is_nothing_to_hand_over(browser, petugas):
    upload = prepared(csv_bytes(HEADING, ROW), by=petugas, heading=HEADING)

    answer = browser.get(f"/admin/impor/{upload.pk}/ditolak.csv", follow=True)
    assert "not checked yet" in str(*answer.context["messages"])
    assert browser.get(f"/admin/impor/{upload.pk}/ditolak.csv?bagian=baru").status_code == 404
