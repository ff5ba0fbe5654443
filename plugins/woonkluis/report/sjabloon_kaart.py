"""Write the GeoPackage template: two layers, and the code lists as the choices that QGIS offers."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyogrio import set_gdal_config_options
from pyogrio.raw import write

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.report.sjabloon_inhoud import Inhoud, Kolom

DTYPES: dict[str, Any] = {"geheel": np.int32, "jaar": np.int16, "decimaal": np.float64, "datum": "datetime64[D]"}
EXTENSION = "http://www.geopackage.org/spec121/#extension_schema"
CHOICES = """
    create table gpkg_data_columns (
        table_name text not null, column_name text not null, name text, title text, description text, mime_type text,
        constraint_name text, primary key (table_name, column_name), unique (table_name, name)
    );
    create table gpkg_data_column_constraints (
        constraint_name text not null, constraint_type text not null, value text, min numeric, min_is_inclusive boolean,
        max numeric, max_is_inclusive boolean, description text, unique (constraint_name, constraint_type, value)
    );
"""


def write_geopackage(inhoud: Inhoud, path: Path) -> None:
    """Write the layers and their choices."""
    set_gdal_config_options({"OGR_CURRENT_DATE": "2026-01-01T00:00:00.000Z"})
    try:
        for number, layer in enumerate(inhoud.contract.layers):
            has_geometry = layer.geometry == "expected"
            _write_layer(inhoud, layer.naam, path, append=number > 0, geometry=has_geometry)
    finally:
        set_gdal_config_options({"OGR_CURRENT_DATE": None})
    with closing(sqlite3.connect(path)) as gpkg, gpkg:
        gpkg.executescript(CHOICES)
        gpkg.executemany(
            "insert into gpkg_extensions values (?, null, 'gpkg_schema', ?, 'read-write')",
            [("gpkg_data_columns", EXTENSION), ("gpkg_data_column_constraints", EXTENSION)],
        )
        gpkg.executemany(
            "insert into gpkg_data_column_constraints (constraint_name, constraint_type, value, description) "
            "values (?, 'enum', ?, ?)",
            [(lijst, code, code) for lijst, codes in inhoud.codes.items() for code in codes],
        )
        gpkg.executemany(
            "insert into gpkg_data_columns (table_name, column_name, description, constraint_name) values (?, ?, ?, ?)",
            [
                (naam, kolom.naam, kolom.betekenis, kolom.codelijst)
                for naam, kolommen in inhoud.kolommen.items()
                for kolom in kolommen
            ],
        )


def _write_layer(inhoud: Inhoud, naam: str, path: Path, *, append: bool, geometry: bool) -> None:
    kolommen, rijen = inhoud.kolommen[naam], inhoud.rijen[naam]
    arrays = [_array(kolom, [rij.get(kolom.veld) for rij in rijen]) for kolom in kolommen]
    write(
        path,
        np.array([_wkb(rij) for rij in rijen], dtype=object) if geometry else None,
        [values for values, _ in arrays],
        [kolom.naam for kolom in kolommen],
        field_mask=[mask for _, mask in arrays],
        layer=naam,
        driver="GPKG",
        geometry_type="MultiPolygon" if geometry else None,
        crs="EPSG:28992" if geometry else None,
        append=append,
        layer_metadata={"basisset": inhoud.contract.basisset_versie, "contract": inhoud.contract.id},
        dataset_options=None if append else {"VERSION": "1.2"},
    )


def _wkb(rij: dict[str, Any]) -> bytes:
    return bytes(shapely.to_wkb(shapely.from_wkt(rij["geometrie_wkt"])))


def _array(kolom: Kolom, values: list[Any]) -> tuple[Any, Any]:
    """Values of a column and where there are none, in the type of the column."""
    mask = np.array([value is None for value in values], dtype=bool)
    if kolom.type not in DTYPES:
        return np.array(values, dtype=object), mask
    return np.array([0 if value is None else value for value in values], dtype=DTYPES[kolom.type]), mask
