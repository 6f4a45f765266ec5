"""The command: what it prints, what it writes, and one sentence for every refusal."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from businesses.models import Business
from tests.imports.lists import HEADING, ROW, csv_bytes, many, one
from tests.imports.workbook_files import fill, xlsx, xlsx_by

pytestmark = pytest.mark.django_db

KEYS = ["rows", "new", "changed", "same", "duplicate", "error", "committed", "errors"]


@pytest.fixture
def list_file(tmp_path, register):
    """Write a list to a file and give its path."""

    def make(data: bytes, name: str = "daftar.csv") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return make


def printed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_businesses", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments: str) -> dict:
    return json.loads(printed(*arguments, "--format", "json"))


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as refused:
        printed(*arguments)
    return str(refused.value)


def test_the_json_has_the_agreed_keys_and_its_counts_add_up(list_file):
    data = many({}, {"Nama Usaha": "B"}, {}, {"Kelurahan": "Fontain", "HP": "0812"})

    answer = as_json(list_file(data))

    assert list(answer)[:8] == KEYS
    assert [answer[key] for key in KEYS[:7]] == [4, 2, 0, 0, 1, 1, False]
    assert answer["errors"] == [
        {
            "row": 5,
            "column": "HP",
            "value": "0812",
            "reason": answer["errors"][0]["reason"],
        },
        {
            "row": 5,
            "column": "Kelurahan",
            "value": "Fontain",
            "reason": "No kelurahan of the city has this name. "
            "Correct it; the nearest: Fontein, Naioni.",
        },
    ]
    assert answer["duplicate_rows"] == [
        {"row": 4, "of": 2, "business": None, "likeness": 0, "columns": []}
    ]
    assert (answer["encoding"], answer["delimiter"]) == ("utf-8", ",")
    assert answer["columns"]["Nama Usaha"] == "business_name"


def test_the_row_of_the_heading_can_be_named(list_file):
    data = many({}, {"Nama Usaha": "Nama Usaha", "Kelurahan": "Kelurahan"})

    answer = as_json(list_file(data), "--heading-row", "1")

    assert (answer["heading_row"], answer["rows"]) == (1, 2)
    assert "Row 99 holds nothing" in refusal(list_file(data), "--heading-row", "99")


def test_a_dry_run_needs_no_account_and_writes_nothing(list_file):
    text = printed(list_file(one()))

    assert "Dry run: nothing was written." in text
    assert not Business.objects.exists()


def test_a_commit_is_made_by_the_account_that_is_named(list_file, petugas):
    text = printed(list_file(one()), "--commit", "--user", petugas.username)

    assert "Written as batch" in text
    assert Business.objects.get().created_by == petugas
    assert as_json(list_file(one()), "--commit", "--user", "petugas")["same"] == 1


def test_what_was_understood_is_printed_before_the_counts(list_file):
    data = many({"rincian_kgiatan_usaha": "jual nasi", "bina_usaha": "Ya"}, Kelurahan="")

    text = printed(list_file(data), "--set", "kelurahan=Fontein")

    assert "Encoding utf-8, delimiter “,”, heading in row 1." in text
    assert "  Nama Usaha → business name" in text
    assert "  --set Fontein → kelurahan" in text
    assert "Columns not read: bina_usaha." in text
    assert "! Column “rincian_kgiatan_usaha” was read as “rincian kegiatan usaha”" in text


def test_every_error_is_printed_with_row_column_value_and_reason(list_file):
    text = printed(list_file(many({"Kelurahan": "Fontain"}, {"HP": "0812"})))

    lines = text.splitlines()
    assert any(line.split()[:3] == ["2", "Kelurahan", "Fontain"] for line in lines)
    assert any(line.split()[:3] == ["3", "HP", "0812"] for line in lines)


def test_duplicates_changes_and_warnings_are_printed(list_file, petugas):
    printed(list_file(one(HP="081200000001")), "--commit", "--user", "petugas")

    text = printed(
        list_file(
            many(
                {"HP": "081200000002"},
                {"Nama Usaha": "B", "Kategori": "Lain-lain"},
                {"Nama Usaha": "B", "Kategori": "Kuliner"},
            )
        )
    )

    assert "row 2: phone" in text
    assert "Row 4 repeats row 3. Not taken over: Kategori." in text
    assert (
        "Kategori: “Lain-lain” is no category of the register; it is left out. (1 row: 3)" in text
    )


def test_a_mapping_file_names_the_columns(list_file):
    data = csv_bytes(["Nama", "Empunya", "Kelurahan"], ["Kios", "Ester Uji", "Fontein"])
    mapping = json.dumps({"Nama": "business_name", "Empunya": "owner_name"}).encode()

    answer = as_json(list_file(data), "--mapping", list_file(mapping, "peta.json"))

    assert (answer["new"], answer["error"]) == (1, 0)


def test_rejected_rows_are_written_to_the_file_that_is_named(list_file, tmp_path):
    out = tmp_path / "ditolak.csv"

    printed(list_file(many({}, {"Kelurahan": "Fontain"})), "--rejects", str(out))

    assert out.read_bytes().startswith(b"\xef\xbb\xbfNama Usaha,")
    assert b"Fontain" in out.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["daftar.csv", "ditolak.csv"]


def test_the_list_itself_is_never_overwritten(list_file):
    path = list_file(one())

    assert "would overwrite the list itself" in refusal(path, "--rejects", path)


def test_a_folder_is_no_file_of_rejected_rows(list_file, tmp_path):
    assert "not of a folder" in refusal(list_file(one()), "--rejects", str(tmp_path))


def test_rejects_that_cannot_be_written_stop_the_import_before_it_starts(list_file, petugas):
    path = list_file(one())

    reason = refusal(path, "--rejects", "/nowhere/x.csv", "--commit", "--user", "petugas")

    assert "cannot be written" in reason
    assert not Business.objects.exists()


def test_a_list_that_is_refused_leaves_an_older_file_of_rejected_rows_alone(list_file, tmp_path):
    out = tmp_path / "ditolak.csv"
    out.write_text("lama")

    assert refusal(list_file(b""), "--rejects", str(out)) == "The file is empty."

    assert out.read_text() == "lama"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--commit"], "Say who imports: --user"),
        (["--commit", "--user", "hantu"], "There is no active account of this name."),
        (["--commit", "--user", "verifikator"], "This account may not import."),
        (["--set", "kelurahan"], "Write --set column=value"),
        (["--set", "kelurahan=Fontain"], "kelurahan=Fontain: No kelurahan of the city"),
        (["--set", "warna=biru"], "“warna” is no column of the register."),
        (["--mapping", "/nowhere.json"], "The file of --mapping cannot be opened"),
        (["--delimiter", "§"], "The delimiter is a comma"),
        (["--encoding", "utf-16"], "The characters of this file are not utf-16"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(
    list_file, verifikator, arguments, sentence
):
    reason = refusal(list_file(one()), *arguments)

    assert reason.startswith(sentence)
    assert "\n" not in reason


@pytest.mark.parametrize("text", ["{", "[1]", '{"A": 1}', "\ufeff{}x"])
def test_a_mapping_that_is_no_mapping_is_refused(list_file, text):
    reason = refusal(list_file(one()), "--mapping", list_file(text.encode(), "peta.json"))

    assert reason.startswith(("The mapping file is", "The file of --mapping is"))


@pytest.mark.parametrize("path", ["/nowhere.csv", "/"])
def test_a_path_without_a_file_is_refused(register, path):
    assert refusal(path).startswith("The file cannot be opened")


def test_a_workbook_is_read_whatever_its_name(list_file):
    data = xlsx_by(
        lambda book: [fill(book.add_worksheet(name), [HEADING, ROW]) for name in ("Alak", "Oebobo")]
    )

    text = printed(list_file(data, "daftar.csv"))
    answer = as_json(list_file(data), "--sheet", "Oebobo")

    assert "Sheet “Alak”, heading in row 1." in text
    assert "! Sheets of the workbook that were not read: “Oebobo”." in text
    assert (answer["new"], answer["sheet"], answer["other_sheets"]) == (1, "Oebobo", ["Alak"])
    assert (answer["encoding"], answer["hidden_sheets"]) == ("", [])


def test_a_sheet_that_is_not_there_is_refused_with_the_names_of_those_that_are(list_file):
    path = list_file(xlsx(HEADING, ROW, name="Alak"))

    assert refusal(path, "--sheet", "Oebobo") == (
        "The workbook has no sheet “Oebobo”. It has: “Alak”."
    )
    assert refusal(path, "--sheet", "x\0").startswith("The workbook has no sheet")
    assert refusal(list_file(one()), "--sheet", "Alak") == (
        "Only a workbook has sheets; this is a text file."
    )


def test_a_data_base_that_refuses_is_a_sentence(list_file, monkeypatch):
    def broken():
        raise DatabaseError("no such table: businesses_kelurahan\nmore")

    monkeypatch.setattr("imports.running.Lookups.load", broken)
    assert refusal(list_file(one())) == (
        "The data base refused: no such table: businesses_kelurahan. Nothing was written."
    )


def test_the_bar_is_shown_on_a_terminal_only(list_file):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    data = csv_bytes(HEADING, *([f"Kios {n}", *ROW[1:]] for n in range(3)))
    terminal, pipe = Terminal(), io.StringIO()
    for stderr in (terminal, pipe):
        call_command("import_businesses", list_file(data), stdout=io.StringIO(), stderr=stderr)

    assert "3 / 3" in terminal.getvalue()
    assert pipe.getvalue() == ""
