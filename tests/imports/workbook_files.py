"""Workbooks made for the tests: XLSX by xlsxwriter, ODS and XLS byte by byte."""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

Cells = Sequence[Sequence[Any]]


class Failed(str):
    """A formula that shows this error."""

    __slots__ = ()


# -- XLSX ----------------------------------------------------------------------------------------


def xlsx(*rows: Sequence[Any], name: str = "Data") -> bytes:
    """One sheet: text as text, numbers as numbers, None as nothing, `Failed` as a formula."""
    return xlsx_by(lambda book: fill(book.add_worksheet(name), rows))


def xlsx_by(make: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    """A workbook that `make` fills."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        make(book)
    return file.getvalue()


def fill(sheet: Any, rows: Cells, *, row: int = 0, column: int = 0) -> None:
    """Write the rows from this cell on."""
    for number, cells in enumerate(rows, start=row):
        for position, value in enumerate(cells, start=column):
            if isinstance(value, Failed):
                sheet.write_formula(number, position, "=A1", None, str(value))
            elif isinstance(value, str):
                sheet.write_string(number, position, value)
            elif value is not None:
                sheet.write(number, position, value)


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a packed file."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(content: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A packed file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        for name, body in content.items():
            package.writestr(name, body)
    return file.getvalue()


def xlsx_with(sheet_xml: str, **replaced: bytes) -> bytes:
    """A workbook of one sheet with this XML between `<sheetData>` and its end."""
    content = parts(xlsx(["x"]))
    head = '<?xml version="1.0"?><worksheet xmlns="{}">'.format(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    )
    body = f"{head}<sheetData>{sheet_xml}</sheetData></worksheet>"
    return packed({**content, "xl/worksheets/sheet1.xml": body.encode(), **replaced})


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


# -- ODS -----------------------------------------------------------------------------------------


def ods(rows: Cells, *, hidden: Cells = (), before: str = "", after: str = "") -> bytes:
    """A sheet, its rows between `before` and `after` (XML), and a hidden one with these rows."""
    style = (
        '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    tables = _ods_table("Data", rows, before, after)
    if hidden:
        tables += _ods_table("Sembunyi", hidden, style=' table:style-name="ta2"')
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} {CALCEXT}>'
        f"{style}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:manifest"/>'
    return packed(
        {
            "mimetype": ODS_TYPE.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def _ods_table(name: str, rows: Cells, before: str = "", after: str = "", style: str = "") -> str:
    lines = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    start = f"<table:table table:name={quoteattr(name)}{style}>"
    return f"{start}{before}{lines}{after}</table:table>"


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, Failed):
        kind = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
    elif isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell {kind}>{paragraphs}</table:table-cell>"


# -- XLS: BIFF8 in an OLE file ---------------------------------------------------------------------

SECTOR = 512
END_OF_CHAIN, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
ERROR_CODES = {"#REF!": 0x17, "#DIV/0!": 0x07, "#N/A": 0x2A}
VISIBLE, HIDDEN = 0, 1


def xls(rows: Cells, *, hidden: Cells = (), password: bool = False) -> bytes:
    """A workbook as Excel 97 writes it."""
    sheets = [("Data", VISIBLE, rows)] + [("Sembunyi", HIDDEN, hidden)] * bool(hidden)
    front = _record(0x0809, struct.pack("<HHHHLL", 0x0600, 5, 0, 0, 0, 0))
    front += _record(0x002F, bytes(54)) * password
    front += _record(0x0042, struct.pack("<H", 1200))
    bodies = [_xls_sheet(rows) for _name, _state, rows in sheets]
    names = [name.encode("utf-16-le") for name, _state, _rows in sheets]
    at = len(front) + sum(12 + len(name) for name in names) + 4
    for name, (_name, state, _rows), body in zip(names, sheets, bodies, strict=True):
        front += _record(0x0085, struct.pack("<LBBBB", at, state, 0, len(name) // 2, 1) + name)
        at += len(body)
    return ole({"Workbook": front + _record(0x000A, b"") + b"".join(bodies)})


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _xls_sheet(rows: Cells) -> bytes:
    body = _record(0x0809, struct.pack("<HHHHLL", 0x0600, 0x10, 0, 0, 0, 0))
    for number, cells in enumerate(rows):
        for position, value in enumerate(cells):
            if value is not None:
                body += _xls_cell(struct.pack("<HHH", number, position, 0), value)
    return body + _record(0x000A, b"")


def _xls_cell(place: bytes, value: Any) -> bytes:
    if isinstance(value, Failed):
        return _record(0x0205, place + bytes((ERROR_CODES[value], 1)))
    if isinstance(value, bool):
        return _record(0x0205, place + bytes((value, 0)))
    if isinstance(value, int | float):
        return _record(0x0203, place + struct.pack("<d", value))
    text = value.encode("utf-16-le")
    return _record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text)


def ole(streams: dict[str, bytes], *, loop: bool = False) -> bytes:
    """An OLE file of these streams; with `loop` the chain of the last one never ends."""
    sectors: list[bytes] = []
    following: list[int] = []
    entries = _entry("Root Entry", 5, END_OF_CHAIN, 0, child=1)
    for number, (name, body) in enumerate(streams.items(), start=1):
        body = body.ljust(4096, b"\0")  # shorter streams would live in sectors of their own kind
        entries += _entry(name, 2, len(sectors), len(body), right=number + 1, last=len(streams))
        _append(sectors, following, body)
    if loop:
        following[-1] = 0
    directory = len(sectors)
    _append(sectors, following, entries)
    count = len(sectors) // (SECTOR // 4 - 1) + 1
    first_table = len(sectors)
    following += [TABLE] * count
    following += [FREE] * (count * SECTOR // 4 - len(following))
    table = struct.pack(f"<{len(following)}L", *following)
    listed = [first_table + number for number in range(count)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9L", 0, count, directory, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109L", *listed, *[FREE] * (109 - len(listed)))
    return header + b"".join(sectors) + table


def _append(sectors: list[bytes], following: list[int], body: bytes) -> None:
    pieces = [body[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(body), SECTOR)]
    start = len(sectors)
    sectors += pieces
    following += [*range(start + 1, start + len(pieces)), END_OF_CHAIN]


def _entry(
    name: str, kind: int, at: int, size: int, *, child: int = FREE, right: int = 0, last: int = 0
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    sibling = right if right <= last and last else FREE
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return (
        head
        + struct.pack("<3L", FREE, sibling, child)
        + bytes(36)
        + struct.pack("<3L", at, size, 0)
    )
