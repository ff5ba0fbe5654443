"""WKB of every kind, dimension and byte order becomes the EWKB that GEOS makes of it."""

from __future__ import annotations

import struct

import pytest
import shapely

from woonkluis.read.geometry import EwkbMaker, GeometryError

KINDS = [
    "POINT (1 2)",
    "LINESTRING (1 2, 3 4)",
    "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 1, 2 1, 2 2, 1 1))",
    "MULTIPOINT ((1 2), (3 4))",
    "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
    "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)), ((9 9, 8 9, 8 8, 9 9), (9 9, 8 9, 8 8, 9 9)))",
    "GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION (LINESTRING (1 2, 3 4)))",
    "POLYGON EMPTY",
    "MULTIPOLYGON EMPTY",
    "LINESTRING EMPTY",
    "GEOMETRYCOLLECTION EMPTY",
    "POINT Z (1 2 3)",
    "POLYGON Z ((0 0 1, 4 0 1, 4 4 1, 0 0 1))",
    "MULTIPOLYGON Z (((0 0 1, 4 0 1, 4 4 1, 0 0 1)))",
    "MULTIPOLYGON M (((0 0 1, 4 0 1, 4 4 1, 0 0 1)))",
    "MULTIPOLYGON ZM (((0 0 1 2, 4 0 1 2, 4 4 1 2, 0 0 1 2)))",
]


@pytest.mark.parametrize("wkt", KINDS)
@pytest.mark.parametrize("byte_order", [0, 1])
@pytest.mark.parametrize("flavor", ["iso", "extended"])
def test_every_kind(wkt: str, byte_order: int, flavor: str) -> None:
    geometry = shapely.from_wkt(wkt)
    wkb = shapely.to_wkb(geometry, byte_order=byte_order, output_dimension=4, flavor=flavor)
    expected = shapely.to_wkb(
        shapely.set_srid(geometry, 28992), byte_order=1, output_dimension=4, flavor="extended", include_srid=True
    )
    assert EwkbMaker(28992).convert(b"header" + wkb, 6) == expected


@pytest.mark.parametrize("wkt", [wkt for wkt in KINDS if "EMPTY" not in wkt])
@pytest.mark.parametrize("byte_order", [0, 1])
def test_no_prefix_of_a_geometry_is_a_geometry(wkt: str, byte_order: int) -> None:
    wkb = shapely.to_wkb(shapely.from_wkt(wkt), byte_order=byte_order, output_dimension=4, flavor="iso")
    for length in range(len(wkb)):
        with pytest.raises(GeometryError):
            EwkbMaker(28992).convert(wkb[:length])


@pytest.mark.parametrize(
    "wkb",
    [
        struct.pack("<BII", 1, 7, 1) * 50,
        struct.pack("<BII", 1, 6, 2**32 - 1),
        struct.pack("<BII", 1, 3, 2**32 - 1),
        struct.pack("<BIII", 1, 3, 1, 2**32 - 1),
        struct.pack("<BII", 1, 1006, 1) + struct.pack("<BII", 1, 3, 0),
        struct.pack("<BII", 1, 0x20000003, 28992),
        struct.pack("<BII", 1, 4003, 0),
        struct.pack("<BII", 1, 0x80000000 + 1003, 0),
        struct.pack("<BII", 1, 17, 0),
    ],
)
def test_hostile_counts_codes_and_depths(wkb: bytes) -> None:
    with pytest.raises(GeometryError):
        EwkbMaker(28992).convert(wkb)
