"""What a file of unknown contents shows at first sight, in bounded memory and without a parser that could be misled."""

from __future__ import annotations

import html
import re
import struct
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

SNIFFED_BYTES = 1 << 20
"""Of a plain file, of the directory of a zip, and of every part of it that is looked into."""

ZIP_MAGIC = b"PK\x03\x04"
SHEET_LIST = "xl/workbook.xml"
WORKBOOK_PARTS = frozenset({SHEET_LIST, "xl/sharedStrings.xml"})
"""They name the sheets and hold most of the texts of an Excel workbook."""
SHEETS, MAX_SHEETS = "xl/worksheets/", 4
"""Some programs write texts in the sheets themselves; then the first few are looked at."""

DIRECTORY_END = struct.Struct("<4s4xHHIIH")
DIRECTORY_ENTRY = struct.Struct("<4s4xHH8xI4xHHH8xI")
LOCAL_HEADER = struct.Struct("<4s22xHH")
LONGEST_COMMENT = 65_535
STORED, DEFLATED = 0, 8

find_sheets = re.compile(rb"""<(?:\w+:)?sheet\s(?:[^<>]*?\s)?name\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""").findall


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    """Open a path, or take what was opened already from its beginning."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        source.seek(0)
        yield source


def sniff(source: Path | BinaryIO) -> str:
    """Return text to recognise a file by; of a stream its beginning is given, of at least `SNIFFED_BYTES`.

    Of a zip that is the names of its members and the parts of a workbook, of any other file its beginning. Bytes that
    are no text do no harm: they are only searched.
    """
    with _opened(source) as file:
        if file.read(len(ZIP_MAGIC)) == ZIP_MAGIC:
            seen = b"\n".join(_zip_parts(file))
        else:
            file.seek(0)
            # Without NULs UTF-16 reads like ASCII.
            seen = file.read(SNIFFED_BYTES).replace(b"\0", b"")
    return seen.decode("utf-8", errors="replace")


def sheet_names(source: Path | BinaryIO) -> frozenset[str]:
    """Return the names of the sheets of a workbook, casefolded; nothing for any other or damaged file."""
    with _opened(source) as file:
        try:
            if file.read(len(ZIP_MAGIC)) != ZIP_MAGIC:
                return frozenset()
            parts = [_unpacked(file, *rest) for name, *rest in _members(file) if name == SHEET_LIST.encode()]
        except (struct.error, zlib.error, OSError):
            return frozenset()
    names = (double or single for part in parts for double, single in find_sheets(part.replace(b"\0", b"")))
    return frozenset(html.unescape(name.decode("utf-8", errors="replace")).strip().casefold() for name in names)


def _zip_parts(file: BinaryIO) -> Iterator[bytes]:
    """Yield names of members and the contents of workbook parts; a damaged zip yields what it has."""
    try:
        members = _members(file)
        names = [member[0].decode("utf-8", errors="replace") for member in members]
        parts = WORKBOOK_PARTS
        if "xl/sharedStrings.xml" not in names:
            parts |= frozenset([name for name in names if name.startswith(SHEETS)][:MAX_SHEETS])
        for name, (raw, method, size, offset) in zip(names, members, strict=True):
            yield raw
            if name in parts:
                yield _unpacked(file, method, size, offset)
    except (struct.error, zlib.error, OSError):
        return


def _members(file: BinaryIO) -> list[tuple[bytes, int, int, int]]:
    """Name, method, packed size and offset of the members, from the directory at the end of a zip."""
    size = file.seek(0, 2)
    file.seek(max(0, size - DIRECTORY_END.size - LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        return []
    _, _, _, length, start, _ = DIRECTORY_END.unpack_from(tail, at)
    file.seek(start)
    directory = file.read(min(length, SNIFFED_BYTES))
    members, at = [], 0
    while directory[at : at + 4] == b"PK\x01\x02" and at + DIRECTORY_ENTRY.size <= len(directory):
        _, _, method, packed, name_bytes, extra_bytes, comment_bytes, offset = DIRECTORY_ENTRY.unpack_from(
            directory, at
        )
        at += DIRECTORY_ENTRY.size
        members.append((directory[at : at + name_bytes], method, packed, offset))
        at += name_bytes + extra_bytes + comment_bytes
    return members


def _unpacked(file: BinaryIO, method: int, size: int, offset: int) -> bytes:
    """Beginning of a member."""
    file.seek(offset)
    _, name_bytes, extra_bytes = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    file.seek(name_bytes + extra_bytes, 1)
    packed = file.read(min(size, SNIFFED_BYTES))
    if method == DEFLATED:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, SNIFFED_BYTES)
    return packed if method == STORED else b""
