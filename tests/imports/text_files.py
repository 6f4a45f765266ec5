"""Text files: the dialects of CSV that are read, and what is no table."""

import gzip

from tests.imports.file_cases import (
    CAFE,
    MANY_CELLS,
    MANY_COLUMNS,
    MANY_ROWS,
    MEGABYTE,
    NO_ROWS,
    NO_TABLE,
    NO_TEXT,
    WEB_PAGE,
    counts,
    gives,
    refused,
    table,
    text,
)

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
