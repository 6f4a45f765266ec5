"""The steps of the preparation: each choice is validated, stored, and moves the list on."""

import pytest
from django.core.exceptions import PermissionDenied

from common.workflow import StaleVersion, WrongState
from imports import preparing, uploads
from imports.columns import BadColumns
from imports.models import Upload, UploadStep
from imports.sheets import UnreadableFile
from imports.uploads import WORKFLOW
from tests.imports.lists import csv_bytes, one
from tests.imports.workbook_files import fill, xlsx_by

HEADING = ["Nama Usaha", "Nama Pemilik", "Kelurahan", "Kategori", "Lain"]
ROW = ["Kios Melati", "Ester Uji", "Fontein", "", "x"]
MAPPING = {
    "Nama Usaha": "business_name",
    "Nama Pemilik": "owner_name",
    "Kelurahan": "kelurahan",
    "Kategori": "category",
    "Lain": None,
}


@pytest.fixture
def receive(petugas):
    def make(*rows, heading=HEADING, **how) -> Upload:
        data = csv_bytes(heading, *(rows or [ROW]), **how)
        return preparing.receive(data, file_name="daftar.csv", by=petugas)

    return make


@pytest.fixture
def mapped(receive, petugas):
    """A list with its columns chosen."""

    def make(*rows, **columns) -> Upload:
        upload = receive(*rows)
        upload = preparing.choose_sheet(upload, by=petugas, version=upload.version)
        chosen = {"mapping": MAPPING, "constants": {}, **columns}
        return preparing.choose_columns(upload, by=petugas, version=upload.version, **chosen)

    return make


@pytest.fixture
def checked(mapped, petugas):
    """A list that was checked, with what a check leaves."""
    upload = mapped()
    upload = preparing.choose_values(upload, by=petugas, version=upload.version, values={})
    upload = WORKFLOW.move(upload, "check", by=petugas, version=upload.version)
    return WORKFLOW.move(
        upload, "checked", by=petugas, version=upload.version, outcome={"rows": 1}, plan=b"plan"
    )


def test_a_file_is_kept_with_what_is_found_in_it(receive):
    upload = receive(delimiter=";", encoding="utf-8-sig")

    stored = Upload.objects.get(pk=upload.pk)
    assert (stored.encoding, stored.delimiter, stored.heading_row) == ("utf-8-sig", ";", 1)
    assert stored.heading == HEADING
    assert (stored.step, stored.status) == ("lembar", "prepared")


@pytest.mark.parametrize("data", [b"", b"   \n", b"%PDF-1.4", b"PK\x03\x04broken"])
def test_a_file_that_cannot_be_read_is_not_kept(data, petugas):
    with pytest.raises(UnreadableFile):
        preparing.receive(data, file_name="x.xlsx", by=petugas)

    assert not Upload.objects.exists()


def test_an_account_without_the_permission_brings_nothing_in(verifikator):
    with pytest.raises(PermissionDenied):
        preparing.receive(csv_bytes(HEADING, ROW), file_name="x.csv", by=verifikator)

    assert not Upload.objects.exists()


def test_the_name_of_a_file_is_cleaned(petugas):
    name = "daftar\0\u202e umkm" + "x" * 400 + ".csv"

    upload = preparing.receive(csv_bytes(HEADING, ROW), file_name=name, by=petugas)

    assert "\0" not in upload.file_name
    assert len(upload.file_name) == 200
    assert upload.file_name.endswith(".csv")


def test_another_heading_row_gives_other_headings(receive, petugas):
    upload = receive(["Kios", "Ester", "Fontein", "", ""], ["Toko", "Yosef", "Oesapa", "", ""])

    upload = preparing.choose_sheet(upload, by=petugas, version=upload.version, heading_row=2)

    assert upload.heading == ["Kios", "Ester", "Fontein", "", ""]
    assert (upload.heading_row, upload.step) == (2, "kolom")


def test_a_blank_row_is_no_heading(receive, petugas):
    upload = receive(["", "", "", "", ""], ROW)

    with pytest.raises(UnreadableFile, match="Row 2 holds nothing"):
        preparing.choose_sheet(upload, by=petugas, version=upload.version, heading_row=2)

    assert Upload.objects.get().step == "lembar"


def test_another_sheet_keeps_the_decisions_on_columns_of_the_same_name(petugas):
    def make(book):
        fill(book.add_worksheet("Satu"), [HEADING, ROW])
        fill(book.add_worksheet("Dua"), [["Nama Usaha", "NIK"], ["Kios", "-"]])

    upload = preparing.receive(xlsx_by(make), file_name="a.xlsx", by=petugas)
    assert upload.sheet == "Satu"
    upload = preparing.choose_sheet(upload, by=petugas, version=upload.version, sheet="Satu")
    upload = preparing.choose_columns(
        upload, by=petugas, version=upload.version, mapping=MAPPING, constants={}
    )

    upload = preparing.choose_sheet(upload, by=petugas, version=upload.version, sheet="Dua")

    assert upload.mapping == {"Nama Usaha": "business_name"}
    assert (upload.sheet, upload.step) == ("Dua", "kolom")


def test_without_a_kelurahan_the_columns_are_refused(receive, petugas):
    upload = receive()
    upload = preparing.choose_sheet(upload, by=petugas, version=upload.version)
    choice = {"mapping": {**MAPPING, "Kelurahan": None}, "version": upload.version}

    with pytest.raises(BadColumns, match="No column gives the kelurahan"):
        preparing.choose_columns(upload, by=petugas, constants={}, **choice)

    assert preparing.choose_columns(upload, by=petugas, constants={"kelurahan": "Oebobo"}, **choice)


def test_a_registry_number_stands_for_name_owner_and_kelurahan(receive, petugas):
    upload = receive()
    upload = preparing.choose_sheet(upload, by=petugas, version=upload.version)
    mapping = {**dict.fromkeys(HEADING), "Lain": "code"}

    changed = preparing.choose_columns(
        upload, by=petugas, version=upload.version, mapping=mapping, constants={}
    )

    assert changed.step == "nilai"


@pytest.mark.parametrize(
    "constants", [{"kelurahan": "Atlantis"}, {"nik": "123"}, {"no_target": "x"}]
)
def test_a_value_for_all_rows_must_be_readable(constants, mapped):
    with pytest.raises(BadColumns):
        mapped(constants=constants)


def test_unknown_words_are_counted_once_with_their_rows(mapped, look):
    upload = mapped(
        ["A", "B", "Oesapa Sel", "Kuliner", ""],
        ["C", "D", "oesapa  sel", "Zzz", ""],
        ["E", "F", "Fontein", "Zzz", ""],
        ["G", "H", "Kel. Oesapa Sel", "", ""],
        ["I", "J", "", "-", ""],
        ["K", "L", "Atlantis", "", "", "too", "long"],
    )

    words, more = preparing.unknown_words(upload, look)

    assert [(word.key, word.text, word.rows) for word in words] == [
        ("category", "Zzz", 2),
        ("kelurahan", "oesapa sel", 2),
        ("kelurahan", "Kel. Oesapa Sel", 1),
    ]
    assert more == 0
    assert words[1].nearest[0][1].startswith("Oesapa Selatan")


def test_words_that_were_decided_upon_are_still_listed(mapped, petugas, look):
    upload = mapped(["A", "B", "Atlantis", "", ""])
    upload = preparing.choose_values(
        upload, by=petugas, version=upload.version, values={"kelurahan": {"Atlantis": None}}
    )

    assert [word.text for word in preparing.unknown_words(upload, look).found] == ["Atlantis"]


def test_a_column_that_holds_no_such_words_is_not_compared_to_its_end(mapped, look, monkeypatch):
    monkeypatch.setattr(preparing, "MOST_WORDS", 10)
    upload = mapped(*[["A", "B", f"Jalan {number}", "", ""] for number in range(30)])

    words, more = preparing.unknown_words(upload, look)

    assert (len(words), more) == (10, 20)


def test_a_code_of_no_choice_is_refused(mapped, petugas):
    upload = mapped()

    with pytest.raises(BadColumns):
        preparing.choose_values(
            upload, by=petugas, version=upload.version, values={"kelurahan": {"X": "99.99"}}
        )

    assert Upload.objects.get().step == "nilai"


def test_every_change_bumps_the_version_and_an_old_one_is_refused(receive, petugas):
    upload = receive()
    changed = preparing.choose_sheet(upload, by=petugas, version=1)
    assert changed.version == 2

    with pytest.raises(StaleVersion):
        preparing.choose_sheet(upload, by=petugas, version=1, heading_row=2)


def test_the_list_of_somebody_else_cannot_be_changed(receive, persona):
    upload = receive()

    with pytest.raises(PermissionDenied):
        preparing.choose_sheet(upload, by=persona("petugas", username="rekan"), version=1)


@pytest.mark.parametrize(
    "change",
    [
        lambda upload, **who: preparing.choose_sheet(upload, heading_row=2, **who),
        lambda upload, **who: preparing.choose_columns(
            upload, mapping=MAPPING, constants={"source": "dinas"}, **who
        ),
        lambda upload, **who: preparing.choose_values(
            upload, values={"category": {"Zzz": None}}, **who
        ),
    ],
)
def test_a_change_takes_a_checked_list_back_to_preparation(change, checked, petugas):
    changed = change(checked, by=petugas, version=checked.version)

    assert changed.status == "prepared"
    stored = Upload.objects.get()
    assert (stored.status, stored.outcome, bytes(stored.plan)) == ("prepared", {}, b"")
    assert UploadStep.objects.filter(action="prepare").count() == 1


def test_the_same_choice_again_leaves_a_checked_list_checked(checked, petugas):
    same = {"sheet": "", "heading_row": 1, "encoding": "utf-8", "delimiter": ","}

    again = preparing.choose_sheet(checked, by=petugas, version=checked.version, **same)

    assert (again.status, again.version) == ("checked", checked.version)
    assert Upload.objects.get().outcome == {"rows": 1}


def test_a_list_that_is_being_checked_cannot_be_changed(checked, petugas):
    running = WORKFLOW.move(checked, "check", by=petugas, version=checked.version)

    with pytest.raises(WrongState):
        preparing.choose_values(running, by=petugas, version=running.version, values={})


def test_a_deleted_file_is_said_so(receive, petugas):
    upload = receive()
    uploads.empty([upload.pk])
    upload = Upload.objects.get()

    with pytest.raises(uploads.FileDeleted):
        preparing.choose_sheet(upload, by=petugas, version=upload.version)


def test_the_same_file_is_kept_a_second_time_only_on_purpose(receive, petugas):
    upload = receive()
    data = uploads.content_of(upload)

    with pytest.raises(preparing.AlreadyHere) as refused:
        preparing.receive(data, file_name="lagi.csv", by=petugas)

    assert refused.value.known.upload == upload
    assert preparing.receive(data, file_name="lagi.csv", by=petugas, again=True) != upload


def test_a_row_of_the_list_is_not_kept_as_its_heading(petugas):
    rows = [["Kios", f"99000000000001{number}"] for number in range(10, 14)]
    upload = preparing.receive(csv_bytes(*rows), file_name="a.csv", by=petugas)
    assert upload.heading == []

    with pytest.raises(UnreadableFile, match="Row 1 holds long numbers"):
        preparing.choose_sheet(upload, by=petugas, version=upload.version)


def test_long_numbers_are_no_words(mapped, look):
    upload = mapped(["A", "B", "9900000000000101", "", ""], ["C", "D", "0860 0000 0101", "", ""])

    assert preparing.unknown_words(upload, look) == ([], 2)


def test_values_for_all_rows_are_told_by_name_and_half_hidden(receive, petugas):
    upload = receive()
    upload.constants = {
        "kelurahan": "53.71.05.1008",
        "phone": "0860 0000 0101",
        "source": "Dinas Uji",
    }

    assert preparing.constant_labels(upload) == [
        ("Fontein (Kota Raja)", "kelurahan"),
        ("0860••••••0101", "phone of the owner"),
        ("Dinas Uji", "source"),
    ]


def test_the_same_file_is_recognised(receive, petugas, persona):
    upload = receive()

    assert preparing.earlier(upload.sha256, by=petugas).upload == upload
    assert preparing.earlier("0" * 64, by=petugas) == (None, None)
    assert preparing.earlier(upload.sha256, by=persona("petugas", username="r")) == (None, None)


def test_an_account_cannot_pile_up_unfinished_lists(petugas, settings):
    settings.IMPORT_MOST_UNFINISHED = 1
    preparing.receive(one(), file_name="a.csv", by=petugas)

    with pytest.raises(UnreadableFile, match="Finish or discard"):
        preparing.receive(one(Kegiatan="x"), file_name="b.csv", by=petugas)
