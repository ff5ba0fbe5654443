"""LMVW-3, LMVW-5c: the GeoJSON of DIWI, as its import template and as its export write it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from bestanden import blocking, read, rows_of
from diwi import feature

from woonkluis.contracts import contract_for

if TYPE_CHECKING:
    from pathlib import Path


def landed(path: Path, template: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plan and the block of a file."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature(template)]}), encoding="utf-8")
    rijen, chunks, bevindingen = read(path)
    assert not blocking(bevindingen)
    assert rijen == {"Planregistratie": 1, "Woningblok": 1}
    plan, blok = (orjson.loads(rows_of(chunks, laag)[0][3]) for laag in ("Planregistratie", "Woningblok"))
    return plan, blok


@pytest.mark.parametrize("name", ["a.diwi.geojson", "a.geojson", "a.json"])
@pytest.mark.parametrize("template", [True, False])
def test_it_is_recognised_by_name_or_contents(tmp_path: Path, name: str, template: bool) -> None:
    landed(tmp_path / name, template)
    assert contract_for(tmp_path / name, "lmvw").id == "lmvw-diwi-1"


def test_an_export_has_ids_and_labels(tmp_path: Path) -> None:
    plan, blok = landed(tmp_path / "a.diwi.geojson", template=False)
    assert (plan["globalid"], plan["gemeente"]) == ("5f8b9f0e-8a43-4b9e-a2d8-1f2f3c4d5e6f", ["Deventer"])
    assert plan["planologische_planstatus"]["2A Vastgesteld"] == "2024-05-01"
    assert (blok["parent_globalid"], blok["naam"], blok["mutatie_type"]) == (plan["globalid"], "Blok 1", "Bouw")
    assert [part["aantal"] for part in blok["waarde"]] == [6, 4]


def test_a_template_has_numbers_and_enum_names(tmp_path: Path) -> None:
    plan, blok = landed(tmp_path / "a.diwi.geojson", template=True)
    assert "globalid" not in plan
    assert (plan["identificatie_nr"], plan["gemeente"]) == (7, "Deventer")
    assert plan["planologische_planstatus"]["_2A_VASTGESTELD"] == "2024-05-01"
    assert (blok["parent_identificatie_nr"], blok["parent_naam"]) == (7, plan["plannaam"])
    assert (blok["naam"], blok["mutatie_type"], blok["eengezins"]) == ("Blok 1", "CONSTRUCTION", 10)
    assert blok["waarde"]["hoog"] == 250000.0
