"""Take the records out of an XML element: from its bytes where these are plain, else from its tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from woonkluis.read.values import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.etree import _Element

    from woonkluis.read.job import Laag

XSD = "{http://www.w3.org/2001/XMLSchema}"

PLAIN = rb'([^<&"\\\x00-\x1f]++)'
"""Text that is the same in XML and in JSON."""

SPACE = rb"\s*+"

match_next = re.compile(rb"(?:</\w++>\s*+)*+(<\w++>)").match
match_rest = re.compile(rb"(?:</\w++>\s*+)*+").fullmatch


class _UnfitError(Exception):
    """The schema writes a record in a way that the patterns do not know."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the bytes of a record look, and how they become JSON."""

    index: int
    match: Callable[[bytes, int], re.Match[bytes] | None]
    keys: tuple[bytes, ...]
    inherited: tuple[bytes, ...]
    known: tuple[tuple[bytes, int], ...]
    """Fields that records nested in this one inherit, with the place of their group."""
    templates: dict[bytes, bytes]
    """By which of the groups have a value; filled as they come."""

    def template(self, present: bytes) -> bytes:
        """JSON with a gap for each value that is there."""
        keys = (*self.inherited, *(key for key, there in zip(self.keys, present, strict=True) if there))
        return self.templates.setdefault(present, b"{" + b",".join(b'"%b":"%%b"' % key for key in keys) + b"}")


class Records:
    """Knows the records of a contract, in the schema that the messages are valid by."""

    def __init__(self, schema: _Element, namespace: str, lagen: Sequence[Laag]) -> None:
        self._index = {f"{namespace}{laag.naam}": number for number, laag in enumerate(lagen) if not laag.skipped}
        self._leafs = [{f"{namespace}{v.naam}": v.veld for v in laag.velden if not v.inherited} for laag in lagen]
        self._inherited = [tuple(veld.veld for veld in laag.velden if veld.inherited) for laag in lagen]
        self.names = frozenset(veld.naam for laag in lagen for veld in laag.velden) | {laag.naam for laag in lagen}
        self.seen = [0] * len(lagen)
        self._shapes = self._compile(schema, lagen)

    def _compile(self, schema: _Element, lagen: Sequence[Laag]) -> dict[bytes, Shape]:
        """Patterns of the records; none at all when one of them cannot be written as a pattern."""
        declared = {str(found.get("name")): found for found in schema.iter(f"{XSD}element") if found.get("name")}
        types = {str(found.get("name")): found for found in schema.iterchildren(f"{XSD}complexType")}
        records = {laag.naam for laag in lagen if not laag.skipped}
        inherited = {veld for velden in self._inherited for veld in velden}
        shapes: dict[bytes, Shape] = {}
        try:
            for number, laag in enumerate(lagen):
                if laag.skipped:
                    continue
                names: list[str] = []
                inner = b"".join(_parts(declared[laag.naam], types, records, names))
                tag = b"<%b>" % laag.naam.encode()
                velden = {veld.naam: veld.veld for veld in laag.velden if not veld.inherited}
                keys = [velden[name] for name in names]
                shapes[tag] = Shape(
                    number,
                    re.compile(tag + SPACE + inner).match,
                    tuple(key.encode() for key in keys),
                    tuple(veld.encode() for veld in self._inherited[number]),
                    tuple((key.encode(), place) for place, key in enumerate(keys) if key in inherited),
                    {},
                )
        except (_UnfitError, KeyError):
            return {}
        return shapes

    def count(self, element: _Element) -> None:
        """Count the records of an element that is left out, so that later ones keep their number."""
        for found in element.iter():
            index = self._index.get(found.tag)
            if index is not None:
                self.seen[index] += 1

    def from_bytes(self, data: bytes) -> list[tuple[int, bytes]] | None:
        """Layer and JSON of the records in the bytes of a valid element; None when the tree must say what they are.

        The bytes are those of one element, whitespace before it aside, as the parser took them, in UTF-8. Only tags
        without prefix or attribute and text without escapes fit the patterns; comments, processing instructions, CDATA
        and entities do not, so what does fit means the same here as in the tree.
        """
        rows: list[tuple[int, bytes]] = []
        known: dict[bytes, bytes] = {}
        at = len(data) - len(data.lstrip())
        shapes = self._shapes
        while found := match_next(data, at):
            shape = shapes.get(found[1])
            match = shape and shape.match(data, found.start(1))
            if not (shape and match):
                return None
            at = match.end()
            groups = match.groups()
            for key, place in shape.known:
                if groups[place] is not None:
                    known[key] = groups[place]
            present = bytes(map(bool, groups))
            template = shape.templates.get(present) or shape.template(present)
            values = (*[known[key] for key in shape.inherited], *filter(None, groups))
            rows.append((shape.index, template % values))
        return rows if rows and match_rest(data, at) else None

    def from_tree(self, element: _Element) -> Iterator[tuple[int, bytes]]:
        """Layer and JSON of the records in the tree of a valid element.

        The schema puts the elements of a record before the records nested in it, so one walk in document order
        suffices: the first element of a nested record ends the one before.
        """
        find_record = self._index.get
        known: dict[str, str] = {}
        current = self._index[element.tag]
        find_leaf = self._leafs[current].get
        waarden: dict[str, str] = {}
        for found in element.iterdescendants():
            tag = found.tag
            veld = find_leaf(tag)
            if veld is not None:
                text = found.text
                if text:
                    waarden[veld] = text
            elif (index := find_record(tag)) is not None:
                yield current, dump(waarden)
                known.update(waarden)
                current, find_leaf = index, self._leafs[index].get
                waarden = {veld: known[veld] for veld in self._inherited[index]}
        yield current, dump(waarden)


def _parts(declared: _Element, types: dict[str, _Element], records: set[str], names: list[str]) -> Iterator[bytes]:
    """Patterns of the fields inside an element, in order of the schema, up to its first nested record."""
    content = declared.find(f"{XSD}complexType")
    if content is None:
        content = types[str(declared.get("type"))]
    sequence = content.find(f"{XSD}sequence")
    if sequence is None or len(content) != 1:
        raise _UnfitError
    nested = False
    for child in sequence:
        name = str(child.get("name"))
        if child.tag != f"{XSD}element" or child.get("ref"):
            raise _UnfitError
        if name in records:
            nested = True
            continue
        if nested or child.get("maxOccurs", "1") != "1":
            raise _UnfitError
        start, end = b"<%b>" % name.encode(), b"</%b>" % name.encode()
        if child.find(f"{XSD}complexType") is not None or child.get("type") in types:
            pattern = start + SPACE + b"".join(_parts(child, types, records, names)) + end + SPACE
        else:
            names.append(name)
            pattern = start + PLAIN + end + SPACE
        yield b"(?:%b)?" % pattern if child.get("minOccurs") == "0" else pattern


def declared_below(schema: _Element, root: str) -> list[str]:
    """Names of the global elements below the root of a message, in their order."""
    (declared,) = (found for found in schema.iterchildren(f"{XSD}element") if found.get("name") == root)
    return [str(found.get("ref")) for found in declared.iter(f"{XSD}element") if found.get("ref")]


def local_names(element: _Element, path: str | None, known: frozenset[str]) -> tuple[str, _Element]:
    """Where a schema error points (`/*/*[2]/*[3]`, the first step being the validated element), in names of the contract.

    An element that the contract does not name is written as a question mark: its name is delivered content.
    """
    steps = [_known_name(element, known)]
    for position in re.findall(r"/\*(?:\[([0-9]+)\])?", path or "")[1:]:
        element = element[int(position or 1) - 1]
        steps.append(_known_name(element, known) + (f"[{position}]" if position else ""))
    return "/".join(steps), element


def _known_name(element: _Element, known: frozenset[str]) -> str:
    name = etree.QName(element).localname
    return name if name in known else "?"
