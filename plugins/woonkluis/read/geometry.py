"""GeoPackage and ISO geometry bytes to the EWKB that PostGIS itself would write: little endian, with SRID."""

from __future__ import annotations

import struct
from array import array

GPKG_MAGIC = b"GP"
ENVELOPE_BYTES = (0, 32, 48, 48, 64)
"""Length of the envelope behind the GeoPackage header, by its code 0-4."""

POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, COLLECTION = range(1, 8)
CIRCULARSTRING, COMPOUNDCURVE, CURVEPOLYGON, MULTICURVE, MULTISURFACE = range(8, 13)
CURVES = frozenset({LINESTRING, CIRCULARSTRING, COMPOUNDCURVE})
PARTS = {
    MULTIPOINT: frozenset({POINT}),
    MULTILINESTRING: frozenset({LINESTRING}),
    MULTIPOLYGON: frozenset({POLYGON}),
    COLLECTION: frozenset(range(POINT, MULTISURFACE + 1)),
    COMPOUNDCURVE: frozenset({LINESTRING, CIRCULARSTRING}),
    CURVEPOLYGON: CURVES,
    MULTICURVE: CURVES,
    MULTISURFACE: frozenset({POLYGON, CURVEPOLYGON}),
}
MAX_DEPTH = 8

FLAG_Z, FLAG_M, FLAG_SRID = 0x80000000, 0x40000000, 0x20000000
LITTLE, BIG = struct.Struct("<I"), struct.Struct(">I")
INT_LE = struct.Struct("<i")
INT_BE = struct.Struct(">i")
_count = LITTLE.unpack_from

PART_OF_MULTIPOLYGON = b"\x01" + LITTLE.pack(POLYGON)
ONE_RING = b"\x01" + LITTLE.pack(MULTIPOLYGON) + LITTLE.pack(1) + PART_OF_MULTIPOLYGON + LITTLE.pack(1)
"""Start of a multipolygon of one polygon without holes: what most plans are."""


class GeometryError(ValueError):
    """Bytes that are no geometry PostGIS would take; the message is Dutch and holds no coordinates."""


def _polygon_end(wkb: bytes, at: int) -> int:
    """Position behind the rings of a little-endian XY polygon whose ring count stands at `at`."""
    (rings,) = _count(wkb, at)
    at += 4
    for _ in range(rings):
        (points,) = _count(wkb, at)
        at += 4
        end = at + 16 * points
        if points < 4 or wkb[at : at + 16] != wkb[end - 16 : end]:
            raise GeometryError("een ring is niet gesloten of heeft minder dan vier punten")
        at = end
    return at


def _multipolygon_end(wkb: bytes, at: int) -> int:
    (parts,) = _count(wkb, at)
    at += 4
    for _ in range(parts):
        if wkb[at : at + 5] != PART_OF_MULTIPOLYGON:
            raise GeometryError("een deel van de multipolygoon is geen vlak")
        at = _polygon_end(wkb, at + 5)
    return at


class EwkbMaker:
    """Makes EWKB of one SRID.

    Little-endian XY polygons, nearly all of every delivery, keep their bytes behind a new prefix; everything else is
    rebuilt part by part.
    """

    def __init__(self, srid: int) -> None:
        self._srid = LITTLE.pack(srid)
        self._one_ring = b"\x01" + LITTLE.pack(MULTIPOLYGON | FLAG_SRID) + self._srid + ONE_RING[5:]
        self._plain = {
            b"\x01" + LITTLE.pack(kind): (b"\x01" + LITTLE.pack(kind | FLAG_SRID) + self._srid, end)
            for kind, end in ((POLYGON, _polygon_end), (MULTIPOLYGON, _multipolygon_end))
        }

    def convert(self, wkb: bytes, start: int = 0) -> bytes:
        """Return the EWKB of the WKB that starts at `start`.

        Raises GeometryError for what PostGIS would refuse: truncated, open rings, too few points, trailing bytes.
        """
        try:
            if wkb[start : start + 18] == ONE_RING:
                (points,) = _count(wkb, start + 18)
                ring = start + 22
                if points > 3 and len(wkb) == ring + 16 * points and wkb[ring : ring + 16] == wkb[-16:]:
                    return self._one_ring + wkb[start + 18 :]
            plain = self._plain.get(wkb[start : start + 5])
            if plain:
                prefix, find_end = plain
                end = find_end(wkb, start + 5)
                ewkb = prefix + wkb[start + 5 :]
            else:
                parts: list[bytes] = []
                end = self._rebuild(wkb, start, parts, depth=0)
                ewkb = b"".join(parts)
        except struct.error:
            raise GeometryError("de geometrie is afgebroken") from None
        if end != len(wkb):
            raise GeometryError("de geometrie is afgebroken of heeft overtollige bytes")
        return ewkb

    def _rebuild(
        self, wkb: bytes, at: int, parts: list[bytes], depth: int, within: tuple[int, int] | None = None
    ) -> int:
        """Append one geometry, whatever its byte order and dimensions, and return the position behind it."""
        if depth > MAX_DEPTH:
            raise GeometryError("de geometrie is te diep genest")
        order = wkb[at : at + 1]
        if order not in (b"\0", b"\1"):
            raise GeometryError("de bytevolgorde van de geometrie is onbekend")
        unpack = (LITTLE if order == b"\1" else BIG).unpack_from
        (code,) = unpack(wkb, at + 1)
        kind, dimensions = _kind(code)
        if within and (kind not in PARTS[within[0]] or dimensions != within[1]):
            raise GeometryError("een deel van de geometrie past niet bij het geheel")
        srid = b"" if depth else self._srid
        parts.append(b"\1" + LITTLE.pack(kind | dimensions | (0 if depth else FLAG_SRID)) + srid)
        at += 5
        width = 16 + 8 * bool(dimensions & FLAG_Z) + 8 * bool(dimensions & FLAG_M)
        swap = order == b"\0"
        if kind == POINT:
            return _copy_points(wkb, at, 1, width, parts, swap=swap)
        (count,) = unpack(wkb, at)
        at += 4
        parts.append(LITTLE.pack(count))
        if kind in (LINESTRING, CIRCULARSTRING):
            if count == 1:
                raise GeometryError("een lijn heeft minder dan twee punten")
            return _copy_points(wkb, at, count, width, parts, swap=swap)
        for _ in range(count):
            if kind != POLYGON:
                at = self._rebuild(wkb, at, parts, depth + 1, (kind, dimensions))
                continue
            (points,) = unpack(wkb, at)
            end = at + 4 + points * width
            if points < 4 or wkb[at + 4 : at + 20] != wkb[end - width : end - width + 16]:
                raise GeometryError("een ring is niet gesloten of heeft minder dan vier punten")
            parts.append(LITTLE.pack(points))
            at = _copy_points(wkb, at + 4, points, width, parts, swap=swap)
        return at


def _kind(code: int) -> tuple[int, int]:
    """Geometry kind and its EWKB dimension flags, from an ISO code (1006) or the older flag style (0x80000006)."""
    flags = code & (FLAG_Z | FLAG_M)
    iso, kind = divmod(code & 0x0FFFFFFF, 1000)
    if code & 0x30000000 or not POINT <= kind <= MULTISURFACE or iso > 3 or (iso and flags):
        raise GeometryError("het soort geometrie is onbekend")
    return kind, flags or (0, FLAG_Z, FLAG_M, FLAG_Z | FLAG_M)[iso]


def _copy_points(wkb: bytes, at: int, count: int, width: int, parts: list[bytes], *, swap: bool) -> int:
    end = at + count * width
    data = wkb[at:end]
    if len(data) < count * width:
        raise GeometryError("de geometrie is afgebroken")
    if swap:
        numbers = array("d", data)
        numbers.byteswap()
        data = numbers.tobytes()
    parts.append(data)
    return end


def gpkg_header(blob: bytes) -> tuple[int, int]:
    """Read a GeoPackage geometry header: position of the WKB behind it, and its srs_id.

    Raises GeometryError for anything that is no standard GeoPackage geometry.
    """
    if len(blob) < 8 or blob[:2] != GPKG_MAGIC:
        raise GeometryError("de waarde is geen GeoPackage-geometrie")
    flags = blob[3]
    envelope = flags >> 1 & 0b111
    if blob[2] != 0 or flags & 0b0010_0000 or envelope >= len(ENVELOPE_BYTES):
        raise GeometryError("de kop van de GeoPackage-geometrie is onbekend")
    (srs_id,) = (INT_LE if flags & 1 else INT_BE).unpack_from(blob, 4)
    return 8 + ENVELOPE_BYTES[envelope], srs_id
