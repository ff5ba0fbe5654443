"""LMVW-3, LMVW-4d: a delivery in every format is compared, linked to its plans and marked where a person looks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
import openpyxl
import pyogrio
import pytest
from bestanden import JAAR, PLAN, make_excel, make_gpkg, read
from diwi import BLOK, make_diwi
from diwi import PLAN as DIWI_PLAN
from formaten import FORMATS, basisset
from typer.testing import CliRunner
from zeeland import BASE, FORM, NUMBERS, export_table, make_export, make_forms

from woonkluis.cli import app
from woonkluis.contracts import contract_for
from woonkluis.report import verschilblad, werkmap
from woonkluis.report.rapport import rapport

if TYPE_CHECKING:
    from collections.abc import Callable

    from woonkluis.platform.settings import Settings

    Gevonden = list[tuple[Any, ...]]

PLANLAAG = "Planregistratie"
DRAWN = PLAN | {"geometrie_wkt": "POLYGON ((200000 470000, 200100 470000, 200100 470100, 200000 470000))"}
YEAR_LAYERS = {"Categorie": "lmvw_categorie", "Woningblok": "lmvw_woningblok", "DetailPlanning": "lmvw_detailplanning"}
WITH_POLYGONS = {"lmvw-gpkg-1", "lmvw-gdb-1", "lmvw-pzh-1", "lmvw-eib-1"}
"""Of the files that the tests make."""
FORM_EXAMPLE = Path(__file__).parents[1] / "data" / "zeeland_import_voorbeeld.xlsx"


def finding(laag: str, rij: int | None, kolom: str | None, regel: str = "LMVW-11a_proef") -> tuple[Any, ...]:
    return (regel, "waarschuwing", laag, rij, kolom, None, "Kijk hier naar.")


def rows(path: Path, naam: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path)[naam].iter_rows(values_only=True))


def listed(path: Path) -> list[dict[str, Any]]:
    lines = rows(path, "Bevindingen")
    top = next(number for number, row in enumerate(lines) if row[0] == "regel")
    return [dict(zip(lines[top], row, strict=True)) for row in lines[top + 1 :]]


def plans(path: Path) -> dict[str, tuple[Any, ...]]:
    """Plans of the sheet Verschil by name: stand, where, and bruto before and after."""
    wanted = {"toegevoegd", "verwijderd", "gewijzigd"}
    return {row[9]: row[:4] for row in rows(path, "Verschil") if row[0] in wanted}


def marked(path: Path) -> dict[str, list[str]]:
    """Cells with a comment, by sheet."""
    book = openpyxl.load_workbook(path)
    found = {sheet.title: [c.coordinate for row in sheet for c in row if c.comment] for sheet in book}
    return {naam: cells for naam, cells in found.items() if cells}


@pytest.mark.parametrize("contract", FORMATS)
def test_every_format_is_compared_and_linked(
    contract: str, gerapporteerd: Callable[..., Any], connect: Callable[..., Any], tmp_path: Path
) -> None:
    make, _, _, extension = FORMATS[contract]
    bouwer = connect("dienst_bouwer", autocommit=True)
    keys: dict[int, dict[str, str]] = {}

    def plant(levering_id: int) -> Gevonden:
        """One fault in both plans of the first delivery and in the second of the next, and one in a year."""
        found = bouwer.execute(
            "select rij, globalid, plannaam from landing.lmvw_plan where levering_id = %s order by rij", [levering_id]
        ).fetchall()
        keys[levering_id] = {naam: sleutel for _, sleutel, naam in found}
        planted = [finding(PLANLAAG, rij, "plannaam") for rij, *_ in found[len(keys) - 1 :]]
        for laag, table in YEAR_LAYERS.items():
            for (rij,) in bouwer.execute(
                f"select min(rij) from landing.{table} where levering_id = %s having count(*) > 0", [levering_id]
            ):
                planted.append(finding(laag, rij, "aantal"))
        return planted

    for number, gemeente in enumerate(("Zwolle", "Dalfsen")):
        path = tmp_path / f"{number}{extension}"
        make(path, gemeente)
        assert contract_for(path, "lmvw").id == contract
        files = gerapporteerd(path, plant)
    (first, second) = keys.values()
    assert len(first) == 2
    assert first == second
    names = list(first)

    found = [row for row in listed(files[".xlsx"]) if row["regel"] == "LMVW-11a_proef"]
    assert {row["stand"] for row in found} == {"gebleven"}
    assert len(found) == (1 if contract == "lmvw-eib-1" else 2)
    lines = [row for row in rows(files[".xlsx"], "Verschil") if any(row)]
    closed = lines[[row[0] for row in lines].index("Gesloten bevindingen") + 2 :]
    assert [row[8] for row in closed] == [first[names[0]]], "the plan that it was about"
    changed = plans(files[".xlsx"])
    assert {row[0] for row in changed.values()} == {"gewijzigd"}
    assert set(changed) == set(names)
    assert all(before == after and before > 0 for *_, before, after in changed.values())
    page = lxml.html.document_fromstring(files[".html"].read_text()).text_content()
    assert "0 toegevoegd, 0 verwijderd, 2 gewijzigd, 0 gelijk" in page

    assert (".gpkg" in files) == (contract in WITH_POLYGONS)
    if ".gpkg" in files:
        meta, _, geometry, fields = pyogrio.raw.read(files[".gpkg"], layer="bevindingen")
        columns = dict(zip(meta["fields"], fields, strict=True))
        about = {
            key: wkb is not None
            for regel, key, wkb in zip(columns["regel"], columns["globalid"], geometry, strict=True)
            if regel == "LMVW-11a_proef"
        }
        assert set(about) <= set(first.values())
        assert about[first[names[1]]], "with its polygon"


def test_a_workbook_with_polygons_gets_a_map(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    path = make_excel(tmp_path / "a.xlsx", [DRAWN])
    files = gerapporteerd(path, [finding(PLANLAAG, 2, "plannaam")])
    _, _, geometry, _ = pyogrio.raw.read(files[".gpkg"], layer="bevindingen")
    assert geometry[0] is not None


def test_a_key_is_the_same_with_and_without_braces(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    gerapporteerd(make_gpkg(tmp_path / "a.gpkg", [PLAN | {"GlobalID": "{AB01}"}]), [finding(PLANLAAG, 1, "plannaam")])
    second = make_gpkg(tmp_path / "b.gpkg", [PLAN | {"GlobalID": "ab01", "plantype": "anders"}])
    files = gerapporteerd(second, [finding(PLANLAAG, 1, "plannaam")])
    assert [(row["stand"]) for row in listed(files[".xlsx"])] == ["gebleven"]
    assert {row[0] for row in plans(files[".xlsx"]).values()} == {"gewijzigd"}


def test_another_id_of_a_year_row_is_no_change(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    """A year row is its plan and its year; programs give it a new id at every export."""
    plan, year = PLAN | {"GlobalID": "{0001}"}, JAAR | {"parent_globalid": "{0001}"}
    laag = "DetailPlanning"
    years = [year | {"GlobalID": "{a}", "jaartal": 2030}, year | {"GlobalID": "{b}", "jaartal": 2031}]
    gerapporteerd(make_gpkg(tmp_path / "a.gpkg", [plan], jaren=years), [finding(laag, 2, "jaartal")])
    renewed = [years[1] | {"GlobalID": "{c}"}, years[0] | {"GlobalID": "{d}"}]
    files = gerapporteerd(make_gpkg(tmp_path / "b.gpkg", [plan], jaren=renewed), [finding(laag, 1, "jaartal")])
    assert [row["stand"] for row in listed(files[".xlsx"])] == ["gebleven"]
    assert plans(files[".xlsx"]) == {}
    more = [renewed[0] | {"eengezins_huur1": 9}, renewed[1]]
    files = gerapporteerd(make_gpkg(tmp_path / "c.gpkg", [plan], jaren=more))
    assert [row[:2] for row in plans(files[".xlsx"]).values()] == [("gewijzigd", "jaren")]


def test_another_format_of_the_same_plans_is_no_change(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    plannen, jaren = basisset("Zwolle")
    gerapporteerd(make_gpkg(tmp_path / "a.gpkg", plannen, jaren=jaren))
    plannen[1] = plannen[1] | {"projectfase": "3. Ontwerp"}
    jaren[0] = jaren[0] | {"jaartal": 2033}
    files = gerapporteerd(make_excel(tmp_path / "b.xlsx", plannen, jaren=jaren))
    assert {naam: row[:2] for naam, row in plans(files[".xlsx"]).items()} == {
        plannen[0]["plannaam"]: ("gewijzigd", "jaren"),
        "Ander plan": ("gewijzigd", "plan"),
    }
    assert "een ander formaat" in files[".html"].read_text()


def test_forms_in_another_order_are_the_same(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    """Neither the number of the sheet nor the place of a cell says which plan and year it is."""
    forms = {f"Blad {n}": {"form": FORM | {"Plannaam": f"Plan {n}"}} for n in (1, 2)}
    gerapporteerd(make_forms(tmp_path / "a.xlsx", forms), [finding("Categorie", 2_00019_007, "G19")])
    moved = {naam: forms[naam] for naam in ("Blad 2", "Blad 1")}
    files = gerapporteerd(make_forms(tmp_path / "b.xlsx", moved), [finding("Categorie", 1_00019_007, "G19")])
    (row,) = listed(files[".xlsx"])
    assert (row["stand"], row["cel"]) == ("gebleven", "Blad 2!G19")
    assert plans(files[".xlsx"]) == {}
    numbers = NUMBERS | {"Nieuwbouw": NUMBERS["Nieuwbouw"] | {"2027": 99}}
    more = {"Blad 2": moved["Blad 2"] | {"numbers": numbers}, "Blad 1": forms["Blad 1"]}
    files = gerapporteerd(make_forms(tmp_path / "c.xlsx", more))
    assert {naam: row[:2] for naam, row in plans(files[".xlsx"]).items()} == {"Plan 2": ("gewijzigd", "jaren")}


def test_cells_of_forms_are_marked(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book.get_worksheet_by_name("Verborgen").hide()

    forms = {"Verborgen": {}, "Plan's 1": {"form": FORM}, "Plan 2": {"form": FORM | {"Plannaam": "Ander plan"}}}
    planted = [
        finding(PLANLAAG, 2, "plantype"),
        finding(PLANLAAG, 3, "opdrachtgever_type"),
        finding(PLANLAAG, 3, "totaal_bouw"),
        finding("Categorie", 2_00019_007, "G19"),
        finding("Categorie", 3_00020_008, "jaartal"),
    ]
    files = gerapporteerd(make_forms(tmp_path / "a.xlsx", forms, hide), planted)
    assert marked(files[".xlsx"]) == {"Plan's 1": ["B6", "G19"], "Plan 2": ["B1", "B13", "H20"]}
    assert {row["cel"] for row in listed(files[".xlsx"])} == {
        *("Plan's 1!B6", "Plan's 1!G19", "Plan 2!B1", "Plan 2!B13", "Plan 2!H20"),
    }
    links = {
        c.hyperlink.location
        for row in openpyxl.load_workbook(files[".xlsx"])["Bevindingen"]
        for c in row
        if c.hyperlink
    }
    assert "'Plan''s 1'!G19" in links


def test_cells_of_a_real_form_are_marked(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    """What the reader has to say of the example stands in its cells too."""
    planted = [finding(PLANLAAG, 1, "plannaam"), finding("Categorie", 1_00019_003, "C19")]
    files = gerapporteerd(FORM_EXAMPLE, planted)
    source = openpyxl.load_workbook(FORM_EXAMPLE, data_only=True).worksheets[0]
    copy = openpyxl.load_workbook(files[".xlsx"])[source.title]
    label = next(
        row[0].row for row in source.iter_rows(max_row=30) if str(row[0].value).strip().rstrip(":") == "Plannaam"
    )
    assert {f"B{label}", "C19"} <= set(marked(files[".xlsx"])[source.title])
    assert copy[f"B{label}"].value == source[f"B{label}"].value


@pytest.mark.parametrize("kind", ["Uitgebreid", "Draaitabel"])
def test_cells_of_an_export_are_marked(kind: str, gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    table = export_table(kind, (BASE, BASE | {"ID": "p-2", "Plannaam": "Ander plan"}))
    path = make_export(tmp_path / "a.xlsx", {"Eenvoudig": export_table("Eenvoudig"), kind: table})
    second = 3 if kind == "Uitgebreid" else 2 + len(table) // 2
    planted = [
        finding(PLANLAAG, second, "plannaam"),
        finding(PLANLAAG, 2, "status_planologisch"),
        finding(PLANLAAG, None, "Gemeente"),
        finding("Categorie", 2_00002_020, "T2"),
    ]
    files = gerapporteerd(path, planted)
    letters = {name: openpyxl.utils.get_column_letter(n) for n, name in enumerate(table[0], start=1)}
    expected = {f"{letters['Plannaam']}{second}", f"{letters['Status Planologisch']}2", f"{letters['Gemeente']}1", "T2"}
    assert {naam: set(cells) for naam, cells in marked(files[".xlsx"]).items()} == {kind: expected}
    ids = [row["regel"] for row in listed(files[".xlsx"])]
    assert len(ids) >= len(planted)
    assert {row["cel"] for row in listed(files[".xlsx"]) if row["laag"]} >= expected


def test_cells_of_diwi_are_marked(gerapporteerd: Callable[..., Any], tmp_path: Path) -> None:
    plan = DIWI_PLAN | BLOK | {"Sloop": 2}
    path = make_diwi(tmp_path / "a.xlsx", (plan, plan | {"Identificatie nr": 8, "Naam": "Ander plan"}))
    sheet = openpyxl.load_workbook(path)["Data"]
    column = {cell.value: cell.column_letter for cell in reversed(sheet[4])} | {
        "sloop_type": next(c.column_letter for c in reversed(sheet[4]) if c.value == "Eengezins woning")
    }
    number = {name: openpyxl.utils.column_index_from_string(column[name]) for name in ("Bouw", "Sloop")}
    planted = [
        finding(PLANLAAG, 6, "plannaam"),
        finding(PLANLAAG, 7, "status_planologisch"),
        finding(PLANLAAG, 7, "R7"),
        finding(PLANLAAG, None, "Gemeente"),
        finding("Woningblok", 1_00006_000 + number["Bouw"], "aantal"),
        finding("Woningblok", 1_00006_000 + number["Bouw"], "eengezins"),
        finding("Woningblok", 1_00007_000 + number["Sloop"], "eengezins"),
        finding("Woningblok", 1_00007_000 + number["Sloop"], "mutatie_type"),
    ]
    files = gerapporteerd(path, planted)
    status = min(
        (c for c in sheet[4] if str(c.value)[:2] in {"4a", "2a", "1a"}), key=lambda cell: cell.column
    ).column_letter
    expected = {
        *(f"{column['Naam']}6", f"{status}7", "R7", f"{column['Gemeente']}4", f"{column['Bouw']}6"),
        *(f"{column['Eengezins woning']}6", f"{column['sloop_type']}7", f"{column['Sloop']}7"),
    }
    assert set(marked(files[".xlsx"])["Data"]) == expected
    assert {row["cel"] for row in listed(files[".xlsx"]) if row["rij"]} >= expected - {f"{column['Gemeente']}4"}


@pytest.mark.parametrize("contract", ["lmvw-zeeland-1", "lmvw-zeelandexport-1", "lmvw-diwiexcel-1"])
def test_what_came_back_can_be_delivered_again(
    contract: str, gerapporteerd: Callable[..., Any], tmp_path: Path
) -> None:
    make = FORMATS[contract][0]
    for naam in ("a", "b"):
        make(tmp_path / f"{naam}.xlsx", "Goes" if naam == "a" else "Borne")
        files = gerapporteerd(tmp_path / f"{naam}.xlsx", [finding(PLANLAAG, None, None)])
    assert openpyxl.load_workbook(files[".xlsx"]).sheetnames[:2] == ["Bevindingen", "Verschil"]
    assert contract_for(files[".xlsx"], "lmvw").id == contract
    (rijen, _, bevindingen), (again, _, bevindingen_again) = read(tmp_path / "b.xlsx"), read(files[".xlsx"])
    assert rijen == again
    assert [one.regel_id for one in bevindingen] == [one.regel_id for one in bevindingen_again]


def test_what_is_left_out_is_told(
    gerapporteerd: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(werkmap, "MAX_LINKS", 2)
    monkeypatch.setattr(verschilblad, "MAX_ROWS", 1)
    planted = [finding(PLANLAAG, rij, "plannaam") for rij in (2, 3, 4)]
    plannen = [DRAWN | {"GlobalID": f"{{000{n}}}", "plannaam": f"Plan {n}"} for n in range(3)]
    gerapporteerd(make_excel(tmp_path / "a.xlsx", plannen), planted)
    changed = [one | {"projectfase": "anders"} for one in plannen]
    other = [finding(PLANLAAG, rij, "plannaam", "LMVW-11a_ander") for rij in (2, 3, 4)]
    files = gerapporteerd(make_excel(tmp_path / "b.xlsx", changed), other)
    sheet = openpyxl.load_workbook(files[".xlsx"])["Bevindingen"]
    assert sum(1 for row in sheet for cell in row if cell.hyperlink) == 2
    assert any(
        row[0] == "Alleen de eerste 2 bevindingen hebben een koppeling naar hun cel."
        for row in rows(files[".xlsx"], "Bevindingen")
    )
    told = [row[0] for row in rows(files[".xlsx"], "Verschil") if str(row[0]).startswith("Deze lijst toont")]
    assert told == [
        "Deze lijst toont de eerste 1 van 3 plannen.",
        "Deze lijst toont de eerste 1 van 3 gesloten bevindingen.",
    ]
    assert len(plans(files[".xlsx"])) == 1


def test_a_replaced_delivery_still_has_its_report(
    kluis: Settings, besloten: Callable[..., int], tmp_path: Path
) -> None:
    first = besloten(make_excel(tmp_path / "a.xlsx", [DRAWN]), [finding(PLANLAAG, 2, "plannaam")])
    assert rapport(first, settings=kluis).besluit == "geaccepteerd"
    second = besloten(make_excel(tmp_path / "b.xlsx", [DRAWN | {"plantype": "anders"}]))
    said = CliRunner().invoke(app, ["rapport", str(first)]).output.splitlines()
    assert said[0] == f"levering {first} is vervangen door levering {second}"
    assert len(said) > 1
    made = rapport(first, settings=kluis)
    assert made.besluit == f"vervangen door levering {second}"
    files = {Path(name).suffix: made.directory / name for name in made.files}
    assert f"besluit: vervangen door levering {second}" in rows(files[".xlsx"], "Bevindingen")[1][0]
    assert [row["rij"] for row in listed(files[".xlsx"])] == [2]
    page = lxml.html.document_fromstring(files[".html"].read_text()).text_content()
    assert "Vervangen" in page
    assert f"Levering {second} kwam ervoor in de plaats" in page
