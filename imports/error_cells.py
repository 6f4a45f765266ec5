"""The cells in which a workbook shows an error, such as #N/A: calamine gives them as empty.

A formula that failed is not an empty cell, so its address and its sign are looked up in the
file itself. Runs in the process of `imports.workbook_process`, which has no Django.
"""

import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from xml.etree import ElementTree  # noqa: S405  in a process of its own, with narrow limits

from imports.ole_streams import Ole
from imports.zip_directory import ODS, Package, Refusal

Errors = dict[str, dict[tuple[int, int], str]]  # sheet → (row, column) from 0 → sign

MARKS = (b't="e"', b"t='e'", b'calcext:value-type="error"')
KEPT = 64 * 1024  # bytes in which a cell that is cut in two can begin
XLSX_CELL = re.compile(rb"<(?:\w+:)?(?:(?P<tag>row|c)\b(?P<attributes>[^>]*)>|v>(?P<value>[^<]*)<)")
ODS_CELL = re.compile(
    rb"<table:(?P<tag>table-row|table-cell|covered-table-cell|table)\b"
    rb"(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>|<text:p[^>]*>(?P<value>[^<]*)<"
)
REPEATED = re.compile(rb"table:number-(?:rows|columns)-repeated=[\"']([0-9]{1,7})[\"']")
TABLE_NAME = re.compile(rb"table:name=(\"[^\"]*\"|'[^']*')")
IS_ERROR = re.compile(rb"\bt=[\"']e[\"']")
ADDRESS = re.compile(rb"\br=[\"']([A-Za-z]{0,3})([0-9]{1,7})[\"']")
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
RELATION_ID = re.compile(r"\{[^}]*relationships\}id")
SIGNS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
}  # fmt: skip
OTHER_SIGN = "#N/A"
MOST_SIGNS = 100_000


def in_package(package: Package) -> Errors:
    """The errors of an XLSX or ODS file. Unpacks every part once. Raises Refusal."""
    marked = package.parts_with(MARKS)
    if package.kind == ODS:
        return _limited(_in_ods(package)) if "content.xml" in marked else {}
    sheets = _sheets_by_part(package) if marked else {}
    return {sheets[name]: dict(_in_xlsx(package, name)) for name in marked if name in sheets}


def _limited(found: Iterator[tuple[str, int, int, str]]) -> Errors:
    errors: Errors = defaultdict(dict)
    for count, (sheet, row, column, sign) in enumerate(found):
        if count >= MOST_SIGNS:
            raise Refusal("errors")
        errors[sheet][row, column] = sign
    return errors


def _matches(package: Package, part: str, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    rest = b""
    for piece in package.pieces(part):
        text, end = rest + piece, 0
        for match in pattern.finditer(text):
            end = match.end()
            yield match
        rest = text[max(end, len(text) - KEPT) :]


def _sheets_by_part(package: Package) -> dict[str, str]:
    """Part of the package → name of the sheet in it."""
    try:
        relations = ElementTree.fromstring(  # noqa: S314
            package.read("xl/_rels/workbook.xml.rels")
        )
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314
    except ElementTree.ParseError as error:
        raise Refusal("damaged") from error
    targets = {
        relation.get("Id"): relation.get("Target", "") for relation in relations.iter(RELATION)
    }
    sheets = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            own = (value for key, value in element.items() if RELATION_ID.fullmatch(key))
            target = targets.get(next(own, ""), "")
            part = target[1:] if target.startswith("/") else f"xl/{target}"
            sheets[part] = element.get("name", "")
    return sheets


def _in_xlsx(package: Package, part: str) -> Iterator[tuple[tuple[int, int], str]]:
    row, column, is_error, count = -1, -1, False, 0
    for match in _matches(package, part, XLSX_CELL):
        if match["tag"] is None:
            if is_error:
                yield (row, column), match["value"].decode("utf-8", "replace").strip()
                is_error, count = False, count + 1
            if count > MOST_SIGNS:
                raise Refusal("errors")
            continue
        address = ADDRESS.search(match["attributes"])
        if match["tag"] == b"row":
            row, column = int(address[2]) - 1 if address else row + 1, -1
            continue
        column = _column(address[1]) if address and address[1] else column + 1
        row = int(address[2]) - 1 if address and address[1] else row
        is_error = bool(IS_ERROR.search(match["attributes"]))


def _column(letters: bytes) -> int:
    """Position of a column from 0: A is 0, AA is 26."""
    position = 0
    for letter in letters.upper():
        position = position * 26 + letter - ord("A") + 1
    return position - 1


def _in_ods(package: Package) -> Iterator[tuple[str, int, int, str]]:
    sheet, row, column, next_row, is_error = "", -1, 0, 0, False
    for match in _matches(package, "content.xml", ODS_CELL):
        tag, attributes = match["tag"], match["attributes"]
        if tag is None:
            if is_error:
                yield sheet, row, column - 1, match["value"].decode("utf-8", "replace").strip()
            is_error = False
            continue
        times = REPEATED.search(attributes)
        step = int(times[1]) if times else 1
        if tag == b"table":
            name = TABLE_NAME.search(attributes)
            quoted = name[1].decode("utf-8", "replace") if name else "''"
            sheet, next_row = _unquoted(quoted), 0
        elif tag == b"table-row":
            row, next_row, column = next_row, next_row + step, 0
        else:
            column += step
            is_error = MARKS[-1] in attributes


def _unquoted(text: str) -> str:
    """The value of an attribute as it stands in the file, with its quotation marks."""
    try:
        return ElementTree.fromstring(f"<a b={text}/>").get("b", "")  # noqa: S314
    except ElementTree.ParseError:
        return text[1:-1]


# -- XLS -----------------------------------------------------------------------------------------
BOF, EOF, SHEET, PASSWORD, FORMULA, ERROR = 0x0809, 0x000A, 0x0085, 0x002F, 0x0006, 0x0205


def in_xls(ole: Ole) -> Errors:
    """The errors of an XLS file.

    Raises:
        Refusal: it has a password, or is no workbook.
    """
    stream = ole.stream("workbook") or ole.stream("book")
    if not stream and not ole.names & {"workbook", "book"}:
        raise Refusal("password" if "encryptedpackage" in ole.names else "no-workbook")
    sheets: dict[int, str] = {}
    for _start, kind, body in _records(stream, 0):
        if kind == PASSWORD:
            raise Refusal("password")
        if kind == SHEET and len(body) >= 8:
            sheets[struct.unpack_from("<L", body)[0]] = _sheet_name(body[6:])
    found = (
        (name, *error)
        for start, name in sheets.items()
        for _at, kind, body in _records(stream, start)
        for error in _error(kind, body)
    )
    return _limited(found)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, bytes]]:
    """The records of a substream: (start, kind, content), up to its end; charts inside it too."""
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        yield start, kind, stream[start + 4 : start + 4 + length]
        start += 4 + length
        depth += (kind == BOF) - (kind == EOF)
        if kind == EOF and depth <= 0:
            return


def _sheet_name(body: bytes) -> str:
    """The name in a record of a sheet: BIFF8, a length, whether in two bytes, the characters."""
    length, is_wide = body[0], body[1] & 1
    text = body[2 : 2 + length * (2 if is_wide else 1)]
    return text.decode("utf-16-le" if is_wide else "latin-1", "replace")


def _error(kind: int, body: bytes) -> Iterator[tuple[int, int, str]]:
    code = None
    if kind == ERROR and len(body) >= 8 and body[7]:
        code = body[6]
    elif kind == FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        code = body[8]
    if code is not None:
        row, column = struct.unpack_from("<HH", body)
        yield row, column, SIGNS.get(code, OTHER_SIGN)
