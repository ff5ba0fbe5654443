"""Look at the zip of a workbook before it is opened: members, sizes, and which part holds which sheet."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from woonkluis.read.bevinding import UnreadableError, shorten
from woonkluis.read.sheet import HINT_SAVE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

CHUNK = 1024 * 1024
MAX_MEMBERS = 2000
MAX_PART_BYTES = 4 * 1024 * 1024
MAX_RATIO = 200
RATIO_FROM_BYTES = 16 * 1024 * 1024
"""Small members may compress as well as they like."""


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
