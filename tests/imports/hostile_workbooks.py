"""Workbooks that attack their reader, or are none."""

import bz2
import io
import struct
import zipfile

from tests.imports.file_cases import (
    DAMAGED,
    HEADING,
    MANY_ROWS,
    MEGABYTE,
    NO_ROWS,
    NO_WORKBOOK,
    PASSWORD,
    ROW,
    TOO_LARGE,
    TOO_RIGHT,
    UNPACKS,
    refused,
)
from tests.imports.messy_workbooks import TWO_ROWS, long_xlsx
from tests.imports.workbook_files import (
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

LAST_CELL = f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
RIGHTMOST_CELL = f'<row r="1">{text_cell("A1", "NIK")}{text_cell("XFD1", "x")}</row>'


def _only_hidden_rows() -> bytes:
    def make(book) -> None:
        book.add_worksheet("Kosong")
        hidden = book.add_worksheet("Sembunyi")
        fill(hidden, [HEADING, ROW])
        hidden.hide()

    return xlsx_by(make)


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
    refused("100,001 rows of XLSX", lambda: long_xlsx(100_001), MANY_ROWS),
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
