"""Scan the XML of a sheet before it is opened, for the cells about which a fast reader would mislead us or die."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from woonkluis.read.bevinding import UnreadableError, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HINT_SAVE = "Sla de werkmap opnieuw op als .xlsx zonder wachtwoord en lever opnieuw."

MAX_CARRY_BYTES = 8 * 1024 * 1024

ODD_MARK = b"<!"
"""Comment or CDATA: legal, and reason enough to parse exactly."""

find_prefixed = re.compile(rb":c[ >/\s]").search
find_rows = re.compile(rb'<row (?:[^<>]*? )?r="([0-9]{1,7})"').findall
find_unevaluated = re.compile(rb"(?:</f>|<f[^<>]*/>)(?:</c>|<v ?/>|<v></v>)").search


@dataclass(slots=True)
class SheetFacts:
    """Cells of a sheet that calamine returns as blanks, by (row, column), both from 1."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unevaluated: list[tuple[int, int]] = field(default_factory=list)


def inspect_sheet(
    chunks: Callable[[], Iterator[bytes]], laag: str | None, max_rows: int, max_columns: int
) -> SheetFacts:
    """Scan a sheet for cells out of bounds, error values and formulas without a result.

    `chunks` unpacks the sheet from its start. Plainly written sheets take one pass of byte searches; anything unusual
    is parsed exactly. Raises UnreadableError when a cell lies outside the limits: calamine allocates the whole
    rectangle up to the last cell.
    """
    if _is_plain(chunks(), max_columns):
        return SheetFacts()
    scan = _ExactScan(laag, max_rows, max_columns)
    for chunk in chunks():
        scan.feed(chunk)
    scan.close()
    return scan.facts


def _is_plain(chunks: Iterable[bytes], max_columns: int) -> bool:
    """Whether every cell is written as common programs do, lies within the limits, and holds a value."""
    find_unusual = re.compile(_unusual_cell(max_columns)).search
    last = 0
    for piece in _pieces(chunks):
        if (
            ODD_MARK in piece
            or (b":c" in piece and find_prefixed(piece))
            or (b"<f" in piece and find_unevaluated(piece))
            or find_unusual(piece)
        ):
            return False
        for number in map(int, find_rows(piece)):
            if number <= last:
                return False
            last = number
    return True


def _unusual_cell(max_columns: int) -> bytes:
    """Pattern of a cell that is an error, lies beyond `max_columns` or row 99,999, or is written in an uncommon way.

    It says what may follow `<c`, the other elements that begin so included, and so needs no list of tricks.
    """
    last = column_letters(min(max_columns, 702))
    columns = f"[A-{last}]" if len(last) == 1 else f"[A-Z]|[A-{last[0]}][A-{last[1]}]"
    if len(last) == 2 and last[0] > "A":
        columns += f"|[A-{chr(ord(last[0]) - 1)}][A-Z]"
    cell = rf' r="(?:{columns})[1-9][0-9]{{0,4}}"(?: s="[0-9]+")?(?: t="(?:s|n|str|b|inlineStr)")? ?/?>'
    return f"<c(?!{cell}|ol|f|u|ellW|on)".encode()


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a sheet in pieces that end before a cell, so that no cell is cut; an odd mark for what is no such text."""
    carry = b""
    for number, chunk in enumerate(chunks):
        data = carry + chunk
        cut = data.rfind(b"<c ")
        if (number == 0 and not _is_utf8(data)) or (cut <= 0 and len(data) > MAX_CARRY_BYTES):
            yield ODD_MARK
            return
        if cut > 0:
            yield data[:cut]
        carry = data[max(cut, 0) :]
    yield carry


def _is_utf8(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf")[:200]
    encoding = re.match(rb"""<\?xml [^>]*encoding=["']([^"']*)["']""", start)
    return start.startswith((b"<?xml ", b"<worksheet")) and (not encoding or encoding[1].upper() == b"UTF-8")


class _ExactScan:
    """Parses sheet XML of any encoding or style, cell by cell, without holding it."""

    def __init__(self, laag: str | None, max_rows: int, max_columns: int) -> None:
        self.facts = SheetFacts()
        self._laag = laag
        self._max_rows = max_rows
        self._max_columns = max_columns
        self._row = self._column = self._row_element = 0
        self._cell_type = ""
        self._text: list[str] | None = None
        self._value = ""
        self._formula = False
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self._parser = parser

    def feed(self, chunk: bytes) -> None:
        self._parse(chunk, final=False)

    def close(self) -> None:
        self._parse(b"", final=True)

    def _parse(self, chunk: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError:
            raise UnreadableError("LEES-ZIP", f"Het blad is beschadigd. {HINT_SAVE}", self._laag) from None

    def _refuse_doctype(self, *_: object) -> None:
        melding = f"Het blad bevat een DTD; dat is niet toegestaan. {HINT_SAVE}"
        raise UnreadableError("LEES-XML-DTD", melding, self._laag)

    def _refuse_twice(self, what: str, rij: int) -> None:
        """A later cell would silently take the place of an earlier one."""
        melding = f"{what} komt twee keer voor of staat niet op volgorde. {HINT_SAVE}"
        raise UnreadableError("LEES-ZIP", melding, self._laag, rij=rij)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "row":
            number = attributes.get("r", "")
            row = int(number) if re.fullmatch("[0-9]{1,7}", number) else self._row_element + 1
            if row <= self._row_element:
                self._refuse_twice(f"Rij {row}", row)
            self._row = self._row_element = row
            self._column = 0
        elif local == "c":
            reference = attributes.get("r")
            row, column = _position(reference, self._laag) if reference else (self._row, self._column + 1)
            in_order = row == self._row_element and column > self._column
            self._row, self._column = row, column
            # One row more than the limit: the header.
            if self._row > self._max_rows + 1 or self._column > self._max_columns:
                melding = (
                    f"De cel ligt buiten de toegestane {self._max_rows} rijen en {self._max_columns} kolommen. "
                    "Verwijder lege rijen en kolommen achter de gegevens en lever opnieuw."
                )
                raise UnreadableError("LEES-OMVANG", melding, self._laag, rij=self._row, kolom=reference)
            if not in_order:
                self._refuse_twice(f"Cel {reference}", row)
            self._cell_type = attributes.get("t", "n")
            self._value, self._formula = "", False
        elif local == "f":
            self._formula = True
        elif local == "v":
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local == "v" and self._text is not None:
            self._value = "".join(self._text)
            self._text = None
            self._parser.CharacterDataHandler = None
        elif local == "c":
            if self._cell_type == "e":
                self.facts.errors[self._row, self._column] = self._value or "#N/A"
            elif self._formula and not self._value and self._cell_type != "str":
                self.facts.unevaluated.append((self._row, self._column))


def _position(reference: str, laag: str | None) -> tuple[int, int]:
    """Row and column, both from 1, of a cell reference such as XFD1048576."""
    match = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", reference)
    if not match:
        melding = f"Een celverwijzing is ongeldig. {HINT_SAVE}"
        raise UnreadableError("LEES-ZIP", melding, laag, waarde=shorten(reference))
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def column_letters(column: int) -> str:
    """Letters of a column number from 1, as a person sees them above the sheet."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
