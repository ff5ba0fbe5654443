"""Values that exist nowhere else, sown in messages of a woonmaatschappij, and a search for them wherever bytes lie."""

from __future__ import annotations

import io
import lzma
import os
import re
import secrets
import stat
import struct
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element, _ElementTree

MAX_BYTES = 200_000_000

# What a damaged archive, or one with a password, can end in: other tests make such files. Their bytes are searched
# as they stand, and every part that can be read.
ONLEESBAAR = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def _digits(count: int) -> str:
    return "".join(secrets.choice("123456789") for _ in range(count))


def insz_of(geboortedatum: str) -> str:
    """Make a national number for a birth date (1987-10-19) that nobody else in the run has."""
    first = geboortedatum.replace("-", "")[2:] + _digits(3)
    check = 97 - int(("2" if geboortedatum >= "2000" else "") + first) % 97
    return f"{first}{check:02}"


@dataclass(frozen=True)
class Merkers:
    """What was sown, by what it is."""

    waarden: dict[str, str]

    @property
    def zoek(self) -> re.Pattern[bytes]:
        """Finds any of them, as UTF-8 or UTF-16."""
        spellings = [text.encode(code) for text in self.waarden.values() for code in ("utf-8", "utf-16-le")]
        return re.compile(b"|".join(re.escape(one) for one in spellings))


def _leafs(tree: _ElementTree, name: str) -> list[_Element]:
    return [element for element in tree.iter(f"{{*}}{name}") if not len(element)]


def zaai(bron: Path) -> Merkers:
    """Put a marker in the place of a value of each kind in a message; it stays as valid as it was."""
    tree = etree.parse(bron)
    geboren = _leafs(tree, "geboortedatum")[0].text or ""
    waarden = {
        "naam": f"Merker{secrets.token_hex(6)}",
        "voornamen": f"Merk{secrets.token_hex(6)}",
        "straatnaam": f"Merkstraat{secrets.token_hex(6)}",
        "contractnummer": f"M{secrets.token_hex(6)}",
        "totaalInkomen": f"{_digits(7)}.{_digits(2)}",
        "insz": insz_of(geboren),
    }
    for name, value in waarden.items():
        element = _leafs(tree, name)[0]
        # A contract number or a national number may be said in more than one place.
        for other in [one for one in _leafs(tree, name) if one.text == element.text]:
            other.text = value
    tree.write(bron, xml_declaration=True, encoding="UTF-8")
    return Merkers(waarden)


def _schemafout(tree: _ElementTree, merkers: Merkers) -> None:
    """Two marked values where the schema wants others."""
    _leafs(tree, "postcode")[0].text = merkers.waarden["naam"]
    _leafs(tree, "geboortedatum")[0].text = merkers.waarden["insz"]


def _regelfout(tree: _ElementTree, merkers: Merkers) -> None:
    """A national number with wrong check digits."""
    element = next(one for one in _leafs(tree, "insz") if one.text == merkers.waarden["insz"])
    element.text = merkers.waarden["insz onjuist"]


def _vreemd(tree: _ElementTree, merkers: Merkers) -> None:
    """An element that has the marker for its name, and one in its text."""
    woning = next(tree.iter("{*}woning"))
    etree.SubElement(woning, f"{{{etree.QName(woning).namespace}}}{merkers.waarden['naam']}").text = merkers.waarden[
        "insz"
    ]


FOUTEN: dict[str, Callable[[_ElementTree, Merkers], None]] = {
    "schemafout": _schemafout,
    "regelfout": _regelfout,
    "vreemd": _vreemd,
}


def bederf(bron: Path, merkers: Merkers, directory: Path) -> dict[str, Path]:
    """Make broken messages from a sown one, by what is wrong with them; the free part of one name is a marker too."""
    number = int(merkers.waarden["insz"])
    merkers.waarden["insz onjuist"] = f"{number + (1 if number % 100 < 97 else -1):011}"
    made = {}
    for name, spoil in FOUTEN.items():
        tree = etree.parse(bron)
        spoil(tree, merkers)
        made[name] = directory / f"{bron.stem}_{name}.xml"
        tree.write(made[name], xml_declaration=True, encoding="UTF-8")
    whole = bron.read_bytes()
    end = whole.index(merkers.waarden["insz"].encode()) + 11
    made["afgebroken"] = directory / f"{bron.stem}_{merkers.waarden['voornamen']}.xml"
    made["afgebroken"].write_bytes(whole[:end])
    return made


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield the contents of what is packed: a workbook is a zip."""
    yield data
    if data[:4] == b"PK\x03\x04":
        with suppress(*ONLEESBAAR), zipfile.ZipFile(io.BytesIO(data)) as packed:
            for member in packed.namelist():
                yield member.encode()
                with suppress(*ONLEESBAAR), packed.open(member) as content:
                    yield content.read(MAX_BYTES)
    elif data[:2] in (b"\x1f\x8b", b"\x78\x9c"):
        with suppress(*ONLEESBAAR):
            yield zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, MAX_BYTES)


def bestanden_met(
    merkers: Merkers, roots: Iterable[Path], *, since: float = 0.0, skip: Iterable[Path] = ()
) -> dict[Path, str]:
    """Return the files below the roots, changed since a moment, that hold or are named after a marker, with which."""
    search = merkers.zoek.search
    skipped = {str(path) for path in skip}
    found = {}
    for root in roots:
        for place, directories, names in os.walk(root):
            directories[:] = [name for name in directories if os.path.join(place, name) not in skipped]  # noqa: PTH118
            for path in [Path(place, name) for name in (*names, *directories)]:
                try:
                    status = path.lstat()
                    if match := search(os.fsencode(path.name)):
                        found[path] = match[0].decode(errors="replace")
                    if not stat.S_ISREG(status.st_mode) or max(status.st_mtime, status.st_ctime) < since:
                        continue
                    if status.st_size <= MAX_BYTES and (
                        match := next(filter(None, map(search, _unpacked(path.read_bytes()))), None)
                    ):
                        found[path] = match[0].decode(errors="replace")
                except OSError:
                    # Somebody else's file, or one that is gone by now.
                    continue
    return found
