"""Write large synthetic deliveries: made-up values in the shape of a real one, the same bytes for the same size."""

from __future__ import annotations

import math
import sqlite3
import struct
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import xlsxwriter

from woonkluis.contracts import ContractField, contract_by_id

if TYPE_CHECKING:
    from collections.abc import Iterator

PEILDATUM = date(2026, 1, 1)
VERTICES = 40
GPKG_COLUMNS, EXCEL_COLUMNS = 40, 60

GPKG_SCHEMA = """
pragma application_id = 1196444487;
pragma user_version = 10300;
create table gpkg_spatial_ref_sys (
    srs_name text, srs_id integer primary key, organization text, organization_coordsys_id integer, definition text,
    description text
);
create table gpkg_contents (
    table_name text primary key, data_type text, identifier text, description text, last_change datetime,
    min_x double, min_y double, max_x double, max_y double, srs_id integer
);
create table gpkg_geometry_columns (
    table_name text primary key, column_name text, geometry_type_name text, srs_id integer, z tinyint, m tinyint
);
insert into gpkg_spatial_ref_sys values ('Amersfoort / RD New', 28992, 'EPSG', 28992, 'undefined', null);
insert into gpkg_contents values
    ('Planregistratie', 'features', 'plannen', '', '2026-01-01T00:00:00Z', 13000, 306000, 278000, 620000, 28992),
    ('DetailPlanning', 'attributes', 'jaren', '', '2026-01-01T00:00:00Z', null, null, null, null, 0);
insert into gpkg_geometry_columns values ('Planregistratie', 'geom', 'MULTIPOLYGON', 28992, 0, 0);
"""


def polygon(rng: Random) -> bytes:
    """GeoPackage blob of a regular polygon in RD New."""
    x, y, radius = rng.uniform(20_000, 270_000), rng.uniform(310_000, 610_000), rng.uniform(30, 300)
    corners = [
        (x + radius * math.cos(2 * math.pi * corner / VERTICES), y + radius * math.sin(2 * math.pi * corner / VERTICES))
        for corner in range(VERTICES)
    ]
    ring = [value for corner in (*corners, corners[0]) for value in corner]
    envelope = (x - radius, x + radius, y - radius, y + radius)
    return (
        b"GP\0\3"
        + struct.pack("<i4d", 28992, *envelope)
        + struct.pack("<BII", 1, 6, 1)
        + struct.pack(f"<BIII{len(ring)}d", 1, 3, 1, VERTICES + 1, *ring)
    )


def rows(fields: list[ContractField], count: int) -> Iterator[list[str | int]]:
    """Values of plans: unique ids, texts that recur, small numbers."""
    rng = Random(count)  # noqa: S311
    for number in range(count):
        yield [
            f"{{{number:08X}-0000-4000-8000-000000000000}}"
            if field.veld == "globalid"
            else rng.randrange(2024, 2040)
            if field.type == "jaar"
            else rng.randrange(500)
            if field.type == "geheel"
            else f"{field.naam} {rng.randrange(5000)}"
            for field in fields
        ]


def gpkg(directory: Path, count: int) -> Path:
    """A GeoPackage with `count` plans of 40 columns and a multipolygon of 40 vertices."""
    path = directory / f"lmvw_GM0150_{PEILDATUM}_{count}.gpkg"
    plannen, jaren = contract_by_id("lmvw-gpkg-1").layers
    fields = [field for field in plannen.fields if field.type != "datum"][:GPKG_COLUMNS]
    rng = Random(count)  # noqa: S311
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(GPKG_SCHEMA)
        columns = ", ".join(f'"{field.naam}" {"TEXT" if field.type == "tekst" else "INTEGER"}' for field in fields)
        database.execute(f"create table Planregistratie (fid integer primary key, geom MULTIPOLYGON, {columns})")
        columns = ", ".join(f"{field.naam} TEXT" for field in jaren.fields)
        database.execute(f"create table DetailPlanning (fid integer primary key, {columns})")
        marks = ", ".join("?" * (len(fields) + 1))
        database.executemany(
            f"insert into Planregistratie values (null, {marks})",  # noqa: S608
            ((polygon(rng), *values) for values in rows(fields, count)),
        )
        database.execute("insert into DetailPlanning (parent_globalid, jaartal) values ('{00000000}', 2030)")
        database.commit()
    return path


def excel(directory: Path, count: int) -> Path:
    """A workbook with `count` plans of 60 columns."""
    path = directory / f"lmvw_GM0150_{PEILDATUM}_{count}.xlsx"
    plannen, jaren = contract_by_id("lmvw-excel-1").layers
    fields = [field for field in plannen.fields if field.type != "datum"][:EXCEL_COLUMNS]
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet(plannen.naam)
        sheet.write_row(0, 0, [field.naam for field in fields])
        for number, values in enumerate(rows(fields, count), start=1):
            sheet.write_row(number, 0, values)
        sheet = workbook.add_worksheet(jaren.naam)
        sheet.write_row(0, 0, [field.naam for field in jaren.fields])
        sheet.write_row(1, 0, ["{00000000}", "", "", "", "", "{00000000}", "", "", "", 2030])
    return path


def xml(directory: Path, count: int) -> Path:
    """A feed with `count` dwellings, from the generator of the demo."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "demo"))
    from cwr_leveringen import WOONMAATSCHAPPIJEN, maak_levering  # noqa: PLC0415

    return maak_levering(directory, WOONMAATSCHAPPIJEN[0], PEILDATUM, n_woningen=count)
