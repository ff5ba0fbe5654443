"""LMVW-5c, LMVW-7b: a delivery in every format goes from its file to the confidential layer, each plan unabridged."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "read"))

import bestanden
import diwi
import orjson
import test_geojson as pzh
import zeeland

from woonkluis.accept import accept
from woonkluis.check import check
from woonkluis.contracts import load_contracts
from woonkluis.land import land
from woonkluis.platform.engine import connect
from woonkluis.platform.migrate import migrate, run_dbt
from woonkluis.receive import receive

if TYPE_CHECKING:
    from collections.abc import Callable

    from woonkluis.platform.settings import Settings


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

DERIVED = {"lmvw-pzh-1", "lmvw-zeeland-1", "lmvw-zeelandexport-1", "lmvw-diwiexcel-1", "lmvw-diwi-1", "lmvw-eib-1"}
"""Formats with codes of their own: what became of them stands on the row."""


ESTIMATED = {
    "lmvw-gpkg-1": {None},
    "lmvw-excel-1": {None},
    "lmvw-gdb-1": {True},
    "lmvw-pzh-1": {True},
    "lmvw-zeeland-1": {False},
    "lmvw-zeelandexport-1": {False},
    "lmvw-diwiexcel-1": {False},
    "lmvw-diwi-1": {False},
    "lmvw-eib-1": set(),
}
"""Q8: whether the sender's software estimated the cells of the years; the geodatabase is one as DIWI makes it."""


@pytest.fixture(scope="module")
def accepted(kluis: Settings, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, int]]:
    """A warehouse of its own with one delivery per format, and the confidential layer built from them."""
    directory = tmp_path_factory.mktemp("formaten")
    changes = {"pg_database": "formaten", "store_dir": directory / "opslag"}
    settings = kluis.model_copy(update=changes)
    migrate(settings)
    leveringen = {}
    for contract, (make, code, gemeente, extension) in FORMATS.items():
        path = directory / f"lmvw_{code}_2026-01-01{extension}"
        make(path, gemeente)
        leveringen[contract] = receive(path, settings=settings).levering_id
        for step in (land, check, accept):
            step(leveringen[contract], settings=settings)
    run_dbt(
        "run", "--quiet", "--select", "path:models/staging/lmvw", "path:models/vertrouwelijk/lmvw", settings=settings
    )
    return settings, leveringen


def test_every_lmvw_contract_is_tried() -> None:
    assert set(FORMATS) == {name for name, contract in load_contracts().items() if contract.regime == "lmvw"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("contract", FORMATS)
def test_from_file_to_layer(accepted: tuple[Settings, dict[str, int]], contract: str) -> None:
    settings, leveringen = accepted
    levering_id = leveringen[contract]
    with connect("dienst_lader", settings=settings) as lader:
        found = lader.execute(
            "select contract, status, bronhouder_code from register.levering where levering_id = %s", [levering_id]
        ).fetchone()
        blocking = lader.execute(
            "select regel_id, kolom, melding from register.bevinding where levering_id = %s and ernst = 'blokkerend'",
            [levering_id],
        ).fetchall()
    assert blocking == []
    assert found == (contract, "geaccepteerd", FORMATS[contract][1])

    with connect("dienst_bouwer", settings=settings) as bouwer:
        plannen = bouwer.execute(
            """
            select plan.plannaam, plan.hard_zacht, plan.bruto_aantal, jsonb_array_length(plan.afleiding),
                plan.rij_hash = geland.rij_hash
            from lmvw_vertrouwelijk.woningbouwplan as plan
            inner join landing.lmvw_planregistratie as geland using (levering_id, rij)
            where plan.levering_id = %s and plan.gemeente_code = %s
            """,
            [levering_id, FORMATS[contract][1]],
        ).fetchall()
        geschat = bouwer.execute(
            "select distinct geschat from lmvw_vertrouwelijk.woningbouwplan_jaar where levering_id = %s", [levering_id]
        ).fetchall()
    assert {value for (value,) in geschat} == ESTIMATED[contract]
    assert len(plannen) == len({plan[0] for plan in plannen}) == 2, "plans in = plans out (LMVW-5b)"
    assert all(same for *_, same in plannen), "unabridged (LMVW-5c)"
    assert all(hard_zacht != "onbekend" for _, hard_zacht, *_ in plannen)
    assert all(bruto and bruto > 0 for _, _, bruto, *_ in plannen)
    assert any(afleidingen for *_, afleidingen, _ in plannen) == (contract in DERIVED)


def test_the_counts_of_zuid_holland_are_in_the_layer(accepted: tuple[Settings, dict[str, int]]) -> None:
    """LMVW-5c: none of its plan list is lost."""
    settings, leveringen = accepted
    with connect("dienst_bouwer", settings=settings) as bouwer:
        found = bouwer.execute(
            "select kenmerk, bouw_aantal from lmvw_vertrouwelijk.woningbouwplan_kenmerk "
            "join lmvw_vertrouwelijk.woningbouwplan using (plan_id) "
            "where woningbouwplan.levering_id = %s and plannaam like 'Plan%%'",
            [leveringen["lmvw-pzh-1"]],
        ).fetchall()
    assert dict(found) == {
        "studentenwoning": 1,
        "sociale_huur_corporatie": -2,
        "middenhuur_corporatie": 3,
        "geclusterd": 4,
        "nultreden": 5,
        "zorggeschikt": 6,
    }
