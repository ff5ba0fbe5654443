"""LMVW-3, LMVW-5c: the Excel of DIWI is read by the path of its header, wherever its columns stand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from bestanden import blocking, edit_zip, read, rows_of
from diwi import BLOK, COLUMNS, CONTROL, NUMBERS, PLAN, PROJECT, block, make_diwi

from woonkluis.contracts import contract_for

if TYPE_CHECKING:
    from pathlib import Path

    import xlsxwriter

    from woonkluis.read.bevinding import Bevinding


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file of a test goes."""
    return tmp_path / "lmvw.xlsx"


def landed(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Bevinding]]:
    """Plans, blocks and findings."""
    _, chunks, bevindingen = read(path)
    plannen, blokken = (
        [orjson.loads(row[3]) for row in rows_of(chunks, laag)] for laag in ("Planregistratie", "Woningblok")
    )
    return plannen, blokken, bevindingen


LANDED_PLAN = {
    "globalid": 7,
    "plannaam": "Plan Één & co",
    "vertrouwelijkheid": "Extern mede-overheden",
    "plantype": "Verdichting",
    "rollen": {"Trekker": "Jan"},
    "project_status": "Actief",
    "start_project": "2024-01-01",
    "eind_project": "2030-01-01",
    "projectfasen": {"6 Realisatie": "2026-03-01"},
    "planologische_planstatus": {"2a Vastgesteld": "2024-05-01", "1a Onherroepelijk": "2025-02-01"},
    "gemeente": "Deventer",
}
LANDED_BLOK = {
    "parent_globalid": 7,
    "mutatie_type": "Bouw",
    "aantal": 10,
    "in_programmering": 1,
    "plan_rij": 6,
    "opleverdatum": {"2027-06-01": 10},
    "eigendom": {"Koopwoning": 10},
    "waarde": {"Koopprijs categorie": {"0 - 250000": 6}, "Koopprijs waarde": {"375000": 4}},
    "eengezins": 10,
}


def test_a_row_becomes_a_plan_and_its_block(path: Path) -> None:
    assert landed(make_diwi(path)) == ([LANDED_PLAN], [LANDED_BLOK], [])
    assert contract_for(path, "lmvw").id == "lmvw-diwiexcel-1"


@pytest.mark.parametrize(
    "columns",
    [
        [*PROJECT[8:], *PROJECT[1:8], PROJECT[0], *NUMBERS, *block("Bouw gegevens"), *block("Sloop gegevens")],
        [*PROJECT, *CONTROL, *block("Bouw gegevens"), *NUMBERS, *block("Sloop gegevens")],
        [
            *PROJECT,
            ("", "", "", None),
            *NUMBERS,
            *([("", "", "", None)] * 4),
            *block("Bouw gegevens"),
            *block("Sloop gegevens"),
            *CONTROL,
        ],
    ],
)
def test_the_place_of_a_column_says_nothing(path: Path, columns: list[Any]) -> None:
    """Between two real files the Sloop columns move by three letters."""
    columns = [(columns[0][0] or "Projectgegevens", *columns[0][1:]), *columns[1:]]
    columns = [("" if n and c[0] == "Projectgegevens" else c[0], *c[1:]) for n, c in enumerate(columns)]
    plannen, blokken, bevindingen = landed(make_diwi(path, columns=columns))
    assert not blocking(bevindingen)
    assert (plannen, blokken) == ([LANDED_PLAN], [LANDED_BLOK])


def test_the_header_may_start_lower(path: Path) -> None:
    plannen, (blok,), _ = landed(make_diwi(path, top=4))
    assert plannen == [LANDED_PLAN]
    assert blok == LANDED_BLOK | {"plan_rij": 9}


def test_a_group_above_the_wrong_column_does_no_harm(path: Path) -> None:
    """In a real import file `projectfasen` stands two columns too far to the right."""
    columns = [(c[0], "" if c[1] == "projectfasen" else c[1], *c[2:]) for c in COLUMNS]
    columns[11] = ("", "projectfasen", *columns[11][2:])
    assert landed(make_diwi(path, columns=columns))[:2] == ([LANDED_PLAN], [LANDED_BLOK])


def test_bouw_and_sloop_of_one_row_are_two_blocks(path: Path) -> None:
    columns = [*PROJECT, *NUMBERS, *block("Sloop gegevens"), *block("Bouw gegevens")]
    _, blokken, bevindingen = landed(
        make_diwi(path, [PLAN | {"Bouw": 5, "Sloop": 2, "Koopwoning": 1, "Eengezins woning": 1}], columns)
    )
    assert not blocking(bevindingen)
    assert blokken == [
        {"parent_globalid": 7, "mutatie_type": "Bouw", "aantal": 5, "plan_rij": 6},
        {
            "parent_globalid": 7,
            "mutatie_type": "Sloop",
            "aantal": 2,
            "plan_rij": 6,
            "eigendom": {"Koopwoning": 1},
            "eengezins": 1,
        },
    ]


def test_unknown_of_the_export_is_told_apart_by_its_group(path: Path) -> None:
    columns = [*PROJECT, *NUMBERS, *block("Sloop gegevens", "Onbekend", "Onbekend"), *block("Bouw gegevens")]

    def change(book: xlsxwriter.Workbook) -> None:
        first = len(PROJECT) + len(NUMBERS)
        names = [number for number, header in enumerate(columns) if header[2] == "Onbekend"]
        assert all(number > first for number in names)
        for value, number in enumerate(names, start=1):
            book.get_worksheet_by_name("Data").write(5, 1 + number, value)

    _, (blok,), bevindingen = landed(make_diwi(path, [PLAN], columns, change))
    assert not blocking(bevindingen)
    assert (blok["eigendom"], blok["type_onbekend"]) == ({"Onbekend": 1}, 2)


def test_a_plan_of_several_rows_is_landed_once(path: Path) -> None:
    rows = [PLAN | BLOK, PLAN | BLOK | {"In programmering": 0, "Bouw": 3}, PLAN | {"Identificatie nr": 8}]
    plannen, blokken, bevindingen = landed(make_diwi(path, rows))
    assert not blocking(bevindingen)
    assert [plan["globalid"] for plan in plannen] == [7, 8]
    assert [(blok["parent_globalid"], blok["plan_rij"], blok["in_programmering"]) for blok in blokken] == [
        (7, 6, 1),
        (7, 6, 0),
    ]


def test_rows_that_contradict_each_other_are_told(path: Path) -> None:
    _, _, bevindingen = landed(make_diwi(path, [PLAN, PLAN | {"Naam": "Anders"}]))
    (bevinding,) = blocking(bevindingen)
    assert (bevinding.rij, bevinding.kolom, bevinding.waarde) == (7, "plannaam", "7")


def test_a_row_without_number_is_told(path: Path) -> None:
    row = {name: value for name, value in PLAN.items() if name != "Identificatie nr"}
    _, _, bevindingen = landed(make_diwi(path, [PLAN, row]))
    (bevinding,) = blocking(bevindingen)
    assert (bevinding.rij, bevinding.kolom) == (7, "Identificatie nr")


@pytest.mark.parametrize(
    ("columns", "kolom"),
    [
        ([c for c in COLUMNS if c[2] != "Bouw"], "Bouw"),
        ([c for c in COLUMNS if c[2] != "Naam"], "Naam"),
        ([*PROJECT, *NUMBERS, *block("Bouw gegevens"), ("", "", "Koopwoning", None)], "AH"),
    ],
)
def test_a_header_that_is_missing_or_there_twice_is_told(path: Path, columns: list[Any], kolom: str) -> None:
    if kolom == "Bouw":
        columns = [("Woning aantallen", *c[1:]) if c[2] == "Sloop" else c for c in columns]
    _, _, bevindingen = landed(make_diwi(path, [{"Identificatie nr": 7}], columns))
    assert kolom in {found.kolom for found in blocking(bevindingen)}


def test_values_below_an_empty_subheader_are_told(path: Path) -> None:
    at = 1 + next(n for n, header in enumerate(COLUMNS) if header[2] == "Opleverdatum" and header[3] is None)
    change = lambda book: book.get_worksheet_by_name("Data").write(5, at, 3)  # noqa: E731
    _, _, bevindingen = landed(make_diwi(path, change=change))
    (bevinding,) = blocking(bevindingen)
    assert (bevinding.rij, bevinding.waarde) == (6, "3")


def test_formulas_of_the_control_columns_do_not_count_but_others_do(path: Path) -> None:
    columns = {"control": 1 + len(COLUMNS) - 1, "number": 1 + len(PROJECT)}

    def change(book: xlsxwriter.Workbook) -> None:
        for column in columns.values():
            book.get_worksheet_by_name("Data").write_formula(5, column, "=1+1")

    make_diwi(path, change=change)
    edit_zip(path, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</f><v>0</v>", b"</f>")})
    _, _, bevindingen = landed(path)
    (bevinding,) = blocking(bevindingen)
    assert bevinding.kolom == "S6"


def test_an_error_cell_is_no_blank(path: Path) -> None:
    def change(book: xlsxwriter.Workbook) -> None:
        book.get_worksheet_by_name("Data").write_formula(5, 1 + len(PROJECT), "=1/0", None, "#REF!")

    assert landed(make_diwi(path, change=change))[1][0]["aantal"] == "#REF!"


def test_dates_as_text_stay_text(path: Path) -> None:
    plannen, _, _ = landed(make_diwi(path, [PLAN | {"1a Onherroepelijk": "1-2-2025"}]))
    assert plannen[0]["planologische_planstatus"]["1a Onherroepelijk"] == "1-2-2025"
    assert dt.date(2025, 2, 1).isoformat() not in str(plannen)


def test_the_confined_child_reads_it(path: Path) -> None:
    rijen, _, bevindingen = read(make_diwi(path), confined=True)
    assert (rijen, bevindingen) == ({"Planregistratie": 1, "Woningblok": 1}, [])
