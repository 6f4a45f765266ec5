"""Messy and hostile files, made here, each with what reading must give: rows or one sentence.

`tests/imports/test_hostile_files.py` holds the reader to them; `benchmarks/hostile_files.py`
takes the time and the memory.
"""

import bz2
import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.imports.lists import csv_bytes
from tests.imports.workbook_files import (
    Failed,
    fill,
    ods,
    ole,
    packed,
    parts,
    text_cell,
    xls,
    xlsx,
    xlsx_by,
    xlsx_with,
)

HEADING = ["Nama Usaha", "Alamat"]
ROW = ["Kios Melati", "Jl. Cendana"]
CAFE = ["Kafé “Se’i”", "Jl. Cendana; No. 1"]
MEGABYTE = 1024 * 1024

DAMAGED = "The file is damaged."
PASSWORD = "The file has a password."  # noqa: S105  a sentence
UNPACKS = "This file unpacks to far more"
TOO_LARGE = "The workbook is too large to read."
NO_WORKBOOK = "This packed file is no spreadsheet."
NO_TEXT = "This is not a text file."
NO_TABLE = "This is no table."
WEB_PAGE = "This is a web page or XML file."
NO_ROWS = "The file has no rows."
MANY_ROWS = "The file has more than 100,000 rows."
MANY_CELLS = "The file has more than 2,000,000 cells."
MANY_COLUMNS = "The file has more than 200 columns."
TOO_RIGHT = "lies too far right"


@dataclass(frozen=True)
class Case:
    """A file and what becomes of it.

    Attributes:
        sentence: how the refusal begins, or what it holds.
        rows: or the rows below the heading, with their numbers.
        count: or only how many there are.
    """

    name: str
    make: Callable[[], bytes]
    sentence: str = ""
    rows: tuple[tuple[int, tuple[str, ...]], ...] | None = None
    count: int | None = None


def gives(name: str, make: Callable[[], bytes], *rows: tuple[int, list[str]]) -> Case:
    return Case(name, make, rows=tuple((number, tuple(cells)) for number, cells in rows))


def counts(name: str, make: Callable[[], bytes], count: int) -> Case:
    return Case(name, make, count=count)


def refused(name: str, make: Callable[[], bytes], sentence: str) -> Case:
    return Case(name, make, sentence=sentence)


def text(content: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: content.encode(encoding)


def table(delimiter: str = ",", encoding: str = "utf-8", row: list[str] = CAFE):
    return lambda: csv_bytes(HEADING, row, delimiter=delimiter, encoding=encoding)


# -- text ----------------------------------------------------------------------------------------
DIALECTS = [
    gives("comma", table(), (2, CAFE)),
    gives("semicolon", table(";"), (2, CAFE)),
    gives("TSV", table("\t"), (2, CAFE)),
    gives("UTF-8 with a mark", table(encoding="utf-8-sig"), (2, CAFE)),
    gives("cp1252", table(";", "cp1252"), (2, CAFE)),
    gives("UTF-16 with a mark", table("\t", "utf-16"), (2, CAFE)),
    gives(
        "UTF-16 big-endian with a mark",
        text("\ufeffNama Usaha,Alamat\nA,B\n", "utf-16-be"),
        (2, ["A", "B"]),
    ),
    gives("UTF-16 without a mark", table("\t", "utf-16-le"), (2, CAFE)),
    gives("UTF-16 big-endian without a mark", table(";", "utf-16-be"), (2, CAFE)),
    gives(
        "CR alone ends the lines",
        text("Nama Usaha,Alamat\rA,B\rC,D\r"),
        (2, ["A", "B"]),
        (3, ["C", "D"]),
    ),
    gives(
        "mixed line ends",
        text("Nama Usaha,Alamat\r\nA,B\rC,D\nE,F"),
        (2, ["A", "B"]),
        (3, ["C", "D"]),
        (4, ["E", "F"]),
    ),
    gives(
        "a line break in a cell",
        text('Nama Usaha,Alamat\n"A\nB",C\nD,E\n'),
        (2, ["A\nB", "C"]),
        (3, ["D", "E"]),
    ),
    gives(
        "quotation marks in a cell",
        text('Nama Usaha,Alamat\n"Kios ""Oke""",B\n'),
        (2, ['Kios "Oke"', "B"]),
    ),
    gives(
        "a quotation mark amid a cell",
        text('Nama Usaha,Alamat\nKios 5" TV,B\n'),
        (2, ['Kios 5" TV', "B"]),
    ),
    gives(
        "a line that names the delimiter", text("sep=;\nNama Usaha;Alamat\nA;B\n"), (3, ["A", "B"])
    ),
    gives("delimiters at the ends", text("Nama Usaha;Alamat;;\nA;B;;\n"), (2, ["A", "B", "", ""])),
    gives("ragged rows", text("Nama Usaha,Alamat\nA\nB,C,D\n"), (2, ["A"]), (3, ["B", "C", "D"])),
    gives("blank rows", text("\n\nNama Usaha,Alamat\n,\n\u00a0,\nA,B\n"), (6, ["A", "B"])),
    gives(
        "title rows", text("DAFTAR UMKM,\nTahun 2022,\nNama Usaha,Alamat\nA,B\n"), (4, ["A", "B"])
    ),
    gives(
        "a row of column numbers",
        text("No,Nama Usaha,Alamat\n(1),(2),(3)\n1,A,B\n"),
        (3, ["1", "A", "B"]),
    ),
    gives(
        "a heading of two rows",
        text("Nama Usaha,Pemilik,,NIB\n,Nama,NIK,\nA,B,-,-\n"),
        (3, ["A", "B", "-", "-"]),
    ),
    gives("an apostrophe that marks text", text("Nama Usaha,HP\nA,'0812\n"), (2, ["A", "0812"])),
    gives("zero-width signs", text("\u200bNama Usaha,Alamat\n\u200bA,B\n"), (2, ["\u200bA", "B"])),
    gives(
        "a formula as text",
        text("Nama Usaha,Alamat\n=cmd|' /C calc'!A0,B\n"),
        (2, ["=cmd|' /C calc'!A0", "B"]),
    ),
    counts("a heading alone", text("Nama Usaha,Alamat\n"), 0),
    counts("100,000 rows", lambda: b"Nama Usaha,Alamat\n" + b"A,B\n" * 100_000, 100_000),
]
NO_TABLES = [
    refused("nothing", lambda: b"", "The file is empty."),
    refused("blanks", lambda: b" \r\n\t ", "The file is empty."),
    refused("a mark alone", lambda: b"\xef\xbb\xbf", NO_ROWS),
    refused("blank cells", lambda: b",,\n,,\n", NO_ROWS),
    refused("NUL", lambda: b"Nama Usaha,Al\0amat\n", NO_TEXT),
    refused("zeros", lambda: bytes(100_000), NO_TEXT),
    refused("UTF-32", text("Nama Usaha,Alamat\n", "utf-32"), NO_TEXT),
    refused("UTF-16 cut off", lambda: "\ufeffNama".encode("utf-16-le")[:-1], "The characters of"),
    refused("a lone half of a pair", lambda: b"\xff\xfe\x00\xd8a\x00", "The characters of"),
    refused("no characters at all", lambda: b"Nama Usaha\n\x81\x8d\n", "The characters of"),
    refused("an open quotation mark", text('Nama Usaha,A\nA,B\n"C,D\nE,F\n'), "Row 3: a quot"),
    refused("a cell of 1 MB", text("Nama Usaha\n" + "x" * MEGABYTE), "Row 2: a cell is far"),
    refused("a quoted cell of 1 MB", text('A\n"' + "x\n" * MEGABYTE + '"'), "Row 2: a cell is"),
    refused("a line of 3 MB", text("Nama Usaha," + "x," * (MEGABYTE + MEGABYTE // 2)), "A line"),
    refused("201 columns", lambda: b",".join([b"Nama Usaha"] * 201), MANY_COLUMNS),
    refused("a million columns", lambda: b"a" + b"," * 1_000_000 + b"b", MANY_COLUMNS),
    refused("100,001 rows", lambda: b"Nama Usaha,Alamat\n" + b"A,B\n" * 100_001, MANY_ROWS),
    refused("too many cells", lambda: (b"x," * 199 + b"x\n") * 10_001, MANY_CELLS),
    refused("21 MB", lambda: b"Nama Usaha\n" + b"x\n" * (11 * MEGABYTE), "The file is larger than"),
    refused("a web page named XLS", lambda: b"\r\n<HTML><table><tr><td>Nama", WEB_PAGE),
    refused("XML of Excel 2003", lambda: b'<?xml version="1.0"?><Workbook/>', WEB_PAGE),
    refused("PDF", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", NO_TABLE),
    refused("PNG", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), NO_TABLE),
    refused("JPEG", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF", NO_TABLE),
    refused("gzip", lambda: gzip.compress(b"Nama Usaha,Alamat\nA,B\n"), NO_TABLE),
    refused("RTF", lambda: b"{\\rtf1\\ansi Nama Usaha}", NO_TABLE),
]


# -- workbooks that hold a list ------------------------------------------------------------------


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


def _only_hidden_rows() -> bytes:
    def make(book) -> None:
        book.add_worksheet("Kosong")
        hidden = book.add_worksheet("Sembunyi")
        fill(hidden, [HEADING, ROW])
        hidden.hide()

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
LAST_CELL = f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
RIGHTMOST_CELL = f'<row r="1">{text_cell("A1", "NIK")}{text_cell("XFD1", "x")}</row>'
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
    counts("XLSX of 100,000 rows", lambda: _long_xlsx(100_000), 100_000),
]


# -- workbooks that attack, or are none ------------------------------------------------------------


def _long_xlsx(rows: int) -> bytes:
    heading = f'<row r="1">{text_cell("A1", "Nama Usaha")}</row>'
    cells = (f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, rows + 2))
    return xlsx_with(heading + "".join(cells))


def _directory_says(data: bytes, part: str, *, size: int | None = None, flag: int = 0) -> bytes:
    """The file with another unpacked size, or a flag, in the directory entry of a part."""
    changed = bytearray(data)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length] == part.encode():
            struct.pack_into(
                "<H", changed, at + 8, struct.unpack_from("<H", data, at + 8)[0] | flag
            )
            if size is not None:
                struct.pack_into("<L", changed, at + 24, size)
        at = data.find(b"PK\x01\x02", at + 46)
    return bytes(changed)


SHEET = "xl/worksheets/sheet1.xml"


def _bomb() -> bytes:
    return packed({**parts(xlsx(HEADING)), SHEET: b" " * (20 * MEGABYTE)})


def _quine_of_parts() -> bytes:
    """6,000 parts, all with a directory entry of their own."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for number in range(6_000):
            package.writestr(f"p{number}", b"x")
    return file.getvalue()


def _laughs() -> bytes:
    entities = '<!ENTITY a "' + "ha" * 500 + '">'
    for name, before in zip("bcdefgh", "abcdefg", strict=True):
        entities += f'<!ENTITY {name} "{f"&{before};" * 50}">'
    xml = f'<?xml version="1.0"?><!DOCTYPE w [{entities}]><workbook><sheets>&h;</sheets></workbook>'
    return packed({**parts(xlsx(HEADING)), "xl/workbook.xml": xml.encode()})


def _outside() -> bytes:
    """A sheet whose cell asks for a file of the server."""
    made = parts(
        xlsx_with(TWO_ROWS + '<row r="3"><c r="A3" t="inlineStr"><is><t>&x;</t></is></c></row>')
    )
    entity = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet'
    return packed({**made, SHEET: made[SHEET].replace(b"<worksheet", entity)})


def _repeated_string() -> bytes:
    """One long shared string, shown by a million cells."""
    long = "x" * 30_000
    strings = f"<sst><si><t>{long}</t></si></sst>"
    row = "<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>"
    made = parts(xlsx_with(row * 2_000))
    return packed({**made, "xl/sharedStrings.xml": strings.encode()})


def _repeated_cells_of_ods() -> bytes:
    row = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>"
    )
    return ods([], before=row)


def _bzip2() -> bytes:
    return packed(parts(xlsx(HEADING, ROW)), compression=zipfile.ZIP_BZIP2)


def _encrypted_ods() -> bytes:
    made = parts(ods([HEADING, ROW]))
    manifest = b"<m><e><manifest:encryption-data/></e></m>"
    return packed({**made, "content.xml": b"\x9f" * 400, "META-INF/manifest.xml": manifest})


def _wrong_bytes_inside() -> bytes:
    data = bytearray(xlsx(*([f"Kios {n}", f"Jl. {n}"] for n in range(500))))
    start = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[start : start + 400] = bytes(400)
    return bytes(data)


def _without(part: str) -> bytes:
    return packed({name: body for name, body in parts(xlsx(HEADING, ROW)).items() if name != part})


def _numbers_beyond_all() -> bytes:
    row = '<row r="99999999999999999999"><c r="ZZZZZZZ99999999999"><v>1e999</v></c></row>'
    return xlsx_with(TWO_ROWS + row)


def _deep() -> bytes:
    xml = b"<a>" * 300_000
    return packed({**parts(xlsx(HEADING)), SHEET: xml})


def _errors_without_end() -> bytes:
    return xlsx_with(("<row>" + '<c t="e"><v>#N/A</v></c>' * 150 + "</row>") * 1_000)


ATTACKS = [
    refused("a bomb of 20 MB of blanks", _bomb, UNPACKS),
    refused(
        "4 GB by the directory",
        lambda: _directory_says(xlsx(HEADING), SHEET, size=2**32 - 2),
        UNPACKS,
    ),
    refused(
        "more than the directory says", lambda: _directory_says(_bomb(), SHEET, size=900), DAMAGED
    ),
    refused(
        "less than the directory says",
        lambda: _directory_says(xlsx(HEADING), SHEET, size=90_000),
        DAMAGED,
    ),
    refused("6,000 parts", _quine_of_parts, UNPACKS),
    refused(
        "a zip with a password", lambda: _directory_says(xlsx(HEADING), SHEET, flag=1), PASSWORD
    ),
    refused(
        "XLSX with a password",
        lambda: ole({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}),
        PASSWORD,
    ),
    refused("XLS with a password", lambda: xls([HEADING, ROW], password=True), PASSWORD),
    refused("ODS with a password", _encrypted_ods, PASSWORD),
    refused("a cell at XFD1048576", lambda: xlsx_with(TWO_ROWS + LAST_CELL), TOO_LARGE),
    refused("a cell at XFD1", lambda: xlsx_with(RIGHTMOST_CELL), TOO_RIGHT),
    refused("all cells of ODS", _repeated_cells_of_ods, DAMAGED),
    refused("a long text a million times", _repeated_string, TOO_LARGE),
    refused(
        "a hundred thousand errors", _errors_without_end, "The workbook is full of formula errors."
    ),
    refused("a file of the server", _outside, DAMAGED),
    refused("numbers beyond all", _numbers_beyond_all, DAMAGED),
    refused("entities in entities", _laughs, NO_ROWS),
    refused("100,001 rows of XLSX", lambda: _long_xlsx(100_001), MANY_ROWS),
    refused(
        "201 columns of XLSX", lambda: xlsx(["Nama Usaha"] * 201), "Cell GS1 lies too far right."
    ),
    refused("XLSX cut off", lambda: xlsx(HEADING, ROW)[:-200], DAMAGED),
    refused("the start of XLSX", lambda: xlsx(HEADING, ROW)[:3000], DAMAGED),
    refused("zeros inside XLSX", _wrong_bytes_inside, DAMAGED),
    refused("XLSX without its sheet", lambda: _without(SHEET), DAMAGED),
    refused("XLSX packed by bzip2", _bzip2, DAMAGED),
    refused("XML without end", _deep, NO_ROWS),
    refused("XLS cut off", lambda: xls([HEADING, ROW])[:1500], DAMAGED),
    refused("XLS in a circle", lambda: ole({"Workbook": b"\t\x08" * 9000}, loop=True), DAMAGED),
    refused("XLS of noise", lambda: ole({"Workbook": bz2.compress(b"x" * 90) * 200}), DAMAGED),
    refused(
        "a head of OLE alone", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), DAMAGED
    ),
    refused("a head of zip alone", lambda: b"PK\x03\x04 and no more", DAMAGED),
    refused(
        "XLSB",
        lambda: packed({"[Content_Types].xml": b"<T/>", "xl/workbook.bin": b"x"}),
        "This is a binary",
    ),
    refused(
        "DOCX named XLSX",
        lambda: packed({"[Content_Types].xml": b"<T/>", "word/document.xml": b"<d/>"}),
        NO_WORKBOOK,
    ),
    refused("DOC named XLS", lambda: ole({"WordDocument": b"x"}), NO_WORKBOOK),
    refused(
        "CSV in a zip", lambda: packed({"daftar.csv": b"Nama Usaha,Alamat\nA,B\n"}), NO_WORKBOOK
    ),
    refused("an empty zip", lambda: packed({}), NO_WORKBOOK),
    refused("an empty workbook", lambda: xlsx(), NO_ROWS),
    refused("an empty ODS", lambda: ods([]), NO_ROWS),
    refused("rows in a hidden sheet alone", _only_hidden_rows, "The visible sheets hold no rows."),
]

CASES = [*DIALECTS, *NO_TABLES, *LISTS, *ATTACKS]
