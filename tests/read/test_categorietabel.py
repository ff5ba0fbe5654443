"""LMVW-3, LMVW-5c: the three exports of Planmonitor Wonen give the same plans, each with the numbers it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from bestanden import blocking, read, rows_of
from zeeland import BASE, export_table, make_export

from woonkluis.contracts import contract_for

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.read.bevinding import Bevinding

PLANNING = {
    ("nieuwbouw", "Nieuwbouw", "2026"): 10,
    ("nieuwbouw", "Nieuwbouw", "2027"): 15,
    ("woningtype", "Onbekend", "2026"): 10,
    ("betaalbaarheid", "Sociale huur", "2027"): 15,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file of a test goes."""
    return tmp_path / "lmvw.xlsx"


def landed(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Bevinding]]:
    """Plans, numbers and findings."""
    _, chunks, bevindingen = read(path)
    plannen, categorieen = (
        [orjson.loads(row[3]) for row in rows_of(chunks, laag)] for laag in ("Planregistratie", "Categorie")
    )
    return plannen, categorieen, bevindingen


@pytest.mark.parametrize("kind", ["Uitgebreid", "Draaitabel"])
def test_exports_with_years_give_the_same_numbers(path: Path, kind: str) -> None:
    plannen, categorieen, bevindingen = landed(make_export(path, {kind: export_table(kind)}))

    assert contract_for(path, "lmvw").id == "lmvw-zeelandexport-1"
    assert bevindingen == []
    assert [(plan["globalid"], plan["plannaam"], plan["blad"]) for plan in plannen] == [("p-1", "Havenkwartier", kind)]
    assert {(c["groep"], c["categorie"], c["jaartal"]): c["aantal"] for c in categorieen} == PLANNING
    assert {(c["soort"], c["parent_globalid"], c["plan_rij"]) for c in categorieen} == {("jaar", "p-1", 2)}


def test_the_simple_export_gives_sums_of_years(path: Path) -> None:
    """What was realised is missing from it, so its numbers are no totals."""
    _, categorieen, bevindingen = landed(make_export(path, {"Eenvoudig": export_table("Eenvoudig")}))
    assert bevindingen == []
    assert {(c["categorie"], c["soort"], c["aantal"]) for c in categorieen} == {
        ("Nieuwbouw", "planning", 25),
        ("Onbekend", "planning", 10),
        ("Sociale huur", "planning", 15),
    }


def test_of_several_sheets_the_most_complete_is_read(path: Path) -> None:
    kinds = ("Eenvoudig", "Draaitabel", "Uitgebreid")
    plannen, _, bevindingen = landed(make_export(path, {kind: export_table(kind) for kind in kinds}))
    assert [plan["blad"] for plan in plannen] == ["Uitgebreid"]
    assert [(found.ernst, found.waarde) for found in bevindingen] == [
        ("waarschuwing", "Eenvoudig"),
        ("waarschuwing", "Draaitabel"),
    ]


def test_a_pivot_has_a_plan_once(path: Path) -> None:
    rows = export_table("Draaitabel", (BASE, BASE | {"ID": "p-2"}))
    plannen, categorieen, bevindingen = landed(make_export(path, {"Draaitabel": rows}))
    assert not blocking(bevindingen)
    assert [plan["globalid"] for plan in plannen] == ["p-1", "p-2"]
    assert {(c["parent_globalid"], c["plan_rij"]) for c in categorieen} == {("p-1", 2), ("p-2", 22)}


def test_rows_of_a_pivot_that_contradict_each_other_are_told(path: Path) -> None:
    rows = export_table("Draaitabel")
    rows[3][1] = "Anders"
    _, _, bevindingen = landed(make_export(path, {"Draaitabel": rows}))
    (bevinding,) = blocking(bevindingen)
    assert (bevinding.rij, bevinding.kolom, bevinding.waarde) == (4, "plannaam", "p-1")


def test_an_unknown_category_and_a_column_without_name_are_told(path: Path) -> None:
    rows = export_table("Draaitabel")
    rows[2][len(BASE)] = "Zelfbouw"
    rows[3].append(3)
    _, _, bevindingen = landed(make_export(path, {"Draaitabel": rows}))
    assert [(found.kolom, found.waarde) for found in blocking(bevindingen)] == [
        ("R3", "Draaitabel: Zelfbouw"),
        ("U4", "Draaitabel: 3"),
    ]


@pytest.mark.parametrize(
    ("kind", "name", "cel"),
    [
        ("Uitgebreid", "nieuwbouw 2026", "CT1"),
        ("Uitgebreid", "Nieuwbouw  2026", "CT1"),
        ("Uitgebreid", "Nieuwbouw Totalen", "CT1"),
        ("Draaitabel", "2026", "U1"),
        ("Eenvoudig", "Sloop", "AL1"),
    ],
)
def test_numbers_that_stand_in_two_columns_are_refused(path: Path, kind: str, name: str, cel: str) -> None:
    rows = export_table(kind)
    rows[0].append(name)
    rows[1].append(99)
    (bevinding,) = blocking(landed(make_export(path, {kind: rows}))[2])
    assert (bevinding.regel_id, bevinding.kolom, bevinding.waarde) == ("LEES-KOLOM", cel, f"{kind}: {name}")
    assert "komt meer dan eens voor" in bevinding.melding


@pytest.mark.parametrize(
    ("kind", "name", "ernst"),
    [
        ("Uitgebreid", "Nieuwbouw 2027 (aantal)", "waarschuwing"),
        ("Uitgebreid", "Nieuwbouw rest", "waarschuwing"),
        ("Uitgebreid", "Zelfbouw 2027", "waarschuwing"),
        ("Draaitabel", "2027 (aantal)", "waarschuwing"),
        ("Eenvoudig", "Sociale huur (aantal)", "waarschuwing"),
        ("Uitgebreid", "Wethouder", "info"),
    ],
)
def test_a_column_that_seems_to_have_numbers_is_more_than_a_note(path: Path, kind: str, name: str, ernst: str) -> None:
    rows = export_table(kind)
    for row in rows:
        row.append(name if row is rows[0] else 99)
    _, _, bevindingen = landed(make_export(path, {kind: rows}))
    assert [(b.regel_id, b.ernst) for b in bevindingen if b.kolom == name] == [("LEES-KOLOM", ernst)]


def test_a_workbook_without_the_table_is_refused(path: Path) -> None:
    _, _, (bevinding,) = landed(make_export(path, {"Blad1": export_table("Eenvoudig")}))
    assert (bevinding.regel_id, bevinding.waarde) == ("LEES-LAAG", "Blad1")


def test_the_confined_child_reads_it(path: Path) -> None:
    rijen, _, _ = read(make_export(path, {"Uitgebreid": export_table("Uitgebreid")}), confined=True)
    assert rijen == {"Planregistratie": 1, "Categorie": 4}
