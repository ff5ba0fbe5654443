"""Which coordinate system a file names: RD New in any of its spellings, or something to say in a finding."""

from __future__ import annotations

import re

from woonkluis.read.bevinding import shorten

SRID = 28992
"""RD New, the only coordinate system of the basisset."""

RD_NEW_CODES = frozenset({SRID, 7415})
"""Alone, or with heights in NAP: their x and y are the same."""

_CODE = f"(?:{'|'.join(map(str, sorted(RD_NEW_CODES)))})"
_is_rd_new_name = re.compile(
    rf"(?:(?:urn:(?:x-)?ogc:def:crs:)?epsg:(?:[0-9.]*:)?|https?://www\.opengis\.net/def/crs/epsg/[0-9.]+/){_CODE}",
    re.IGNORECASE,
).fullmatch
_is_rd_new_with_heights = re.compile(rf'COMPD_CS\[.*AUTHORITY\["EPSG","{SRID}"\]\],VERT_CS\[.*', re.DOTALL).fullmatch
"""GDAL keeps the code of both parts of a compound system, and sometimes not that of the whole."""

_find_title = re.compile(r'\s*[A-Z_0-9]+\["([^"]*)"').match


def is_rd_new(name: str) -> bool:
    """Whether a code, URN, address or WKT means RD New."""
    return bool(_is_rd_new_name(name.strip()) or _is_rd_new_with_heights(name))


def shown(name: object) -> str | None:
    """What a finding says of a system: its code or title, never a whole WKT; nothing when the file names none."""
    if name is None or isinstance(name, dict | list):
        return None
    title = _find_title(str(name))
    return shorten(title[1] if title else name) or None
