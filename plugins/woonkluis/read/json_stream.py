"""Walk through a JSON text of any length: one member or item at a time, each parsed by the standard decoder."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from woonkluis.read.bevinding import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 256 * 1024
MAX_VALUE = 64 * 1024 * 1024
"""Characters of one item: it is parsed as a whole."""

LONGEST_CUT = len("e+5")
"""Characters behind a number that show whether it ends there."""

WHITESPACE = " \t\n\r"
HINT = "Exporteer het bestand opnieuw en lever het nieuwe bestand."


class DuplicateNameError(ValueError):
    """An object with two members of one name: keeping either would lose the other in silence."""


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DuplicateNameError
    return found


def _no_number(_: str) -> float:
    """Refuse NaN and Infinity, which are no JSON."""
    raise damaged()


def damaged() -> UnreadableError:
    """Say that the text is no JSON of the expected kind."""
    return UnreadableError("LEES-BESTAND", f"Het bestand is geen geldige GeoJSON of is afgebroken. {HINT}")


class JsonStream:
    """Reads the text of a file from front to back; raises UnreadableError for anything that is no JSON."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._parse = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_no_number).raw_decode
        self._text = ""
        self._at = 0
        self._ended = False

    def _fill(self) -> bool:
        """Read as much as is held, so that a long value is not tried too often; False at the end of the file."""
        if self._ended:
            return False
        data = self._file.read(max(CHUNK, len(self._text) - self._at))
        self._ended = not data
        try:
            more = self._decode(data, self._ended)
        except UnicodeDecodeError:
            raise UnreadableError("LEES-BESTAND", f"De tekst is geen UTF-8. {HINT}") from None
        self._text = self._text[self._at :] + more
        self._at = 0
        return not self._ended

    def peek(self) -> str:
        """Next character that is no white space, empty at the end of the file."""
        while True:
            while self._at < len(self._text):
                if (character := self._text[self._at]) not in WHITESPACE:
                    return character
                self._at += 1
            if not self._fill():
                return ""

    def take(self, expected: str) -> None:
        """Pass over a character that has to come now."""
        if self.peek() != expected:
            raise damaged()
        self._at += 1

    def value(self) -> Any:  # noqa: ANN401 (JSON)
        """Parse the value that comes now."""
        self.peek()
        while True:
            try:
                value, end = self._parse(self._text, self._at)
                # A number may go on in the part that is not read yet: 12 in 12.5, 12e+5.
                if end + LONGEST_CUT <= len(self._text) or self._ended:
                    self._at = end
                    return value
            except DuplicateNameError:
                melding = f"Een object heeft twee waarden met dezelfde naam. {HINT}"
                raise UnreadableError("LEES-KOLOM", melding) from None
            except RecursionError:
                raise UnreadableError("LEES-OMVANG", f"Het bestand is te diep genest. {HINT}") from None
            except ValueError:
                if self._ended:
                    raise damaged() from None
            if len(self._text) - self._at > MAX_VALUE:
                melding = "Een onderdeel is te groot om te verwerken. Vereenvoudig de geometrie of verkort de tekst."
                raise UnreadableError("LEES-OMVANG", melding)
            self._fill()

    def names(self) -> Iterator[str]:
        """Yield the names of the members of an object; the caller takes each value before the next name."""
        self.take("{")
        if self.peek() != "}":
            while True:
                name = self.value()
                if not isinstance(name, str):
                    raise damaged()
                self.take(":")
                yield name
                if self.peek() == "}":
                    break
                self.take(",")
        self.take("}")

    def items(self) -> Iterator[Any]:
        """Yield the items of an array, each parsed."""
        self.take("[")
        if self.peek() != "]":
            while True:
                yield self.value()
                if self.peek() == "]":
                    break
                self.take(",")
        self.take("]")
