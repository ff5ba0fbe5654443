"""Write plans as an lmvw delivery: a GeoPackage or an Excel workbook with the same two tables.

Both writers give the same bytes for the same plans, because a delivery is recognised by the hash of its file.
"""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import shapely
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lmvw_plannen import Plan, Waarden

SEEDS = Path(__file__).resolve().parent.parent / "dbt" / "seeds"
VAST_TIJDSTIP = datetime(2026, 1, 1, tzinfo=UTC)
RD_NEW = 28992
EXCEL_CEL_MAX = 32_767

TEKST, LANGE_TEKST, KORT_GETAL, GETAL = "TEXT(255)", "TEXT(1000)", "SMALLINT", "MEDIUMINT"

PLANREGISTRATIE = {
    "GlobalID": "TEXT(38)",
    "plannaam": TEKST,
    "provincie": TEKST,
    "regio": TEKST,
    "gemeente": TEKST,
    "woonplaats": TEKST,
    "vertrouwelijkheid": TEKST,
    "opdrachtgever_type": TEKST,
    "opdrachtgever_naam": TEKST,
    "oplevering_eerste": KORT_GETAL,
    "oplevering_laatste": KORT_GETAL,
    "opmerkingen_basis": LANGE_TEKST,
    "plantype": TEKST,
    "bestemmingsplan": TEKST,
    "projectfase": TEKST,
    "status_planologisch": TEKST,
    "beoogd_woonmilieu_ABF5": TEKST,
    "knelpunten_meerkeuze": TEKST,
    "totaal_bouw": GETAL,
    "totaal_sloop": GETAL,
    "totaal_netto": GETAL,
    "totaal_eengezins_resterend": GETAL,
    "totaal_meergezins_resterend": GETAL,
    "totaal_type_onbekend_resterend": GETAL,
    "totaal_koop_resterend": GETAL,
    "totaal_huur_resterend": GETAL,
    "totaal_koop_huur_onbekend_resterend": GETAL,
}
"""Columns of the plan table with their GeoPackage types, in the order and spelling of the Gelderland template."""

EIGENDOM_EN_PRIJS = (
    *(f"koop{klasse}" for klasse in (1, 2, 3, 4, "_onb")),
    *(f"huur{klasse}" for klasse in (1, 2, 3, 4, "_onb")),
    "onbekend",
)
CELLEN = tuple(
    f"{woningtype}_{klasse}" for woningtype in ("meergezins", "eengezins", "onbekend") for klasse in EIGENDOM_EN_PRIJS
)
DETAILPLANNING = {
    "GlobalID": "TEXT(38)",
    "parent_globalid": "TEXT(38)",
    "gemeente": TEKST,
    "regio": TEKST,
    "vertrouwelijkheid": TEKST,
    "jaartal": KORT_GETAL,
    **dict.fromkeys(CELLEN, KORT_GETAL),
    "bouw_gerealiseerd": TEKST,
    **dict.fromkeys((f"sloop_{cel}" for cel in CELLEN), KORT_GETAL),
    "sloop_gerealiseerd": TEKST,
}
"""Columns of the year table: 33 cells of woningtype x price class to build, and the same 33 to demolish."""

CODELIJSTEN = {
    "vertrouwelijkheid": "code_vertrouwelijkheid",
    "opdrachtgever_type": "code_opdrachtgever_type",
    "plantype": "code_plantype",
    "projectfase": "code_projectfase",
    "status_planologisch": "code_status_planologisch",
}

GPKG_SCHEMA = f"""
pragma application_id = {int.from_bytes(b"GPKG")};
pragma user_version = 10300;
create table gpkg_spatial_ref_sys (
    srs_name text not null, srs_id integer primary key, organization text not null,
    organization_coordsys_id integer not null, definition text not null, description text
);
create table gpkg_contents (
    table_name text not null primary key, data_type text not null, identifier text unique, description text default '',
    last_change datetime not null, min_x double, min_y double, max_x double, max_y double,
    srs_id integer references gpkg_spatial_ref_sys (srs_id)
);
create table gpkg_geometry_columns (
    table_name text not null references gpkg_contents (table_name), column_name text not null,
    geometry_type_name text not null, srs_id integer not null references gpkg_spatial_ref_sys (srs_id),
    z tinyint not null, m tinyint not null, primary key (table_name, column_name), unique (table_name)
);
"""

WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
RD_NEW_WKT = (
    'PROJCS["Amersfoort / RD New",GEOGCS["Amersfoort",DATUM["Amersfoort",SPHEROID["Bessel 1841",6377397.155,'
    '299.1528128,AUTHORITY["EPSG","7004"]],AUTHORITY["EPSG","6289"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4289"]],'
    'PROJECTION["Oblique_Stereographic"],PARAMETER["latitude_of_origin",52.1561605555556],'
    'PARAMETER["central_meridian",5.38763888888889],PARAMETER["scale_factor",0.9999079],'
    'PARAMETER["false_easting",155000],PARAMETER["false_northing",463000],UNIT["metre",1,AUTHORITY["EPSG","9001"]],'
    'AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","28992"]]'
)
REFERENTIESTELSELS = (
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", None),
    ("Undefined geographic", 0, "NONE", 0, "undefined", None),
    ("WGS 84", 4326, "EPSG", 4326, WGS84_WKT, None),
    ("Amersfoort / RD New", RD_NEW, "EPSG", RD_NEW, RD_NEW_WKT, None),
)


def lees_geometrie(blob: bytes) -> shapely.Geometry:
    """Return the geometry of a GeoPackage blob: a header with an optional envelope, then WKB."""
    envelop_bytes = (0, 32, 48, 48, 64)[(blob[3] >> 1) & 7]
    return shapely.from_wkb(blob[8 + envelop_bytes :])


def lees_codes(seed: str) -> list[str]:
    """Return the codes of one code list, in its order; those of the basisset, where it has the codes of others too."""
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as bestand:
        return [rij["code"] for rij in csv.DictReader(bestand) if rij["bron"] in ("basisset", "Gelderland")]


def als_rijen(waarden: Sequence[Waarden], kolommen: Sequence[str]) -> list[list[str | int | None]]:
    """Return the values in column order; a column without a value is None, a value without a column an error."""
    for rij in waarden:
        if onbekend := rij.keys() - set(kolommen):
            raise ValueError(f"no such column: {sorted(onbekend)}")
    return [[rij.get(kolom) for kolom in kolommen] for rij in waarden]


def schrijf_gpkg(pad: Path, plannen: Sequence[Plan]) -> None:
    """Write layers Planregistratie (MultiPolygon, EPSG:28992) and DetailPlanning (attributes).

    Plain SQLite rather than GDAL: it writes no clock time, no spatial index and no triggers, and the geometry blobs go
    through untouched.
    """
    pad.unlink(missing_ok=True)
    tijdstip = VAST_TIJDSTIP.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    vlak = shapely.total_bounds([lees_geometrie(plan.geometrie) for plan in plannen]).tolist()
    with closing(sqlite3.connect(pad)) as gpkg:
        gpkg.executescript(GPKG_SCHEMA)
        gpkg.executemany("insert into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, ?)", REFERENTIESTELSELS)
        gpkg.executemany(
            "insert into gpkg_contents values (?, ?, ?, '', ?, ?, ?, ?, ?, ?)",
            (
                ("Planregistratie", "features", "Planregistratie", tijdstip, *vlak, RD_NEW),
                ("DetailPlanning", "attributes", "DetailPlanning", tijdstip, None, None, None, None, None),
            ),
        )
        gpkg.execute(
            "insert into gpkg_geometry_columns values ('Planregistratie', 'geom', 'MULTIPOLYGON', ?, 0, 0)", (RD_NEW,)
        )
        velden = {"geom": "MULTIPOLYGON", **PLANREGISTRATIE}
        rijen = als_rijen([plan.waarden for plan in plannen], [*PLANREGISTRATIE])
        schrijf_tabel(gpkg, "Planregistratie", velden, [[p.geometrie, *r] for p, r in zip(plannen, rijen, strict=True)])
        jaren = als_rijen([jaar for plan in plannen for jaar in plan.jaren], [*DETAILPLANNING])
        schrijf_tabel(gpkg, "DetailPlanning", DETAILPLANNING, jaren)
        gpkg.commit()


def schrijf_tabel(
    gpkg: sqlite3.Connection, tabel: str, velden: dict[str, str], rijen: Sequence[Sequence[object]]
) -> None:
    """Create one table with a fid and fill it."""
    definitie = ", ".join(f'"{naam}" {soort}' for naam, soort in velden.items())
    gpkg.execute(f'create table "{tabel}" (fid integer primary key autoincrement not null, {definitie})')
    plaatsen = ", ".join("?" * len(velden))
    gpkg.executemany(f'insert into "{tabel}" values (null, {plaatsen})', rijen)  # noqa: S608


def schrijf_xlsx(pad: Path, plannen: Sequence[Plan], *, met_geometrie: bool = True) -> None:
    """Write sheets Planregistratie, DetailPlanning and Codes; headers in row 1, data from row 2.

    With met_geometrie the plan sheet ends in geometrie_wkt (EPSG:28992, millimetres), left empty where the text does
    not fit in an Excel cell.
    """
    waarden = [dict(plan.waarden) for plan in plannen]
    kolommen = [*PLANREGISTRATIE]
    if met_geometrie:
        kolommen.append("geometrie_wkt")
        for plan, rij in zip(plannen, waarden, strict=True):
            wkt = shapely.to_wkt(lees_geometrie(plan.geometrie), rounding_precision=3)
            rij["geometrie_wkt"] = wkt if len(wkt) <= EXCEL_CEL_MAX else None
    with xlsxwriter.Workbook(pad) as werkboek:
        werkboek.set_properties({"created": VAST_TIJDSTIP.replace(tzinfo=None)})
        schrijf_blad(werkboek, "Planregistratie", kolommen, als_rijen(waarden, kolommen))
        jaren = [jaar for plan in plannen for jaar in plan.jaren]
        schrijf_blad(werkboek, "DetailPlanning", [*DETAILPLANNING], als_rijen(jaren, [*DETAILPLANNING]))
        codes = [[veld, code] for veld, seed in CODELIJSTEN.items() for code in lees_codes(seed)]
        schrijf_blad(werkboek, "Codes", ["veld", "code"], codes)


def schrijf_blad(
    werkboek: xlsxwriter.Workbook, naam: str, kop: Sequence[str], rijen: Sequence[Sequence[str | int | None]]
) -> None:
    """Write one sheet. Text is written as text, so a name that starts with = is no formula."""
    blad = werkboek.add_worksheet(naam)
    blad.freeze_panes(1, 0)
    blad.write_row(0, 0, kop, werkboek.add_format({"bold": True}))
    for nummer, rij in enumerate(rijen, start=1):
        for kolom, waarde in enumerate(rij):
            if isinstance(waarde, str):
                blad.write_string(nummer, kolom, waarde)
            elif waarde is not None:
                blad.write_number(nummer, kolom, waarde)
