"""Workbooks that hold a list, however messy."""

from tests.imports.file_cases import (
    HEADING,
    ROW,
    counts,
    gives,
)
from tests.imports.workbook_files import (
    Failed,
    fill,
    ods,
    text_cell,
    xls,
    xlsx,
    xlsx_by,
    xlsx_with,
)


def long_xlsx(rows: int) -> bytes:
    heading = f'<row r="1">{text_cell("A1", "Nama Usaha")}</row>'
    cells = (f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, rows + 2))
    return xlsx_with(heading + "".join(cells))


def _offset() -> bytes:
    return xlsx_by(lambda book: fill(book.add_worksheet("A"), [HEADING, ROW], row=4, column=2))


def _several() -> bytes:
    def make(book) -> None:
        fill(book.add_worksheet("Petunjuk"), [["Isi lembar kedua."]])
        fill(book.add_worksheet("Daftar"), [HEADING, ROW])
        fill(book.add_worksheet("Pilihan"), [["Kelurahan"], ["Fontein"]])

    return xlsx_by(make)


def _hidden_first() -> bytes:
    def make(book) -> None:
        hidden, shown, secret = (book.add_worksheet(name) for name in "ABC")
        fill(hidden, [[*HEADING, "NIK"], ["X", "Y", "Z"]])
        fill(shown, [HEADING, ROW])
        fill(secret, [[*HEADING, "NIK"], ["X", "Y", "Z"]])
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()
        secret.very_hidden()

    return xlsx_by(make)


def _merged_heading() -> bytes:
    def make(book) -> None:
        sheet = book.add_worksheet("Data")
        sheet.merge_range("A1:D1", "DAFTAR UMKM")
        sheet.merge_range("A2:A3", "Nama Usaha")
        sheet.merge_range("B2:C2", "Pemilik")
        sheet.merge_range("D2:D3", "Alamat Usaha")
        fill(sheet, [[None, "Nama", "NIK"], ["A", "B", "-", "C"]], row=2)

    return xlsx_by(make)


def _merged_cells() -> bytes:
    def make(book) -> None:
        sheet = book.add_worksheet("Data")
        fill(sheet, [["Nama Usaha", "Kelurahan"], ["A"], ["B"], ["C", "Oepura"]])
        sheet.merge_range("B2:B3", "Fontein")

    return xlsx_by(make)


def _chart() -> bytes:
    def make(book) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Data!$A$1:$A$2"})
        book.add_chartsheet("Grafik").set_chart(chart)
        fill(book.add_worksheet("Data"), [HEADING, ROW])

    return xlsx_by(make)


def _rows(*rows: str) -> str:
    return "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, start=1))


TWO_ROWS = _rows(
    text_cell("A1", "Nama Usaha") + text_cell("B1", "Alamat"),
    text_cell("A2", "Kios Melati") + text_cell("B2", "Jl. Cendana"),
)
NO_ADDRESSES = (
    '<row><c t="inlineStr"><is><t>Nama Usaha</t></is></c><c t="inlineStr"><is><t>NIB</t></is></c>'
    '</row><row><c t="inlineStr"><is><t>A</t></is></c><c t="e"><v>#REF!</v></c></row>'
)
LATE_ROW = f'<row r="90000">{text_cell("A90000", "B")}</row>'
FAR_FORMAT = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
BLANK_ROWS_OF_ODS = (
    '<table:table-row table:number-rows-repeated="{}">'
    '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
)
LISTS = [
    gives("XLSX", lambda: xlsx(HEADING, ROW), (2, ROW)),
    gives("XLS", lambda: xls([HEADING, ROW]), (2, ROW)),
    gives("ODS", lambda: ods([HEADING, ROW]), (2, ROW)),
    gives("a table that begins at C5", _offset, (6, ["", "", *ROW])),
    gives("several sheets", _several, (2, ROW)),
    gives("hidden sheets", _hidden_first, (2, ROW)),
    gives("a sheet with a chart", _chart, (2, ROW)),
    gives("XLS with a hidden sheet", lambda: xls([HEADING, ROW], hidden=[["NIK"]]), (2, ROW)),
    gives("ODS with a hidden sheet", lambda: ods([HEADING, ROW], hidden=[["NIK"]]), (2, ROW)),
    gives("a merged heading", _merged_heading, (4, ["A", "B", "-", "C"])),
    gives(
        "merged cells",
        _merged_cells,
        (2, ["A", "Fontein"]),
        (3, ["B", "Fontein"]),
        (4, ["C", "Oepura"]),
    ),
    gives("whole numbers", lambda: xlsx(["Nama Usaha", "RT"], ["A", 5]), (2, ["A", "5"])),
    gives(
        "a fraction", lambda: xlsx(["Nama Usaha", "Lintang"], ["A", -10.17]), (2, ["A", "-10.17"])
    ),
    gives("truth values", lambda: xlsx(["Nama Usaha", "QRIS"], ["A", True]), (2, ["A", "ya"])),
    gives("a line break in XLSX", lambda: xlsx(HEADING, ["A\nB", "C"]), (2, ["A\nB", "C"])),
    gives("a line break in ODS", lambda: ods([HEADING, ["A\nB", "C"]]), (2, ["A\nB", "C"])),
    gives("an error in XLSX", lambda: xlsx(HEADING, ["A", Failed("#N/A")]), (2, ["A", "#N/A"])),
    gives("an error in XLS", lambda: xls([HEADING, ["A", Failed("#REF!")]]), (2, ["A", "#REF!"])),
    gives("an error in ODS", lambda: ods([HEADING, ["A", Failed("#N/A")]]), (2, ["A", "#N/A"])),
    gives("cells without addresses", lambda: xlsx_with(NO_ADDRESSES), (2, ["A", "#REF!"])),
    gives("formatted cells far away", lambda: xlsx_with(TWO_ROWS + FAR_FORMAT), (2, ROW)),
    gives(
        "blank rows of ODS in front",
        lambda: ods([HEADING, ROW], before=BLANK_ROWS_OF_ODS.format(40_000)),
        (40_002, ROW),
    ),
    gives(
        "blank rows of ODS to the end",
        lambda: ods([HEADING, ROW], after=BLANK_ROWS_OF_ODS.format(1_048_574)),
        (2, ROW),
    ),
    gives("blank rows between", lambda: xlsx_with(TWO_ROWS + LATE_ROW), (2, ROW), (90000, ["B"])),
    gives("a formula as text in XLSX", lambda: xlsx(HEADING, ["=1+1", "'-5"]), (2, ["=1+1", "-5"])),
    counts("XLSX of 100,000 rows", lambda: long_xlsx(100_000), 100_000),
]
