"""The findings on a map: a GeoPackage with one layer, written fresh, that opens in QGIS in the colours of ernst."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from woonkluis.report.blad import KLEUREN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from psycopg import Connection

    from woonkluis.report.dossier import Dossier

LAYER = "bevindingen"
BATCH = 2000
FIELDS = ("regel", "ernst", "artikel", "laag", "rij", "kolom", "globalid", "melding")

QUERY = """
    with vlak as materialized (
        select
            rij,
            case
                when st_geometrytype(geometrie) in ('ST_Polygon', 'ST_MultiPolygon')
                    then st_asbinary(st_multi(st_force2d(geometrie)), 'NDR')
            end as wkb
        from landing.lmvw_planregistratie
        where levering_id = %(levering)s
    )

    select
        vlak.wkb, b.regel_id, b.ernst, b.artikel, b.laag, b.rij, b.kolom, coalesce(plan.globalid, rij.globalid),
        b.melding
    from register.bevinding as b
    left join pg_temp.rapport_rij as rij on b.levering_id = rij.levering_id and b.laag = rij.laag and b.rij = rij.rij
    left join pg_temp.rapport_plan as plan on rij.levering_id = plan.levering_id and rij.plan_rij = plan.rij
    left join vlak on rij.plan_rij = vlak.rij
    where b.levering_id = %(levering)s
    order by array_position(array['info', 'waarschuwing', 'blokkerend'], b.ernst), b.regel_id, b.laag, b.rij, b.kolom
"""
"""The heaviest last, so that they are drawn on top."""

STYLES = """
    create table layer_styles (
        id integer primary key autoincrement not null, f_table_catalog text(256), f_table_schema text(256),
        f_table_name text(256), f_geometry_column text(256), styleName text(30), styleQML text, styleSLD text,
        useAsDefault boolean, description text, owner text(30), ui text(30),
        update_time datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
    );
    insert into gpkg_contents (table_name, data_type, identifier) values ('layer_styles', 'attributes', 'layer_styles');
"""


def has_polygons(connection: Connection[Any], dossier: Dossier) -> bool:
    """Whether a delivery has a plan that can be drawn."""
    query = """
        select exists (
            select from landing.lmvw_planregistratie
            where levering_id = %s and st_geometrytype(geometrie) in ('ST_Polygon', 'ST_MultiPolygon')
        )
    """
    row = connection.execute(query, [dossier.levering_id]).fetchone()
    return bool(row and row[0])


def write_map(connection: Connection[Any], dossier: Dossier, path: Path) -> None:
    """Write the findings of a delivery with the polygons of their plans.

    A finding that is about no plan, or about one without a polygon, is a row without geometry. `path` must be new: a
    file that held something else would keep it in its free pages.
    """
    if path.exists():
        raise FileExistsError(path.name)
    with connection.cursor(name="kaart") as cursor:
        cursor.itersize = BATCH
        cursor.execute(QUERY, {"levering": dossier.levering_id})
        rows = cursor.fetchmany(BATCH)
        _append(path, rows, append=False)
        while rows := cursor.fetchmany(BATCH):
            _append(path, rows, append=True)
    with closing(sqlite3.connect(path)) as gpkg, gpkg:
        gpkg.executescript(STYLES)
        gpkg.execute(
            "insert into layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, useAsDefault, description, update_time) values ('', '', ?, 'geom', 'ernst', ?, 1, 'ernst', ?)",
            [LAYER, style(), dossier.besloten_op.isoformat()],
        )


def _append(path: Path, rows: Sequence[tuple[Any, ...]], *, append: bool) -> None:
    import numpy as np  # noqa: PLC0415 - DAG files reach this module, only a report needs GDAL
    from pyogrio.raw import write  # noqa: PLC0415

    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * (1 + len(FIELDS))
    data, masks = [], []
    for naam, values in zip(FIELDS, columns[1:], strict=True):
        if naam == "rij":
            data.append(np.array([value or 0 for value in values], dtype=np.int64))
        else:
            data.append(np.array(values, dtype=object))
        masks.append(np.array([value is None for value in values], dtype=bool))
    write(
        path,
        np.array([None if value is None else bytes(value) for value in columns[0]], dtype=object),
        data,
        FIELDS,
        field_mask=masks,
        layer=LAYER,
        driver="GPKG",
        geometry_type="MultiPolygon",
        crs="EPSG:28992",
        append=append,
        # Versions of QGIS that are still in use warn about a newer one.
        dataset_options=None if append else {"VERSION": "1.2"},
    )


def style() -> str:
    """Style of the layer for QGIS: a colour per ernst."""
    categories = "".join(
        f'<category render="true" symbol="{number}" value="{ernst}" label="{ernst}"/>'
        for number, ernst in enumerate(KLEUREN)
    )
    symbols = "".join(
        f'<symbol type="fill" name="{number}" alpha="0.7" clip_to_extent="1" force_rhr="0">'
        '<layer class="SimpleFill" enabled="1" locked="0" pass="0"><Option type="Map">'
        f'<Option type="QString" name="color" value="{_rgba(kleur)}"/>'
        '<Option type="QString" name="outline_color" value="64,64,64,255"/>'
        '<Option type="QString" name="outline_width" value="0.4"/>'
        '<Option type="QString" name="style" value="solid"/></Option></layer></symbol>'
        for number, kleur in enumerate(KLEUREN.values())
    )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        '<qgis version="3.28.0" styleCategories="Symbology">'
        '<renderer-v2 type="categorizedSymbol" attr="ernst" symbollevels="0" enableorderby="0" forceraster="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2></qgis>"
    )


def _rgba(kleur: str) -> str:
    return ",".join(str(int(kleur[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
