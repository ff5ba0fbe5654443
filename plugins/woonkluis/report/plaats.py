"""Where in a copied workbook a finding stands: findings speak of layers and fields, sheets of rows and columns.

Where a layer is a sheet its name says which. In forms every sheet is a plan, in tables of plans one sheet holds both
layers; there the number of a row says sheet and cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from woonkluis.read.kop import BLOCKS, NUMBERS, PROGRAMMING, PROJECT, folded, header_columns
from woonkluis.read.plek import cell_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from woonkluis.contracts import Contract, Layer

    Cell = tuple[int, int]

HEAD_ROWS = {"formulier": 1_000, "categorietabel": 20, "koppad": 24}
"""Rows of a sheet in which names of fields stand, by format."""

TABLES = ("uitgebreid", "draaitabel", "eenvoudig"), ("data",)
"""Sheets that hold a table of plans; of those that are there the first is read."""

TABLE_MARK = "groepnaam"

DATED = {"status_planologisch": "planologische_planstatus", "projectfase": "projectfasen"}
"""Fields of the basisset that some formats give as days, under another name."""

CEL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
LETTERS = re.compile(r"[A-Z]{1,3}")


def _column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column - 1


@dataclass
class Plaats:
    """Where the columns of a sheet are, as findings call them; all rows and columns from 0."""

    naam: str
    columns: dict[str, int] = field(default_factory=dict)
    row_of: dict[int, int] | None = None
    """Row in this workbook of a source row, when it is another."""

    def learn(self, cells: Iterable[object]) -> None:
        """Take names of columns from a row; the first one counts."""
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell.strip():
                self.columns.setdefault(cell.strip().casefold(), column)

    def alias(self, layer: Layer) -> None:
        """Let every spelling of a field lead to its column."""
        for one in layer.fields:
            spellings = (*one.spellings, one.veld)
            if found := [self.columns[name] for name in spellings if name in self.columns]:
                self.columns |= dict.fromkeys(spellings, found[0])
        if layer.geometry_column and (column := self.columns.get(layer.geometry_column.casefold())) is not None:
            self.columns["geometrie"] = column

    def column(self, kolom: str | None) -> int | None:
        """Column that a finding names, by its name or its letters."""
        name = (kolom or "").strip()
        found = self.columns.get(name.casefold())
        if found is None:
            found = self.columns.get(DATED.get(name, ""))
        if found is None and LETTERS.fullmatch(name):
            found = _column_of(name)
        return found

    def cell(self, laag: str | None, rij: int | None, kolom: str | None) -> Cell | None:
        """Cell of a finding; None when it is about no cell. One about a column as a whole stands at its header."""
        del laag
        column = self.column(kolom)
        if rij is None:
            return None if column is None else (0, column)
        row = self.row_of.get(rij) if self.row_of is not None else rij - 1
        return None if row is None else (row, column or 0)


@dataclass
class Formulier(Plaats):
    """A sheet that is the form of one plan: names in column A, values in column B."""

    fields: dict[str, Cell] = field(default_factory=dict)

    def learn_form(self, rows: Sequence[tuple[int, Sequence[object]]], layer: Layer) -> None:
        """Find the fields of the plan above the table."""
        names: dict[str, Cell] = {}
        for rij, cells in rows:
            texts = [str(cell).strip().rstrip(":").casefold() if cell is not None else "" for cell in cells[:2]]
            if texts[1:] == [TABLE_MARK]:
                break
            if texts and texts[0]:
                names.setdefault(texts[0], (rij - 1, 1))
        for one in layer.fields:
            if found := [names[spelling] for spelling in one.spellings if spelling in names]:
                self.fields |= dict.fromkeys((*one.spellings, one.veld), found[0])

    def cell(self, laag: str | None, rij: int | None, kolom: str | None) -> Cell | None:
        """Cell of a finding on this sheet: as numbered, as named, or beside the name of its field, else the plan's."""
        del laag
        if rij is not None and (numbered := cell_of(rij)):
            return numbered[1] - 1, numbered[2] - 1
        if named := CEL.fullmatch(kolom or ""):
            return int(named[2]) - 1, _column_of(named[1])
        return self.fields.get((kolom or "").casefold()) or self.fields.get("plannaam", (0, 0))


@dataclass
class Tabel(Plaats):
    """A sheet with a table of plans, their numbers beside them."""

    top: int = 0
    block_columns: dict[int, dict[str, int]] = field(default_factory=dict)
    """DIWI: columns of Bouw and of Sloop, by the column of their number."""

    def learn_header(self, rows: Sequence[tuple[int, Sequence[object]]], contract: Contract) -> None:
        """Find the columns: one row of names, or the paths of DIWI."""
        plannen = contract.layers[0]
        if contract.format == "koppad":
            self._learn_paths(rows, contract)
        elif rows:
            self.top = rows[0][0] - 1
            self.learn(rows[0][1])
        self.alias(plannen)

    def _learn_paths(self, rows: Sequence[tuple[int, Sequence[object]]], contract: Contract) -> None:
        known = {rij: dict(enumerate(cells, start=1)) for rij, cells in rows}
        levels = {rij: {n: v for n, v in cells.items() if v is not None} for rij, cells in known.items()}
        top = next((rij for rij, cells in levels.items() if PROJECT in map(folded, cells.values())), None)
        if top is None:
            return
        self.top = top + 1
        columns = header_columns([levels.get(top + level, {}) for level in range(4)])
        for one in columns:
            if one.section == PROJECT:
                self.columns.setdefault(one.path, one.number - 1)
        numbers = {one.path: one.number - 1 for one in columns if one.section == NUMBERS}
        self.columns |= {name: number for name, number in numbers.items() if name not in self.columns}
        for kind, section in BLOCKS.items():
            own = Plaats(self.naam)
            for one in columns:
                if one.section == section:
                    own.columns.setdefault(one.path, one.number - 1)
            own.alias(contract.layers[1])
            if PROGRAMMING in self.columns:
                own.columns["in_programmering"] = self.columns[PROGRAMMING]
            self.block_columns[numbers.get(kind, -1)] = own.columns

    def cell(self, laag: str | None, rij: int | None, kolom: str | None) -> Cell | None:
        """Cell of a finding in this table."""
        if named := CEL.fullmatch(kolom or ""):
            return int(named[2]) - 1, _column_of(named[1])
        if rij is not None and (numbered := cell_of(rij)):
            own = self.block_columns.get(numbered[2] - 1, {})
            column = own.get((kolom or "").casefold())
            return numbered[1] - 1, max(numbered[2] - 1, 0) if column is None else column
        found = super().cell(laag, rij, kolom)
        return (self.top, found[1]) if found and rij is None else found


def table_sheet(names: Sequence[str]) -> int:
    """Return the number of the sheet that a table of plans is read from; 0 when there is none."""
    known = {naam.strip().casefold(): nummer for nummer, naam in reversed(list(enumerate(names, start=1)))}
    return next((known[name] for table in TABLES for name in table if name in known), 0)
