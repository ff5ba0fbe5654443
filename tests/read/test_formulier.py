"""LMVW-3, LMVW-5c: forms of Planmonitor Wonen are read by what their cells say, every number with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import orjson
import pytest
from bestanden import blocking, edit_zip, read, rows_of
from zeeland import FORM, HEADER, NUMBERS, make_forms, write_form

from woonkluis.contracts import contract_for

if TYPE_CHECKING:
    from collections.abc import Callable

    import xlsxwriter

    from woonkluis.read.bevinding import Bevinding

EXAMPLE = Path(__file__).parents[1] / "data" / "zeeland_import_voorbeeld.xlsx"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file of a test goes."""
    return tmp_path / "lmvw.xlsx"


def landed(path: Path) -> tuple[list[tuple[int, dict[str, Any]]], list[tuple[int, dict[str, Any]]], list[Bevinding]]:
    """Plans and numbers with their rij, and the findings."""
    _, chunks, bevindingen = read(path)
    plannen, categorieen = (
        [(row[1], orjson.loads(row[3])) for row in rows_of(chunks, laag)] for laag in ("Planregistratie", "Categorie")
    )
    return plannen, categorieen, bevindingen


def numbers_of(path: Path, label: str) -> dict[str, Any]:
    """Numbers of a category by soort or year."""
    _, categorieen, bevindingen = landed(path)
    assert not blocking(bevindingen)
    return {
        str(waarden.get("jaartal", waarden["soort"])): waarden["aantal"]
        for _, waarden in categorieen
        if waarden["categorie"] == label
    }


def test_a_form_becomes_a_plan_and_its_numbers(path: Path) -> None:
    plannen, categorieen, bevindingen = landed(make_forms(path))

    assert contract_for(path, "lmvw").id == "lmvw-zeeland-1"
    assert bevindingen == []
    ((rij, plan),) = plannen
    assert rij == 1
    assert plan == {
        "plannaam": "Havenkwartier",
        "provincie": "Zeeland",
        "regio": "De Bevelanden",
        "gemeente": "Goes",
        "woonplaats": "Goes",
        "vertrouwelijkheid": "Provincie",
        "opdrachtgever_type": "Nog onbekend",
        "plantype": "Pand Transformatie",
        "projectfase": "Bouwvoorbereiding",
        "status_planologisch": "4B. Optie",
        "knelpunten_meerkeuze": "Stikstof, Nuts",
        "sleutelproject": "nee",
        "blad": "Plan 1",
    }
    assert dict(categorieen)[1_00020_007] == {
        "groep": "woningtype",
        "categorie": "Eengezins",
        "soort": "jaar",
        "jaartal": "2026",
        "aantal": 10,
        "plan_rij": 1,
        "blad": "Plan 1",
        "cel": "G20",
    }
    groups = {"nieuwbouw", "woningtype", "wonen en zorg", "flexwoningen", "betaalbaarheid", "sloop"}
    assert {waarden["groep"] for _, waarden in categorieen} == groups


def test_every_sheet_is_a_plan_and_rows_stay_unique(path: Path) -> None:
    forms = {f"Blad {number}": {"form": FORM | {"Plannaam": f"Plan {number}"}} for number in range(1, 4)}
    plannen, categorieen, bevindingen = landed(make_forms(path, forms))

    assert bevindingen == []
    assert [(rij, waarden["plannaam"], waarden["blad"]) for rij, waarden in plannen] == [
        (number, f"Plan {number}", f"Blad {number}") for number in range(1, 4)
    ]
    assert len({rij for rij, _ in categorieen}) == len(categorieen) == 3 * 33
    assert {rij // 100_000_000 for rij, _ in categorieen} == {1, 2, 3}


def test_an_id_goes_with_the_numbers(path: Path) -> None:
    _, categorieen, _ = landed(make_forms(path, {"Plan 1": {"form": {"ID": "P-7"} | {"Plannaam": "x"} | FORM}}))
    assert {waarden["parent_globalid"] for _, waarden in categorieen} == {"P-7"}


def test_years_are_what_the_header_says(path: Path) -> None:
    """Q15: a form of another year has other columns; position says nothing."""
    header = (*HEADER[:6], 2031, "2030", "Check")
    numbers = {"Nieuwbouw": {"2031": 1, "2030": 2}}
    make_forms(path, {"Plan 1": {"header": header, "numbers": numbers}})
    assert numbers_of(path, "Nieuwbouw") == {"restcapaciteit": 25, "2031": 1, "2030": 2}


@pytest.mark.parametrize("number", ["1.234", "1,5", "ja", "n.v.t.", -3, 0, 2.5])
def test_a_number_stays_as_it_was_written(path: Path, number: object) -> None:
    """Q15, LMVW-5c: what a text such as 1.234 is worth, the views on landing decide."""
    make_forms(path, {"Plan 1": {"numbers": {"Nieuwbouw": {"2026": number}}}})
    found = numbers_of(path, "Nieuwbouw")["2026"]
    assert (found, type(found)) == (number, type(number))


def test_rich_text_is_its_text(path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        bold = book.add_format({"bold": True})
        book.get_worksheet_by_name("Plan 1").write_rich_string("G19", bold, "1", ".234")

    assert numbers_of(make_forms(path, change=change), "Nieuwbouw")["2026"] == "1.234"


def test_an_error_cell_is_no_blank(path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        book.get_worksheet_by_name("Plan 1").write_formula("G19", "=1/0", None, "#DIV/0!")

    assert numbers_of(make_forms(path, change=change), "Nieuwbouw")["2026"] == "#DIV/0!"


@pytest.mark.parametrize(
    ("cell", "ernst", "laag", "rij"),
    [
        ("G19", "blokkerend", "Categorie", 1_00019_007),
        ("F19", "waarschuwing", "Categorie", 1_00019_006),
        ("I19", None, None, None),
        ("B1", "blokkerend", "Planregistratie", 1),
    ],
)
def test_a_formula_nobody_calculated_is_told(
    path: Path, cell: str, ernst: str | None, laag: str | None, rij: int | None
) -> None:
    """What follows from other cells can do without; the check columns are not read at all."""
    make_forms(path, change=lambda book: book.get_worksheet_by_name("Plan 1").write_formula(cell, "=1+1"))

    def forget(xml: bytes) -> bytes:
        start = xml.index(f'r="{cell}"'.encode())
        return xml[:start] + xml[start:].replace(b"</f><v>0</v>", b"</f>", 1)

    _, _, bevindingen = landed(edit_zip(path, {"xl/worksheets/sheet1.xml": forget}))
    assert [(found.ernst, found.laag, found.rij, found.kolom) for found in bevindingen] == (
        [(ernst, laag, rij, cell)] if ernst else []
    )


def hide(book: xlsxwriter.Workbook) -> None:
    """Add a filled form that nobody sees."""
    sheet = book.add_worksheet("Geheim plan")
    write_form(sheet)
    sheet.hide()


def hide_well(book: xlsxwriter.Workbook) -> None:
    """Add a filled form that Excel does not even list."""
    sheet = book.add_worksheet("Geheim plan")
    write_form(sheet)
    sheet.very_hidden()


def note(book: xlsxwriter.Workbook) -> None:
    """Add a sheet with something else."""
    book.add_worksheet("Toelichting").write(0, 0, "tekst")


@pytest.mark.parametrize("change", [hide, hide_well, note])
def test_a_sheet_that_is_not_read_is_told(path: Path, change: Callable[[xlsxwriter.Workbook], None]) -> None:
    plannen, _, (bevinding,) = landed(make_forms(path, change=change))
    assert len(plannen) == 1
    assert (bevinding.regel_id, bevinding.ernst, bevinding.rij) == ("LEES-LAAG", "waarschuwing", 2)
    assert bevinding.waarde in {"Geheim plan", "Toelichting"}
    assert bevinding.waarde not in bevinding.melding


def test_a_finding_names_sheet_and_cell_and_keeps_names_out_of_its_text(path: Path) -> None:
    """LMVW-4b: the name of a sheet can be the name of a plan."""
    header = (*HEADER[:6], "2026", "2026", "Check")
    _, _, bevindingen = landed(make_forms(path, {"Geheim": {"header": header, "numbers": {}}}))
    (bevinding,) = blocking(bevindingen)
    assert bevinding.melding.startswith("Blad 1, cel H18: de kolomkop komt meer dan eens voor.")
    assert (bevinding.kolom, bevinding.waarde) == ("H18", "Geheim: 2026")


def test_a_missing_name_is_told_per_sheet(path: Path) -> None:
    form = {name: value for name, value in FORM.items() if name != "Gemeente"}
    _, _, bevindingen = landed(make_forms(path, {"Plan 1": {}, "Plan 2": {"form": form}}))
    (bevinding,) = blocking(bevindingen)
    assert bevinding.melding == "Blad 2: De verplichte kolom Gemeente ontbreekt. Voeg de kolom toe en lever opnieuw."
    assert (bevinding.rij, bevinding.waarde) == (2, "Plan 2")


def test_values_in_odd_places_are_told(path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("Plan 1")
        sheet.write("D2", "ernaast")
        sheet.write("A40", "Zelfbouw")
        sheet.write("G40", 3)

    _, categorieen, bevindingen = landed(make_forms(path, change=change))
    assert [(found.ernst, found.kolom, found.waarde) for found in bevindingen] == [
        ("waarschuwing", "D2", "Plan 1: ernaast"),
        ("waarschuwing", "A40", "Plan 1: sloop / Zelfbouw"),
    ]
    assert categorieen[-1][1]["categorie"] == "Zelfbouw"


def test_the_example_of_the_source_is_a_form_that_is_not_filled_in() -> None:
    plannen, _, (bevinding,) = landed(EXAMPLE)
    assert contract_for(EXAMPLE, "lmvw").id == "lmvw-zeeland-1"
    assert plannen == []
    assert (bevinding.ernst, bevinding.rij) == ("blokkerend", 1)
    assert "niet ingevuld" in bevinding.melding


def test_the_example_of_the_source_filled_in(path: Path) -> None:
    """The real layout, merged cells and formulas, with values in it."""
    book = openpyxl.load_workbook(EXAMPLE)
    sheet = book["Plan 1"]
    for row, value in enumerate(FORM.values(), start=1):
        sheet.cell(row, 2, value)
    for label, numbers in NUMBERS.items():
        row = next(cell.row for cell in sheet["A"] if cell.value == label)
        for name, number in numbers.items():
            sheet.cell(row, next(cell.column for cell in sheet[18] if cell.value == name), number)
    book.save(path)

    plannen, categorieen, bevindingen = landed(path)
    assert not blocking(bevindingen)
    assert plannen[0][1]["gemeente"] == "Goes"
    numbers = {(w["categorie"], w.get("jaartal", w["soort"])): w["aantal"] for _, w in categorieen}
    assert numbers == {
        (label, {"Totalen": "totaal", "Gerealiseerd": "gerealiseerd"}.get(name, name)): number
        for label, given in NUMBERS.items()
        for name, number in given.items()
    }


def test_a_cell_far_away_is_refused_before_it_costs_memory(path: Path) -> None:
    make_forms(path, change=lambda book: book.get_worksheet_by_name("Plan 1").write("A1048576", 1))
    plannen, _, (bevinding,) = landed(path)
    assert plannen == []
    assert (bevinding.regel_id, bevinding.waarde) == ("LEES-OMVANG", "Plan 1")
    assert bevinding.melding.startswith("Blad 1: ")


def test_the_confined_child_reads_it(path: Path) -> None:
    rijen, _, bevindingen = read(make_forms(path), confined=True)
    assert (rijen, bevindingen) == ({"Planregistratie": 1, "Categorie": 33}, [])
