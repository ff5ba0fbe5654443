"""Workbooks as Planmonitor Wonen (Zeeland) takes and gives them, with what people do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlsxwriter

from woonkluis.read.planmonitor import CATEGORIEEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

FORM = {
    "Plannaam": "Havenkwartier",
    "Plaatsnaam": "Goes",
    "Gemeente": "Goes",
    "Regio": "De Bevelanden",
    "Provincie": "Zeeland",
    "Plantype": "Pand Transformatie",
    "Vertrouwelijkheid": "Provincie",
    "Status Project": "Bouwvoorbereiding",
    "Status Planologisch": "4B. Optie",
    "Knelpunten": "Stikstof, Nuts",
    "Woonmilieu": None,
    "Studentenwoningen": None,
    "Opdrachtegever": "Nog onbekend",
    "Opdrachtgever Naam": None,
    "Sleutelproject": "nee",
    "Opmerkingen": None,
}
HEADER = ("", "Groepnaam", "Totalen", "Check", "Gerealiseerd", "Restcapaciteit", "2026", "2027", "Check")
NUMBERS: dict[str, dict[str, object]] = {
    "Nieuwbouw": {"Totalen": 30, "Gerealiseerd": 5, "2026": 10, "2027": 15},
    "Eengezins": {"Totalen": 30, "Gerealiseerd": 5, "2026": 10, "2027": 15},
    "Huur middenhuur": {"Totalen": 30, "Gerealiseerd": 5, "2026": 10, "2027": 15},
    "Sloop": {"Totalen": 4},
}
TOP = 17
"""Row of the header of the table, from 0."""


def write_form(
    sheet: xlsxwriter.worksheet.Worksheet,
    form: Mapping[str, object] = FORM,
    numbers: Mapping[str, Mapping[str, object]] = NUMBERS,
    header: Sequence[object] = HEADER,
) -> None:
    """Fill a sheet as the form does: group names in merged cells, formulas in the check columns."""
    for row, (name, value) in enumerate(form.items()):
        sheet.write_row(row, 0, (name, value))
    for column, text in enumerate(header):
        sheet.write(TOP, column, text)
    first = TOP + 1
    groups = [groep for groep, _ in CATEGORIEEN]
    for row, (groep, label) in enumerate(CATEGORIEEN, start=first):
        sheet.write(row, 0, label)
        at, size = groups.index(groep), groups.count(groep)
        if size > 1 and row == first + at:
            sheet.merge_range(row, 1, row + size - 1, 1, groep)
        elif size == 1:
            sheet.write(row, 1, groep)
        sheet.write_formula(row, 5, f"=C{row + 1}-E{row + 1}", None, 25)
        sheet.write_formula(row, len(header) - 1, f"=F{row + 1}-SUM(G{row + 1}:H{row + 1})", None, 0)
        for name, number in numbers.get(label, {}).items():
            column = [str(text) for text in header].index(name)
            if isinstance(number, str):
                sheet.write_string(row, column, number)
            else:
                sheet.write(row, column, number)


def make_forms(
    path: Path,
    forms: Mapping[str, dict[str, Any]] | None = None,
    change: Callable[[xlsxwriter.Workbook], None] | None = None,
) -> Path:
    """A workbook with a form per sheet name; the values are arguments of `write_form`."""
    with xlsxwriter.Workbook(path) as book:
        for name, given in (forms or {"Plan 1": {}}).items():
            write_form(book.add_worksheet(name), **given)
        if change:
            change(book)
    return path


BASE = {"ID": "p-1", **FORM}
PLANNING = {"Nieuwbouw": {"2026": 10, "2027": 15}, "Woningtype Onbekend": {"2026": 10}, "Sociale huur": {"2027": 15}}
YEARS = ("2026", "2027")


def _names() -> list[str]:
    return [f"{groep.capitalize()} {label}" if label == "Onbekend" else label for groep, label in CATEGORIEEN]


def export_table(kind: str, plannen: Sequence[Mapping[str, object]] = (BASE,)) -> list[list[object]]:
    """Rows of an export sheet; every plan has the same planning."""
    header: list[object] = list(plannen[0])
    rows: list[list[object]] = []
    if kind == "Draaitabel":
        header += ["Woningtype", *YEARS]
    elif kind == "Eenvoudig":
        header += _names()
    else:
        header += [f"{name} {what}" for name in _names() for what in ("Totaal", "Gerealiseerd", *YEARS)]
    for plan in plannen:
        base = list(plan.values())
        if kind == "Draaitabel":
            rows += [[*base, name, *(PLANNING.get(name, {}).get(year, "") for year in YEARS)] for name in _names()]
        elif kind == "Eenvoudig":
            rows.append([*base, *(sum(PLANNING[name].values()) if name in PLANNING else "" for name in _names())])
        else:
            numbers: list[object] = []
            for name in _names():
                given = PLANNING.get(name, {})
                numbers += ["", "", *(given.get(year, "") for year in YEARS)]
            rows.append([*base, *numbers])
    return [header, *rows]


def make_export(path: Path, sheets: Mapping[str, list[list[object]]]) -> Path:
    """A workbook with these tables."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if isinstance(value, str) and value:
                        sheet.write_string(row, column, value)
                    elif value not in (None, ""):
                        sheet.write(row, column, value)
    return path
