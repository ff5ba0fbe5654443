"""Look at the zip of a workbook before it is opened: members, sizes, and which part holds which sheet."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from woonkluis.read.archive import check_members
from woonkluis.read.bevinding import UnreadableError
from woonkluis.read.sheet import HINT_SAVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

CHUNK = 1024 * 1024
MAX_PART_BYTES = 4 * 1024 * 1024


class Workbook:
    """The zip around a workbook, within limits."""

    def __init__(self, path: str, max_unpacked_bytes: int) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError):
            raise UnreadableError("LEES-ZIP", f"Het bestand is geen Excel-werkmap (.xlsx). {HINT_SAVE}") from None
        check_members(self._zip.infolist(), max_unpacked_bytes, "De werkmap", HINT_SAVE)
        self._check_contents()
        self.sheets = self._find_sheets()

    def _check_contents(self) -> None:
        # The declared sizes can lie. Reading a member here stops at its declared size and then fails on its checksum.
        for member in self._zip.infolist():
            if not member.filename.startswith("xl/worksheets/"):
                for _ in self.chunks(member.filename):
                    pass

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack a member piece by piece; raises UnreadableError when it is missing or damaged."""
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, OSError, ValueError, zlib.error):
            raise UnreadableError("LEES-ZIP", f"De werkmap is beschadigd of onvolledig. {HINT_SAVE}") from None

    def _part(self, name: str) -> _Element:
        """Parse a small part; entities and network stay off."""
        data = bytearray()
        for chunk in self.chunks(name):
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
