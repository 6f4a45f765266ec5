"""The directory of a packed workbook, judged before anything unpacks it.

XLSX and ODS are zip files. A bomb of some kilobytes unpacks to gigabytes; its directory says so,
and one that lies about it is caught while its parts are unpacked, piece by piece. Runs in the
process of `imports.workbook_process`, which has no Django.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

MOST_PARTS = 5_000
MOST_DIRECTORY_BYTES = 1024 * 1024
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_RATIO = 250  # unpacked to packed: lists reach some 30, the densest file possible 1,032
RATIO_COUNTS_FROM = 8 * 1024 * 1024  # bytes unpacked; what is smaller does no harm
PIECE = 256 * 1024
END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
LOCAL_HEADER = struct.Struct("<4s2B4HL2L2H")
IN_ZIP64 = 0xFFFFFFFF  # the number stands elsewhere
IS_ENCRYPTED = 0x1
STORED, DEFLATED = 0, 8
XLSX, ODS = "xlsx", "ods"
ODS_TYPES = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)


class Refusal(Exception):  # noqa: N818
    """A workbook that is not read. `str()` is the code of a sentence in `imports.workbooks`."""


class Package:
    """The parts of a zip file, each unpacked no further than its directory says.

    Attributes:
        kind: "xlsx" or "ods".
    """

    def __init__(self, data: bytes) -> None:
        """Read and judge the directory. Raises Refusal."""
        self._data = data
        self._parts = {part.filename: part for part in _directory(data)}
        _refuse_bombs(list(self._parts.values()))
        self.kind = self._kind()

    def _kind(self) -> str:
        lower = {name.lower() for name in self._parts}
        if "[content_types].xml" in lower and "xl/workbook.xml" in lower:
            return XLSX
        if "xl/workbook.bin" in lower:
            raise Refusal("binary")
        if "content.xml" in lower and self.read("mimetype")[:100].strip() in ODS_TYPES:
            if b"encryption-data" in self.read("META-INF/manifest.xml"):
                raise Refusal("password")
            return ODS
        raise Refusal("no-workbook")

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a part, piece by piece; nothing for one that is not there.

        Raises:
            Refusal: it is damaged, or longer than the directory says.
        """
        part = self._parts.get(name)
        if part is None:
            return
        left = part.file_size
        for piece in _unpacked(self._data, part):
            left -= len(piece)
            if left < 0:
                raise Refusal("damaged")
            yield piece
        if left:
            raise Refusal("damaged")

    def read(self, name: str) -> bytes:
        """The whole content of a part; b"" for one that is not there. Raises Refusal."""
        return b"".join(self.pieces(name))

    def parts_with(self, marks: tuple[bytes, ...]) -> list[str]:
        """Names of the parts that hold one of `marks`; unpacks every part to its end.

        Raises:
            Refusal: a part is damaged, or longer than the directory says.
        """
        found = []
        for name in self._parts:
            before, is_marked = b"", False
            for piece in self.pieces(name):
                text = before[-40:] + piece
                is_marked = is_marked or any(mark in text for mark in marks)
                before = piece
            if is_marked:
                found.append(name)
        return found


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    start = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    end = data[start : start + END_OF_DIRECTORY.size] if start >= 0 else b""
    if len(end) < END_OF_DIRECTORY.size:
        raise Refusal("damaged")
    if MOST_DIRECTORY_BYTES < END_OF_DIRECTORY.unpack(end)[5] != IN_ZIP64:
        raise Refusal("bomb")
    try:
        return zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise Refusal("damaged") from error


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & IS_ENCRYPTED for part in parts):
        raise Refusal("password")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise Refusal("bomb")
    for part in parts:
        is_large = part.file_size > RATIO_COUNTS_FROM
        if is_large and part.file_size > MOST_RATIO * max(1, part.compress_size):
            raise Refusal("bomb")
        if part.compress_type not in {STORED, DEFLATED}:
            raise Refusal("damaged")


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    header = data[part.header_offset : part.header_offset + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise Refusal("damaged")
    *_others, name_length, extra_length = LOCAL_HEADER.unpack(header)
    start = part.header_offset + LOCAL_HEADER.size + name_length + extra_length
    packed = data[start : start + part.compress_size]
    if part.compress_type == STORED:
        yield packed
        return
    decoder = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not decoder.eof:
            yield decoder.decompress(packed, PIECE)
            packed = decoder.unconsumed_tail
    except zlib.error as error:
        raise Refusal("damaged") from error
    if not decoder.eof:
        raise Refusal("damaged")
