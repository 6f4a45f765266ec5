"""The streams of an OLE file: the container of XLS, and of XLSX and DOCX under a password.

Reads no more than is asked for and follows no chain twice, so a damaged file ends in a Refusal.
Runs in the process of `imports.workbook_process`, which has no Django.
"""

import struct
from collections.abc import Iterator

from imports.zip_directory import Refusal

HEADER_BYTES = 512
DIRECTORY_ENTRY = 128
FIRST_SPECIAL_SECTOR = 0xFFFFFFFA  # from here on: end of chain, free, and the tables themselves
NUMBERS_IN_HEADER = 109
STREAM = 2


class Ole:
    """An OLE file, its directory read.

    Attributes:
        names: of its entries, lower case.
    """

    def __init__(self, data: bytes) -> None:
        """Read the tables. Raises Refusal."""
        if len(data) < HEADER_BYTES:
            raise Refusal("damaged")
        self._data = data
        self._size = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._size not in {512, 4096}:
            raise Refusal("damaged")
        self._next = self._table()
        self._smallest = struct.unpack_from("<L", data, 56)[0]
        self._entries = dict(self._directory(struct.unpack_from("<L", data, 48)[0]))
        self.names = frozenset(self._entries)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _table(self) -> list[int]:
        """For each sector the one that follows it."""
        listed = list(struct.unpack_from(f"<{NUMBERS_IN_HEADER}L", self._data, 76))
        further = struct.unpack_from("<L", self._data, 68)[0]
        seen = set()
        while further < FIRST_SPECIAL_SECTOR and further not in seen:
            seen.add(further)
            numbers = self._numbers(further)
            if not numbers:
                break
            listed += numbers[:-1]
            further = numbers[-1]
        usable = dict.fromkeys(number for number in listed if number < FIRST_SPECIAL_SECTOR)
        return [following for number in usable for following in self._numbers(number)]

    def _numbers(self, sector: int) -> list[int]:
        content = self._sector(sector)
        return list(struct.unpack(f"<{len(content) // 4}L", content[: len(content) // 4 * 4]))

    def _chain(self, first: int) -> Iterator[bytes]:
        seen: set[int] = set()
        while first < FIRST_SPECIAL_SECTOR:
            if first in seen or first >= len(self._next):
                raise Refusal("damaged")
            seen.add(first)
            yield self._sector(first)
            first = self._next[first]

    def _directory(self, first: int) -> Iterator[tuple[str, tuple[int, int, int]]]:
        content = b"".join(self._chain(first))
        for start in range(0, len(content) - DIRECTORY_ENTRY + 1, DIRECTORY_ENTRY):
            length, kind = struct.unpack_from("<HB", content, start + 64)
            name = content[start : start + max(0, min(length, 64) - 2)]
            at, size = struct.unpack_from("<LL", content, start + 116)
            if kind:
                yield name.decode("utf-16-le", "replace").lower(), (kind, at, size)

    def stream(self, name: str) -> bytes:
        """The content of a stream; b"" for none, or one too short to have sectors of its own.

        Raises:
            Refusal: its chain of sectors is broken.
        """
        kind, at, size = self._entries.get(name, (0, 0, 0))
        if kind != STREAM or size < self._smallest:
            return b""
        return b"".join(self._chain(at))[:size]
