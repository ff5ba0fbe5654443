"""A small delivery of two plans in every format that a gemeente may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bestanden
import diwi
import numpy as np
import orjson
import pyogrio
import test_geojson as pzh
import zeeland

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def basisset(gemeente: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Two plans and their years in the words of the basisset."""
    plan = bestanden.PLAN | {"gemeente": gemeente}
    year = bestanden.JAAR | {"gemeente": gemeente, "sloop_eengezins_huur1": 2}
    return (
        [plan, plan | {"GlobalID": "{0002}", "plannaam": "Ander plan"}],
        [year, year | {"parent_globalid": "{0002}"}],
    )


def gpkg(path: Path, gemeente: str) -> None:
    plannen, jaren = basisset(gemeente)
    bestanden.make_gpkg(path, plannen, jaren=jaren)


def excel(path: Path, gemeente: str) -> None:
    plannen, jaren = basisset(gemeente)
    bestanden.make_excel(path, plannen, jaren=jaren)


def gdb(path: Path, gemeente: str) -> None:
    bestanden.make_gdb(path, *basisset(gemeente), folder="", text_years=True)


COUNTED = {"ph_short2": 1, "ph_short3": -2, "ph_short4": 3, "ph_short7": 4, "ph_short8": 5, "ph_short9": 6}
"""What the plan list of Zuid-Holland counts."""


def pzh_geojson(path: Path, gemeente: str) -> None:
    first = {"gemeente": gemeente} | COUNTED
    second = {"gemeente": gemeente, "plannaam": "Ander plan", "ph_text9": "6f8b9f0e-8a43-4b9e-a2d8-1f2f3c4d5e6f"}
    path.write_text(pzh.collection(pzh.feature(first), pzh.feature(second)))


def zeeland_forms(path: Path, gemeente: str) -> None:
    form = zeeland.FORM | {"Gemeente": gemeente}
    other = form | {"Plannaam": "Ander plan"}
    zeeland.make_forms(path, {"Plan 1": {"form": form}, "Plan 2": {"form": other}})


def zeeland_export(path: Path, gemeente: str) -> None:
    base = zeeland.BASE | {"Gemeente": gemeente}
    plannen = (base, base | {"ID": "p-2", "Plannaam": "Ander plan"})
    zeeland.make_export(path, {"Uitgebreid": zeeland.export_table("Uitgebreid", plannen)})


def diwi_excel(path: Path, gemeente: str) -> None:
    plan = diwi.PLAN | diwi.BLOK | {"Gemeente": gemeente}
    diwi.make_diwi(path, (plan, plan | {"Identificatie nr": 8, "Naam": "Ander plan"}))


def diwi_geojson(path: Path, gemeente: str) -> None:
    features = []
    for number, naam in enumerate(("Plan Één", "Ander plan"), start=1):
        one = diwi.feature()
        project = one["properties"]["projectgegevens"]
        project["locatie"]["gemeente"] = [gemeente]
        project["basisgegevens"]["naam"] = naam
        project["diwi_id"] = f"{number}f8b9f0e-8a43-4b9e-a2d8-1f2f3c4d5e6f"
        features.append(one)
    path.write_bytes(orjson.dumps({"type": "FeatureCollection", "crs": pzh.CRS, "features": features}))


def eib(path: Path, gemeente: str) -> None:
    values = {
        "OBJECTID": np.array([1, 2], dtype="int32"),
        "Gem_naam": np.array([gemeente] * 2, dtype=object),
        "Plannaam": np.array(["Kade", "Hof"], dtype=object),
        "Plantype": np.array(["Uitleg", "Transformatie"], dtype=object),
        "Planstatus": np.array(["4B Optie", "1A Onherroepelijk"], dtype=object),
        "Aantalrest": np.array([10, 20], dtype="int32"),
        "Sloop": np.array([0, -3], dtype="int32"),
    }
    shapes = np.array([bestanden.multipolygon_wkb()] * 2, dtype=object)
    options = {"layer": "plannen", "driver": "GPKG", "geometry_type": "MultiPolygon", "crs": "EPSG:28992"}
    pyogrio.raw.write(path, shapes, list(values.values()), list(values), **options)


FORMATS: dict[str, tuple[Callable[[Path, str], None], str, str, str]] = {
    "lmvw-gpkg-1": (gpkg, "GM0193", "Zwolle", ".gpkg"),
    "lmvw-excel-1": (excel, "GM0148", "Dalfsen", ".xlsx"),
    "lmvw-gdb-1": (gdb, "GM0150", "Deventer", ".gdb.zip"),
    "lmvw-pzh-1": (pzh_geojson, "GM0599", "Rotterdam", ".pzh.geojson"),
    "lmvw-zeeland-1": (zeeland_forms, "GM0664", "Goes", ".xlsx"),
    "lmvw-zeelandexport-1": (zeeland_export, "GM0687", "Middelburg", ".xlsx"),
    "lmvw-diwiexcel-1": (diwi_excel, "GM0141", "Almelo", ".xlsx"),
    "lmvw-diwi-1": (diwi_geojson, "GM0147", "Borne", ".diwi.geojson"),
    "lmvw-eib-1": (eib, "GM0392", "Haarlem", ".gpkg"),
}
"""Contract -> how a file is made, and the gemeente that delivers it."""
