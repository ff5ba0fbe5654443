"""LMVW-11b: the templates hold the basisset in force, and what they write is read back as it was written."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import openpyxl
import pyogrio
import pytest
import yaml
from bestanden import read, rows_of

from woonkluis.check import check
from woonkluis.contracts import contract_by_id
from woonkluis.land import land
from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive import receive
from woonkluis.report.sjabloon import sjabloon
from woonkluis.report.sjabloon_inhoud import CODES, TEMPLATES, contents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from woonkluis.platform.settings import Settings

EXCEL, GPKG = "lmvw-excel-1", "lmvw-gpkg-1"
LAYERS = ("Planregistratie", "DetailPlanning")
NAMES = {EXCEL: "lmvw_GM0150_2026-01-01.xlsx", GPKG: "lmvw_GM0150_2026-01-01.gpkg"}
CODE_FIELDS = {"Planregistratie": {*CODES, "gemeente", "provincie", "zoekgebied"}, "DetailPlanning": {"gemeente"}}


@pytest.fixture(params=[EXCEL, GPKG])
def contract(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_an_example_is_read_back_as_it_was_written(contract: str, tmp_path: Path) -> None:
    path = sjabloon(contract, tmp_path / NAMES[contract], voorbeeld=True)
    _, chunks, bevindingen = read(path)
    assert bevindingen == []
    example = yaml.safe_load((TEMPLATES / "voorbeeld.yml").read_text())
    for laag in LAYERS:
        expected = [dict(row) for row in example[laag.lower()]]
        geometry = [
            row.pop("geometrie_wkt", None) if contract == GPKG else row.get("geometrie_wkt") for row in expected
        ]
        rows = rows_of(chunks, laag)
        assert [json.loads(row[3]) for row in rows] == expected
        assert [row[4] is not None for row in rows] == [wkt is not None for wkt in geometry]


def test_an_empty_template_only_lacks_rows(contract: str, tmp_path: Path) -> None:
    rijen, _, bevindingen = read(sjabloon(contract, tmp_path / NAMES[contract]))
    assert set(rijen.values()) == {0}
    assert sorted((one.regel_id, one.laag or "", one.ernst) for one in bevindingen) == [
        ("LEES-LAAG", "DetailPlanning", "waarschuwing"),
        ("LEES-LAAG", "Planregistratie", "blokkerend"),
    ]


def test_the_rules_accept_the_example(
    kluis: Settings, connect: Callable[..., Any], contract: str, tmp_path: Path
) -> None:
    path = sjabloon(contract, tmp_path / NAMES[contract], voorbeeld=True, settings=kluis)
    levering_id = receive(path, settings=kluis).levering_id
    try:
        land(levering_id, settings=kluis)
        assert check(levering_id, settings=kluis).blokkerend == 0
    finally:
        beheerder = connect("beheerder", autocommit=True)
        for table in ("bevinding", "levering"):
            beheerder.execute(f"delete from register.{table} where levering_id = %s", [levering_id])
        for table in ("planregistratie", "detailplanning"):
            beheerder.execute(f"delete from landing.lmvw_{table} where levering_id = %s", [levering_id])


def validated(sheet: Worksheet) -> dict[str, str]:
    """Formula of the list of each column that has one, by heading."""
    return {
        str(sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value): rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }


def test_every_code_is_a_choice_in_the_workbook(kluis: Settings, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sjabloon(EXCEL, tmp_path / NAMES[EXCEL], settings=kluis))
    assert book.sheetnames == ["Toelichting", *LAYERS, "Codes"]
    codes = contents(contract_by_id(EXCEL), kluis, example=False).codes
    columns = {
        cells[0]: [cell for cell in cells[1:] if cell is not None]
        for cells in book["Codes"].iter_cols(values_only=True)
    }
    assert columns == {lijst: list(values) for lijst, values in codes.items()}
    assert columns["status_planologisch"][0] == "1A. Onherroepelijk"
    assert all(len(values) == len(set(values)) >= 2 for values in columns.values())
    for laag, fields in CODE_FIELDS.items():
        lists = validated(book[laag])
        assert fields <= set(lists)
        for naam, formula in lists.items():
            if formula.startswith("Codes!"):
                letter = formula.split("$")[1]
                lijst = book["Codes"][f"{letter}1"].value
                assert lijst == naam or (lijst == "ja_nee" and contract_type(laag, naam) == "ja_nee")
                assert formula.endswith(f"${len(codes[lijst]) + 1}")


def contract_type(laag: str, naam: str) -> str:
    layer = next(one for one in contract_by_id(EXCEL).layers if one.naam == laag)
    return next(field.type for field in layer.fields if field.naam == naam)


def test_the_workbook_explains_every_column(kluis: Settings, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sjabloon(EXCEL, tmp_path / NAMES[EXCEL], voorbeeld=True, settings=kluis))
    rows = list(book["Toelichting"].iter_rows(values_only=True))
    assert "basisset 2.0" in rows[0][0]
    assert any("fictief" in str(row[0]) for row in rows)
    explained = {(row[0], row[1]): row for row in rows}
    for laag in LAYERS:
        for heading in next(book[laag].iter_rows(max_row=1, values_only=True)):
            assert explained[laag, heading][4].endswith((".", "?"))
    assert explained["Planregistratie", "GlobalID"][2] == "verplicht"
    assert explained["DetailPlanning", "sloop_meergezins_huur_onb"][4] == "Te slopen: meergezins, huur, prijs onbekend."


def test_the_choices_stand_in_the_geopackage(kluis: Settings, tmp_path: Path) -> None:
    path = sjabloon(GPKG, tmp_path / NAMES[GPKG], settings=kluis)
    assert [tuple(layer) for layer in pyogrio.list_layers(path)] == [
        ("Planregistratie", "MultiPolygon"),
        ("DetailPlanning", None),
    ]
    assert pyogrio.read_info(path, layer="Planregistratie")["crs"] == "EPSG:28992"
    with closing(sqlite3.connect(path)) as gpkg:
        for laag, fields in CODE_FIELDS.items():
            rows = gpkg.execute(
                "select d.column_name, count(c.value) from gpkg_data_columns as d "
                "left join gpkg_data_column_constraints as c using (constraint_name) "
                "where table_name = ? and constraint_name is not null group by d.column_name",
                [laag],
            ).fetchall()
            assert fields <= {naam for naam, _ in rows}
            assert all(count >= 2 for _, count in rows)
        assert gpkg.execute("pragma freelist_count").fetchone() == (0,)
        assert gpkg.execute("pragma integrity_check").fetchone() == ("ok",)


def test_the_same_template_is_the_same_file(contract: str, tmp_path: Path) -> None:
    one, other = (sjabloon(contract, tmp_path / f"{n}_{NAMES[contract]}", voorbeeld=True) for n in (1, 2))
    assert one.read_bytes() == other.read_bytes()
    assert sjabloon(contract, one) == one, "a file that is there is replaced"
    assert one.read_bytes() != other.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([one.name, other.name])


def test_what_cannot_be_made_is_told_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(WoonkluisError, match=r"x\.xls: a template of lmvw-excel-1 is a file of \.xlsx"):
        sjabloon(EXCEL, tmp_path / "x.xls")
    with pytest.raises(WoonkluisError, match="there is no template of cwr-xml-1"):
        sjabloon("cwr-xml-1", tmp_path / "x.xml")
    with pytest.raises(WoonkluisError, match=r"x\.xlsx cannot be written"):
        sjabloon(EXCEL, tmp_path / "nergens" / "x.xlsx")
