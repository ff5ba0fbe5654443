"""A layout of somebody else needs a contract and no code: the inventory of the EIB, one delivery per gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import orjson
import pyogrio
import pytest
from bestanden import blocking, multipolygon_wkb, read, rows_of

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {
    "OBJECTID": [1, 2, 3],
    "Provincie": ["Zuid-Holland", "Zuid-Holland", "Noord-Holland"],
    "Gem_naam": ["Rotterdam", "Rotterdam", "Haarlem"],
    "Plannaam": ["Kade", "Kade", "Hof"],
    "Plantype": ["Uitleg", "Sloop/nieuwbouw (woningen)", "Transformatie"],
    "Planstatus": ["4B Optie", "1A Onherroepelijk", "Onbekend"],
    "Aantalrest": [10, 20, 30],
    "Sloop": [0, -113, 0],
    "OP202024": [10, 0, 30],
    "datum": ["2020", "4-2-2020", ""],
}


@pytest.mark.parametrize(("gemeente", "aantal"), [("Rotterdam", 2), ("Haarlem", 1)])
def test_a_delivery_per_gemeente(tmp_path: Path, gemeente: str, aantal: int) -> None:
    chosen = np.array(COLUMNS["Gem_naam"]) == gemeente
    values = [
        np.array(column, dtype="int32" if isinstance(column[0], int) else object)[chosen] for column in COLUMNS.values()
    ]
    path = tmp_path / "lmvw.gpkg"
    shapes = np.array([multipolygon_wkb()] * aantal, dtype=object)
    pyogrio.raw.write(
        path,
        shapes,
        values,
        list(COLUMNS),
        layer="plannen",
        driver="GPKG",
        geometry_type="MultiPolygon",
        crs="EPSG:28992",
    )

    rijen, chunks, bevindingen = read(path)

    assert not blocking(bevindingen)
    assert rijen == {"Planregistratie": aantal}
    plan = orjson.loads(rows_of(chunks, "Planregistratie")[-1][3])
    assert plan["gemeente"] == gemeente
    assert plan["totaal_sloop"] == (-113 if gemeente == "Rotterdam" else 0)
    assert {"OP202024", "datum"} <= {b.kolom for b in bevindingen if b.ernst == "info"}
