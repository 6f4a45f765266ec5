"""The template: what kelurahan fill in comes back without a mapping, and its example never does."""

import io

import pytest
from python_calamine import CalamineWorkbook

from imports import columns, template
from imports.running import run
from imports.targets import BY_KEY
from tests.imports.lists import options
from tests.imports.workbook_files import xlsx_by

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/impor/templat.xlsx"


@pytest.fixture
def workbook(register) -> bytes:
    out = io.BytesIO()
    template.write(out)
    return out.getvalue()


def rows(data: bytes, name: str = "Daftar") -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


def test_every_heading_is_known_for_what_it_is(workbook):
    heading = rows(workbook)[0]
    assert [columns.find(text).key for text in heading] == list(template.COLUMNS)
    assert all(columns.find(text).is_exact for text in heading)


def test_the_example_is_read_and_refused_with_one_sentence(workbook):
    result = run(workbook, options())
    assert result.sheet.name == "Daftar"
    assert result.sheet.hidden == ("Pilihan",)
    assert [draft.bucket for draft in result.drafts] == ["error"]
    assert [p.reason for p in result.errors] == [
        "This is the example row of the template: delete it."
    ]


def test_a_row_that_was_filled_in_enters_the_register(workbook, petugas):
    heading, example = rows(workbook)
    filled = dict(zip(heading, example, strict=True))
    filled[heading[0]] = "Dapur Sei Uji"

    def sheet(book):
        page = book.add_worksheet("Daftar")
        for column, (name, value) in enumerate(filled.items()):
            page.write_string(0, column, name)
            page.write_string(1, column, str(value))

    result = run(xlsx_by(sheet), options(), by=petugas, commit=True)

    assert result.errors == []
    assert result.counts["new"] == 1
    assert result.unknown == []


@pytest.mark.parametrize("key", ["kelurahan", "category", "place_kind", "owner_kind", "gender"])
def test_everything_that_is_offered_is_known(register, look, key):
    from django.utils.translation import override

    from imports.values import READERS

    with override("id"):
        offered = template._choices()[key]
    assert len(offered) >= 2
    for word in offered:
        cell = READERS[key](word, look)
        assert cell.values, word
        assert not cell.warnings, word


def test_cells_are_text_and_choices_are_dropped_down(workbook, tmp_path):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == 5
    assert "Pilihan!$E$1:$E$51" in sheet
    assert '<c r="N2"' in sheet
    assert 't="s"' in sheet
    assert "<f>" not in sheet


def test_the_help_sheet_explains_every_column(workbook):
    text = {row[0] for row in rows(workbook, "Petunjuk") if row[0]}
    with_labels = {str(BY_KEY[key].label) for key in template.COLUMNS}
    assert len(text & set(rows(workbook)[0])) == len(with_labels)


def test_who_may_import_downloads_it(client_of, petugas, verifikator, client):
    answer = client_of(petugas).get(ADDRESS)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith('templat-impor-umkm.xlsx"')
    assert rows(answer.content)[1][0].startswith("CONTOH")
    assert client_of(verifikator).get(ADDRESS).status_code == 403
    assert client.get(ADDRESS).status_code == 302
