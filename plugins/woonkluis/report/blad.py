"""Write values into sheets that no spreadsheet will run."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet may take for a formula when somebody edits the cell."""

A4 = 9
CELL_CHARACTERS = 32_767
EXACT_INTEGERS = 2**53

KLEUREN = {"blokkerend": "#F4B183", "waarschuwing": "#FFE699", "info": "#BDD7EE"}
ERNST = tuple(KLEUREN)
"""Heaviest first."""

VELLUM: dict[str, Any] = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
STYLES: dict[str, dict[str, Any]] = {
    "gewoon": {},
    "kop": {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"},
    "verplicht": {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "text_wrap": True, "underline": True},
    "titel": {"bold": True, "font_size": 14},
    "let_op": {"italic": True},
    "lang": {"text_wrap": True},
    "los": {"indent": 1},
    "koppeling": {"font_color": "#0563C1", "underline": True},
    **{ernst: {"bg_color": kleur} for ernst, kleur in KLEUREN.items()},
}
DATES = {dt.datetime: "yyyy-mm-dd hh:mm:ss", dt.date: "yyyy-mm-dd", dt.time: "hh:mm:ss", dt.timedelta: "[h]:mm:ss"}


class Werkmap:
    """A workbook in constant memory: rows go to disk in order, and formats are shared."""

    def __init__(self, path: Path, *, titel: str, moment: dt.datetime) -> None:
        self.book = xlsxwriter.Workbook(
            path,
            {
                # Drafts of rows stand beside the workbook, where nobody else can look, not in /tmp.
                "constant_memory": True,
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": DATES[dt.datetime],
            },
        )
        self.book.set_properties({"title": titel, "author": "Woonkluis", "created": moment.replace(tzinfo=None)})
        self.format = cache(self._format)

    def _format(self, style: str = "gewoon", number: str = "", *, as_text: bool = False) -> Format:
        properties = VELLUM | STYLES[style]
        if as_text:
            properties |= {"quote_prefix": True, "num_format": "@"}
        elif number:
            properties |= {"num_format": number}
        return self.book.add_format(properties)

    def sheet(self, naam: str) -> Worksheet:
        """Add a sheet."""
        return self.book.add_worksheet(naam)

    def write(self, sheet: Worksheet, row: int, column: int, value: object, style: str = "gewoon") -> None:
        """Write a value as what it is: a number as a number, a text always as text.

        A text that begins like a formula also gets the mark that Excel gives after a leading apostrophe, so it stays
        text when somebody edits it. The value itself does not change.
        """
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.format(style))
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.format(style))
        elif isinstance(value, int | float | Decimal) and -EXACT_INTEGERS <= value <= EXACT_INTEGERS:
            sheet.write_number(row, column, value, self.format(style))
        elif type(value) in DATES:
            sheet.write_datetime(row, column, value, self.format(style, DATES[type(value)]))
        else:
            text = str(value)
            if len(text) > CELL_CHARACTERS:
                text = text[: CELL_CHARACTERS - 1] + "…"
            sheet.write_string(row, column, text, self.format(style, as_text=text.startswith(RUNS)))

    def title(self, sheet: Worksheet, row: int, text: str) -> None:
        """Write a heading in column A."""
        sheet.set_row(row, 20)
        self.write(sheet, row, 0, text, "titel")

    def printable(self, sheet: Worksheet) -> None:
        """Print on A4, lying, as wide as a page."""
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)

    def row(self, sheet: Worksheet, row: int, values: Sequence[object], style: str = "gewoon") -> None:
        """Write values from column A on."""
        for column, value in enumerate(values):
            self.write(sheet, row, column, value, style)

    def close(self) -> None:
        """Write the file."""
        self.book.close()
