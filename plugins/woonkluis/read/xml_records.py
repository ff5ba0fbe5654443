"""Take the records out of an XML element: from its bytes where these are plain, else from its tree."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from woonkluis.read import xml_shape
from woonkluis.read.values import dump
from woonkluis.read.xml_shape import XSD, UnfitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.etree import _Element

    from woonkluis.read.job import Laag

NO_CHARACTERS = ("\ufffe", "\uffff")
"""XML has no such characters; others without a place in it cannot be written in UTF-8 or are control characters."""

match_next = re.compile(rf"(?:</\w++>{xml_shape.SPACE})*(<\w++>)".encode()).match
"""End tags behind the fields of a record, and the tag that comes next."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the bytes of a record look, and how they become JSON."""

    index: int
    match: Callable[[bytes, int], re.Match[bytes] | None]
    keys: tuple[bytes, ...]
    inherited: tuple[bytes, ...]
    known: tuple[tuple[bytes, int], ...]
    """Fields that records nested in this one inherit, with the place of their group."""
    full: bytes
    """JSON with a gap for every value."""
    templates: dict[tuple[bool, ...], bytes]
    """The same where values are missing, by which those are; filled as they come."""

    def template(self, missing: tuple[bool, ...]) -> bytes:
        """JSON with a gap for each value that is there."""
        keys = [key for key, gone in zip(self.keys, missing, strict=True) if not gone]
        return self.templates.setdefault(missing, _gaps((*self.inherited, *keys)))


def _gaps(keys: Sequence[bytes]) -> bytes:
    return b"{" + b",".join(b'"%b":"%%b"' % key for key in keys) + b"}"


class Records:
    """Knows the records of a contract, in the schema that the messages are valid by."""

    def __init__(self, schema: _Element, namespace: str, lagen: Sequence[Laag]) -> None:
        self._index = {f"{namespace}{laag.naam}": number for number, laag in enumerate(lagen) if not laag.skipped}
        self._leafs = [{f"{namespace}{v.naam}": v.veld for v in laag.velden if not v.inherited} for laag in lagen]
        self._inherited = [tuple(veld.veld for veld in laag.velden if veld.inherited) for laag in lagen]
        self.seen = [0] * len(lagen)
        self._types = {
            str(found.get("name")): found for found in schema.iterchildren(f"{XSD}complexType", f"{XSD}simpleType")
        }
        self._declared = {str(found.get("name")): found for found in schema.iter(f"{XSD}element") if found.get("name")}
        self.names = frozenset(self._declared)
        texts = {
            str(found.get("name"))
            for found in schema.iter(f"{XSD}element")
            if found.get("name") and self._is_text(found)
        }
        self._collapsed = frozenset(f"{namespace}{name}" for name in self.names - texts)
        self._shapes: dict[bytes, Shape] = {}
        self._match_whole: Callable[[bytes], re.Match[bytes] | None] | None = None
        with suppress(UnfitError):
            self._compile(lagen)

    def _compile(self, lagen: Sequence[Laag]) -> None:
        """Make the patterns of the first layer with all that is nested in it."""
        first = self._declared[lagen[0].naam]
        inherited = {veld for velden in self._inherited for veld in velden}
        layers = {laag.naam: number for number, laag in enumerate(lagen) if not laag.skipped}
        shapes: dict[bytes, Shape] = {}
        for name in self._nested(first, layers):
            number = layers[name]
            names: list[str] = []
            inner = "".join(self._parts(self._declared[name], layers, names))
            velden = {veld.naam: veld.veld for veld in lagen[number].velden if not veld.inherited}
            if not set(names) <= set(velden):
                raise UnfitError
            keys = [velden[name].encode() for name in names]
            above = tuple(veld.encode() for veld in self._inherited[number])
            shapes[b"<%b>" % name.encode()] = Shape(
                number,
                re.compile(f"<{name}>{xml_shape.SPACE}{inner}".encode()).match,
                tuple(keys),
                above,
                tuple((key, place) for place, key in enumerate(keys, start=1) if key.decode() in inherited),
                _gaps((*above, *keys)),
                {},
            )
        pattern = f"{xml_shape.SPACE}{xml_shape.whole(first, self._types)}"
        self._match_whole = re.compile(pattern.encode()).fullmatch
        self._shapes = shapes

    def _is_text(self, declared: _Element) -> bool:
        """Whether space around a value is part of it: of days and numbers it is not, by the rules of XSD."""
        kind = declared.find(f"{XSD}simpleType")
        base = str(declared.get("type"))
        while kind is not None or base in self._types:
            kind = self._types[base] if kind is None else kind
            restriction = kind.find(f"{XSD}restriction")
            if restriction is None:
                return True
            base, kind = str(restriction.get("base")), None
        return base in {"None", "xs:string", "xs:normalizedString"}

    def _nested(self, declared: _Element, layers: dict[str, int]) -> Iterator[str]:
        """Names of an element and of the records nested in it."""
        name = str(declared.get("name"))
        if name in layers:
            yield name
        for child in self._children(declared):
            yield from self._nested(child, layers)

    def _children(self, declared: _Element) -> list[_Element]:
        kind = declared.find(f"{XSD}complexType")
        if kind is None:
            kind = self._types[str(declared.get("type"))]
        return [] if kind.tag == f"{XSD}simpleType" else list(xml_shape.sequence_of(kind))

    def _parts(self, declared: _Element, layers: dict[str, int], names: list[str]) -> Iterator[str]:
        """Patterns that take the fields of a record, known to be valid, in the order of the schema."""
        nested = False
        for child in self._children(declared):
            name = str(child.get("name"))
            if name in layers:
                nested = True
                continue
            if nested or child.get("maxOccurs", "1") != "1":
                raise UnfitError
            if self._children(child):
                pattern = f"<{name}>{xml_shape.SPACE}{''.join(self._parts(child, layers, names))}</{name}>"
            else:
                names.append(name)
                # What follows the text of a valid field can only be its end tag.
                pattern = f"<{name}>([^<]++)(?s:.{{{len(name) + 3}}})"
            pattern += xml_shape.SPACE
            yield f"(?:{pattern})?" if child.get("minOccurs") == "0" else pattern

    def count(self, element: _Element) -> None:
        """Count the records of an element that is left out, so that later ones keep their number."""
        for found in element.iter():
            index = self._index.get(found.tag)
            if index is not None:
                self.seen[index] += 1

    def from_bytes(self, data: bytes) -> list[tuple[int, bytes]] | None:
        """Layer and JSON of the records in the bytes of an element of the first layer, in UTF-8, with space before it.

        None when the bytes are not plain and surely valid by the schema: then the parser, the schema and `from_tree`
        say what they are. What is plain means the same there.
        """
        if self._match_whole is None or not self._match_whole(data) or not _is_text(data):
            return None
        rows: list[tuple[int, bytes]] = []
        known: dict[bytes, bytes] = {}
        shapes = self._shapes
        at = data.index(b"<")
        while found := match_next(data, at):
            shape = shapes[found[1]]
            match = shape.match(data, found.start(1))
            if not match:
                return None
            at = match.end()
            groups: tuple[bytes | None, ...] = match.groups()
            for key, place in shape.known:
                known[key] = match[place]
            if None in groups:
                missing = tuple([group is None for group in groups])
                template = shape.templates.get(missing) or shape.template(missing)
            else:
                template = shape.full
            rows.append((shape.index, template % (*[known[key] for key in shape.inherited], *filter(None, groups))))
        return rows

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
                if text and tag in self._collapsed:
                    text = text.strip(" \t\r\n")
                if text:
                    waarden[veld] = text
            elif (index := find_record(tag)) is not None:
                yield current, dump(waarden)
                known.update(waarden)
                current, find_leaf = index, self._leafs[index].get
                waarden = {veld: known[veld] for veld in self._inherited[index]}
        yield current, dump(waarden)


def _is_text(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return not any(character in text for character in NO_CHARACTERS)


def declared_below(schema: _Element, root: str) -> list[str]:
    """Names of the global elements below the root of a message, in their order."""
    (declared,) = (found for found in schema.iterchildren(f"{XSD}element") if found.get("name") == root)
    return [str(found.get("ref")) for found in declared.iter(f"{XSD}element") if found.get("ref")]


def local_names(element: _Element, path: str | None, known: frozenset[str]) -> tuple[str, _Element]:
    """Where a schema error points (`/*/*[2]/*[3]`, first the validated element), in names of the contract.

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
