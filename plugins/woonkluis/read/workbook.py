"""Look at a workbook before it is opened: zip members, sheets, and the cells a fast reader would mislead about."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from lxml import etree

from woonkluis.read.bevinding import UnreadableError, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

CHUNK = 1024 * 1024
MAX_MEMBERS = 2000
MAX_PART_BYTES = 4 * 1024 * 1024
MAX_CARRY_BYTES = 8 * CHUNK
MAX_RATIO = 200
RATIO_FROM_BYTES = 16 * 1024 * 1024
"""Small members may compress as well as they like."""

HINT_SAVE = "Sla de werkmap opnieuw op als .xlsx zonder wachtwoord en lever opnieuw."

CELL = rb'<c r="[A-Z]{1,2}[1-9][0-9]{0,4}"(?: s="[0-9]+")?(?: t="(?:s|n|str|b|inlineStr)")? ?/?>'
"""A cell as every common program writes it: within ZZ99999 and no error. Anything else gets a closer look."""

plain_cells = re.compile(CELL + rb"|<c(?:ol|f|u|ellW|on)").findall
ODD_MARKS = (b"<!", b":c ", b":c>", b":c/", b":c\n", b":c\r", b":c\t")
"""Comments, CDATA and prefixed cells: legal, and reason enough to parse exactly."""

unevaluated = re.compile(rb"(?:</f>|<f[^<>]*/>)(?:</c>|<v ?/>|<v></v>)").search


@dataclass(slots=True)
class SheetFacts:
    """Cells of a sheet that calamine returns as blanks, by (row, column), both from 1."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unevaluated: list[tuple[int, int]] = field(default_factory=list)


class Workbook:
    """The zip around a workbook, within limits."""

    def __init__(self, path: str, max_unpacked_bytes: int) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError):
            raise UnreadableError("LEES-ZIP", f"Het bestand is geen Excel-werkmap (.xlsx). {HINT_SAVE}") from None
        self._check_members(max_unpacked_bytes)
        self.sheets = self._find_sheets()

    def _check_members(self, max_unpacked_bytes: int) -> None:
        members = self._zip.infolist()
        names = [member.filename for member in members]
        if len(names) > MAX_MEMBERS or len(set(names)) < len(names):
            melding = f"De werkmap heeft te veel of dubbele onderdelen. {HINT_SAVE}"
            raise UnreadableError("LEES-ZIP", melding)
        if any(member.flag_bits & 1 for member in members):
            raise UnreadableError("LEES-ZIP", f"De werkmap is versleuteld. {HINT_SAVE}")
        for member in members:
            if member.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * member.compress_size):
                melding = f"Een onderdeel is meer dan {MAX_RATIO} keer zo groot na uitpakken (zipbom). {HINT_SAVE}"
                raise UnreadableError("LEES-OMVANG", melding, waarde=shorten(member.filename))
        if sum(member.file_size for member in members) > max_unpacked_bytes:
            melding = f"De werkmap is uitgepakt groter dan {max_unpacked_bytes // 1_000_000} MB. Splits de levering."
            raise UnreadableError("LEES-OMVANG", melding)
        # The declared sizes can lie. Reading a member here stops at its declared size and then fails on its checksum.
        for member in members:
            if not member.filename.startswith("xl/worksheets/"):
                for _ in self._chunks(member.filename):
                    pass

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, OSError, ValueError, zlib.error):
            raise UnreadableError("LEES-ZIP", f"De werkmap is beschadigd of onvolledig. {HINT_SAVE}") from None

    def _part(self, name: str) -> _Element:
        """Parse a small part; entities and network stay off."""
        data = bytearray()
        for chunk in self._chunks(name):
            data += chunk
            if len(data) > MAX_PART_BYTES:
                raise UnreadableError("LEES-OMVANG", f"De inhoudsopgave van de werkmap is te groot. {HINT_SAVE}")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(bytes(data), parser)
        except etree.XMLSyntaxError:
            raise UnreadableError("LEES-ZIP", f"De werkmap is beschadigd. {HINT_SAVE}") from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableError("LEES-XML-DTD", f"De werkmap bevat een DTD; dat is niet toegestaan. {HINT_SAVE}")
        return root

    def _find_sheets(self) -> dict[str, str]:
        """Return the part of every sheet by its name, in the order of the workbook."""
        if "xl/workbook.xml" not in self._zip.namelist():
            raise UnreadableError("LEES-ZIP", f"Het bestand is geen Excel-werkmap (.xlsx). {HINT_SAVE}")
        targets = {
            relation.get("Id"): str(relation.get("Target") or "")
            for relation in self._part("xl/_rels/workbook.xml.rels").iterfind("{*}Relationship")
        }
        sheets: dict[str, str] = {}
        for sheet in self._part("xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
            key = next((str(value) for name, value in sheet.items() if str(name).endswith("}id")), None)
            target = targets.get(key, "")
            sheets[sheet.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
        return sheets

    def inspect(self, sheet: str, laag: str, max_rows: int, max_columns: int) -> SheetFacts:
        """Scan a sheet's XML for cells out of bounds, error values and formulas without a result.

        Plainly written sheets take one pass of byte searches; anything unusual is parsed exactly.
        Raises UnreadableError when a cell lies outside the limits: calamine allocates up to the last cell.
        """
        part = self.sheets[sheet]
        if all(_is_plain(piece) for piece in self._pieces(part)):
            return SheetFacts()
        scan = _ExactScan(laag, max_rows, max_columns)
        for chunk in self._chunks(part):
            scan.feed(chunk)
        scan.close()
        return scan.facts

    def _pieces(self, part: str) -> Iterator[bytes]:
        """Yield the part in pieces that end before a cell, so that no cell is cut; the first tells the encoding."""
        carry = b""
        for number, chunk in enumerate(self._chunks(part)):
            data = carry + chunk
            if number == 0 and not _is_utf8(data):
                yield b"<!"
                return
            cut = data.rfind(b"<c ")
            if cut <= 0:
                if len(data) > MAX_CARRY_BYTES:
                    yield b"<!"
                    return
                carry = data
                continue
            yield data[:cut]
            carry = data[cut:]
        yield carry


def _is_utf8(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf")[:200]
    encoding = re.match(rb"""<\?xml [^>]*encoding=["']([^"']*)["']""", start)
    return start.startswith((b"<?xml ", b"<worksheet")) and (not encoding or encoding[1].upper() == b"UTF-8")


def _is_plain(piece: bytes) -> bool:
    if any(mark in piece for mark in ODD_MARKS) or (b"<f" in piece and unevaluated(piece)):
        return False
    return piece.count(b"<c") == len(plain_cells(piece))


class _ExactScan:
    """Parses sheet XML of any encoding or style, cell by cell, without holding it."""

    def __init__(self, laag: str, max_rows: int, max_columns: int) -> None:
        self.facts = SheetFacts()
        self._laag = laag
        self._max_rows = max_rows
        self._max_columns = max_columns
        self._row = self._column = 0
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

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "row":
            number = attributes.get("r", "")
            self._row = int(number) if re.fullmatch("[0-9]{1,7}", number) else self._row + 1
            self._column = 0
        elif local == "c":
            reference = attributes.get("r")
            if reference:
                self._row, self._column = _position(reference, self._laag)
            else:
                self._column += 1
            # One row more than the limit: the header.
            if self._row > self._max_rows + 1 or self._column > self._max_columns:
                melding = (
                    f"De cel ligt buiten de toegestane {self._max_rows} rijen en {self._max_columns} kolommen. "
                    "Verwijder lege rijen en kolommen achter de gegevens en lever opnieuw."
                )
                raise UnreadableError("LEES-OMVANG", melding, self._laag, rij=self._row, kolom=reference)
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


def _position(reference: str, laag: str) -> tuple[int, int]:
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
