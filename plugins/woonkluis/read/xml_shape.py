"""Regular expressions, made from an XSD, that know a valid element by its bytes; silent on what they do not know.

Parsing an element into a tree and validating it costs more than everything else that is done with it. Most elements of
a large message are written in the plainest way, and the schema has no recursion, so what it allows is a regular
language. A pattern accepts part of that language: tags without prefix, attribute or space, text without escapes, the
whole of it valid by the schema. What a pattern does not accept may still be valid: the parser and the schema decide.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

XSD = "{http://www.w3.org/2001/XMLSchema}"
SPACE = r"[ \t\r\n]*+"
PLAIN = r'[^<&"\\\x00-\x1f]'
"""A byte of text that is the same in XML and in JSON."""

WORD = r'[^<&"\\\x00-\x20]'

DAY = (
    r"(?:1[0-9]|20)[0-9]{2}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
"""Days of which no calendar is needed to say that they exist: all but 29 February."""

DAY_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
ENUMERABLE = 400
MAX_DIGITS = 15

known_pattern = re.compile(r"(?:\\S|[\w \-\[\](){},|/+*?])*").fullmatch


class UnfitError(Exception):
    """The schema uses something that has no pattern here."""


def whole(declared: _Element, types: Mapping[str, _Element]) -> str:
    """Pattern of an element with everything in it; raises UnfitError."""
    name = str(declared.get("name"))
    return f"<{name}>{content(declared, types)}</{name}>"


def content(declared: _Element, types: Mapping[str, _Element]) -> str:
    """Pattern of what stands between the tags of an element."""
    kind = declared.find(f"{XSD}complexType")
    if kind is None and declared.get("type") not in types:
        raise UnfitError
    kind = types[str(declared.get("type"))] if kind is None else kind
    if kind.tag == f"{XSD}simpleType":
        return f"(?:{_simple(kind)})"
    sequence = sequence_of(kind)
    parts = [SPACE]
    for child in sequence:
        if child.tag != f"{XSD}element" or child.get("ref"):
            raise UnfitError
        parts.append(f"(?:{whole(child, types)}{SPACE}){_times(child)}")
    return "".join(parts)


def sequence_of(kind: _Element) -> _Element:
    """The sequence of which a complex type consists; raises UnfitError for any other."""
    sequence = kind.find(f"{XSD}sequence")
    if sequence is None or any(child.tag not in (sequence.tag, f"{XSD}annotation") for child in kind):
        raise UnfitError
    return sequence


def _times(child: _Element) -> str:
    low, high = child.get("minOccurs", "1"), child.get("maxOccurs", "1")
    return {("1", "1"): "", ("0", "1"): "?", ("0", "unbounded"): "*", ("1", "unbounded"): "+"}[low, high]


def _simple(kind: _Element) -> str:
    restriction = kind.find(f"{XSD}restriction")
    if restriction is None:
        raise UnfitError
    facets: dict[str, list[str]] = {}
    for facet in restriction:
        facets.setdefault(str(facet.tag).removeprefix(XSD), []).append(str(facet.get("value")))
    base = str(restriction.get("base"))
    if base == "xs:string":
        return _string(facets)
    if base == "xs:date" and facets in ({}, {"pattern": [DAY_PATTERN]}):
        return DAY
    if base in ("xs:decimal", "xs:integer", "xs:nonNegativeInteger", "xs:positiveInteger"):
        return _number(base, {name: int(values[0]) for name, values in facets.items()})
    raise UnfitError


def _string(facets: dict[str, list[str]]) -> str:
    if facets.keys() - {"enumeration", "pattern", "minLength", "maxLength"}:
        raise UnfitError
    if "enumeration" in facets:
        if len(facets) > 1 or any(re.search(r'[<&"\\]', value) for value in facets["enumeration"]):
            raise UnfitError
        return "|".join(re.escape(value) for value in facets["enumeration"])
    # Bytes are counted where the schema counts characters, of which there are never more.
    low, high = int(facets.get("minLength", ["0"])[0]), facets.get("maxLength", [""])[0]
    if low > 1:
        raise UnfitError
    if "pattern" not in facets:
        return f"{PLAIN}{{1,{high}}}"
    if not all(known_pattern(pattern) for pattern in facets["pattern"]):
        raise UnfitError
    pattern = "|".join(pattern.replace(r"\S", WORD) for pattern in facets["pattern"])
    return f"(?={PLAIN}{{1,{high}}}<)(?:{pattern})" if high else pattern


def _number(base: str, facets: dict[str, int]) -> str:
    if facets.keys() - {"minInclusive", "maxInclusive", "totalDigits", "fractionDigits"}:
        raise UnfitError
    low, high = facets.get("minInclusive"), facets.get("maxInclusive")
    if base == "xs:positiveInteger":
        low = max(low or 1, 1)
    signed = base in ("xs:decimal", "xs:integer") and low is None
    # Of numbers with a sign only those that no lower limit can exclude; of others those from 0.
    if (high is not None and (high < 0 or signed)) or (low or 0) > 1:
        raise UnfitError
    fraction = facets.get("fractionDigits", 0) if base == "xs:decimal" else 0
    start = 1 if low == 1 else 0
    if high is not None and high <= ENUMERABLE and not fraction:
        return "|".join(str(number) for number in range(high, start - 1, -1))
    digits = min(facets.get("totalDigits", MAX_DIGITS + fraction) - fraction, MAX_DIGITS)
    if high is not None:
        digits = min(digits, len(str(high + 1)) - 1)
    if digits < 1:
        raise UnfitError
    first = "[1-9]" if start else "[0-9]"
    rest = f"(?:\\.[0-9]{{1,{fraction}}})?" if fraction else ""
    return f"{'-?' if signed else ''}{first}[0-9]{{0,{digits - 1}}}{rest}"
