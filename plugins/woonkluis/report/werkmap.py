"""The workbook that a bronhouder gets back: findings, difference, and his own rows with the offending cells marked."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from psycopg import sql
from xlsxwriter.utility import xl_rowcol_to_cell

from woonkluis.read.reader import Reading
from woonkluis.receive.store import stored_path
from woonkluis.report.blad import ERNST, Werkmap
from woonkluis.report.cellen import Cellen, CellenError
from woonkluis.report.verschilblad import Verschilblad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from psycopg import Connection
    from xlsxwriter.worksheet import Worksheet

    from woonkluis.contracts import Layer
    from woonkluis.platform.settings import Settings
    from woonkluis.report.dossier import Dossier
    from woonkluis.report.verschil import Bevindingregel, Verschil

MAX_COMMENTS = 2_000
MAX_LINKS = 20_000
MAX_LIST = 500_000
MAX_ROWS = 100_000
"""Beyond these a workbook gets too heavy to open; what is left out is told in the sheet."""

BEVINDINGEN, VERSCHIL = "Bevindingen", "Verschil"
HEADER_ROWS = 20
"""Rows in which formats with several header rows have the names of their columns."""

LETTERS = re.compile(r"[A-Z]{1,3}")
BATCH = 2000

MERKEN = """
    select coalesce(rij, 1), kolom, ernst, regel_id, melding, rij is null
    from register.bevinding
    where levering_id = %s and lower(laag) = lower(%s) and (rij is not null or kolom is not null)
    order by 1, kolom, regel_id
"""
"""A finding about a column as a whole stands at its header."""

RIJEN = sql.SQL("""
    select rij, waarden
    from landing.{}
    where levering_id = %(levering)s
        and rij in (
            select rij from register.bevinding where levering_id = %(levering)s and lower(laag) = lower(%(laag)s)
        )
    order by rij
    limit %(limit)s
""")

KOLOMMEN = ("regel", "ernst", "artikel", "stand", "laag", "rij", "kolom", "cel", "waarde", "melding")
LIST_STYLES = {6: "los", 8: "lang", 9: "lang"}
BREEDTES = (30, 13, 9, 10, 16, 8, 22, 8, 24, 70)


@dataclass
class Plaats:
    """Where the columns of a sheet are, as findings call them."""

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
        """Column (from 0) that a finding names, by its name or its letters."""
        found = self.columns.get((kolom or "").strip().casefold())
        if found is None and kolom and LETTERS.fullmatch(kolom):
            found = sum(26**power * (ord(letter) - 64) for power, letter in enumerate(reversed(kolom))) - 1
        return found

    def cell(self, rij: int | None, kolom: str | None) -> tuple[int, int] | None:
        """Cell (row and column from 0) of a finding, None when it is about no cell."""
        column = self.column(kolom)
        if rij is None:
            return None if column is None else (0, column)
        row = self.row_of.get(rij) if self.row_of is not None else rij - 1
        return None if row is None else (row, column or 0)


class Terugkoppeling:
    """Writes one workbook."""

    def __init__(self, connection: Connection[Any], dossier: Dossier, verschil: Verschil, path: Path) -> None:
        self._connection = connection
        self._dossier = dossier
        self._verschil = verschil
        titel = f"Bevindingen bij levering {dossier.levering_id}"
        self._map = Werkmap(path, titel=titel, moment=dossier.besloten_op)
        self._comments = 0
        self._plaatsen: dict[str, Plaats] = {}
        self._notes: list[str] = []

    def write(self, settings: Settings) -> None:
        """Write all sheets; the list of findings stands first and is written last, when every cell has its place."""
        first = self._map.sheet(BEVINDINGEN)
        vorige = self._verschil.vorige
        second = self._map.sheet(VERSCHIL) if vorige else None
        if self._dossier.contract and self._dossier.met_waarden:
            if self._dossier.contract.recognition.extensions == (".xlsx",):
                self._copy_delivered(settings)
            else:
                self._copy_offending()
        self._list(first)
        if vorige and second:
            Verschilblad(self._map, second, self._verschil).write(vorige)
        self._map.close()

    def _layer(self, naam: str) -> Layer | None:
        contract = self._dossier.contract
        layers = contract.layers if contract else ()
        return next((one for one in layers if one.naam.casefold() == naam.strip().casefold()), None)

    def _copy_delivered(self, settings: Settings) -> None:
        """Copy the delivered sheets cell by cell, every row at its own number."""
        contract = self._dossier.contract
        if contract is None:
            return
        dossier = self._dossier
        path = stored_path(dossier.bestand_sha256, settings)
        reading = Reading(
            path,
            contract,
            levering_id=dossier.levering_id,
            bronhouder_code=dossier.bronhouder_code,
            peildatum=dossier.peildatum,
        )
        try:
            with Cellen(reading.job, skip=(BEVINDINGEN, VERSCHIL, *contract.ignored_layers)) as cellen:
                for naam, rows in itertools.groupby(cellen.rows(), key=itemgetter(0)):
                    self._copy_sheet(naam, ((rij, cells) for _, rij, cells in rows))
        except CellenError:
            self._notes.append("De geleverde bladen zijn niet (verder) overgenomen: de werkmap is niet goed te lezen.")

    def _copy_sheet(self, naam: str, rows: Iterator[tuple[int, list[Any]]]) -> None:
        layer = self._layer(naam)
        plaats = self._plaatsen[naam.strip().casefold()] = Plaats(naam)
        sheet = self._map.sheet(naam)
        header_rows = 1 if layer else HEADER_ROWS
        if layer:
            sheet.freeze_panes(1, 0)
        marks = _Marks(self._connection, self._dossier.levering_id, naam)
        width = 0
        for rij, cells in rows:
            if rij == 0:
                self._notes.append(f"Blad {naam} is niet (helemaal) overgenomen: het is niet goed te lezen.")
                continue
            if rij <= header_rows:
                plaats.learn(cells)
                if layer:
                    plaats.alias(layer)
                width = max(width, len(cells))
            found = marks.at(rij)
            self._write_row(sheet, rij - 1, cells, plaats, found, "kop" if layer and rij == 1 else "gewoon")
        marks.close()
        sheet.set_column(0, max(width - 1, 0), 18)
        if layer:
            sheet.set_column(0, 0, 38)

    def _copy_offending(self) -> None:
        """Give the rows with a finding, in a sheet per layer with the number of the row in the source."""
        contract = self._dossier.contract
        for layer in contract.layers if contract else ():
            query = RIJEN.format(sql.Identifier(layer.table))
            parameters = {"levering": self._dossier.levering_id, "laag": layer.naam, "limit": MAX_ROWS + 1}
            rows = self._connection.execute(query, parameters).fetchall()
            if not rows:
                continue
            if len(rows) > MAX_ROWS:
                del rows[MAX_ROWS:]
                self._notes.append(f"Blad {layer.naam} toont de eerste {MAX_ROWS} rijen met een bevinding.")
            seen = dict.fromkeys(key for _, waarden in rows for key in waarden)
            names = {one.veld: one.naam for one in layer.fields}
            keys = [*(veld for veld in names if veld in seen), *(key for key in seen if key not in names)]
            header = ["rij", *(names.get(key, key) for key in keys)]
            plaats = Plaats(layer.naam, row_of={rij: row for row, (rij, _) in enumerate(rows, start=1)})
            plaats.learn(header)
            plaats.alias(layer)
            self._plaatsen[layer.naam.casefold()] = plaats
            sheet = self._map.sheet(layer.naam)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, 0, 8)
            sheet.set_column(1, 1, 38)
            sheet.set_column(2, max(len(keys), 2), 18)
            marks = _Marks(self._connection, self._dossier.levering_id, layer.naam)
            self._map.row(sheet, 0, list(header), "kop")
            for row, (rij, waarden) in enumerate(rows, start=1):
                cells = [rij, *(waarden.get(key) for key in keys)]
                self._write_row(sheet, row, cells, plaats, marks.at(rij), "gewoon")
            marks.close()

    def _write_row(
        self, sheet: Worksheet, row: int, cells: list[Any], plaats: Plaats, marks: list[tuple[Any, ...]], style: str
    ) -> None:
        found: dict[int, list[tuple[Any, ...]]] = {}
        for mark in marks:
            column = plaats.column(mark[1])
            about_missing_column = column is None and mark[5]
            if not about_missing_column:
                found.setdefault(column or 0, []).append(mark)
        for column in range(max(len(cells), *(column + 1 for column in found), 0) if found else len(cells)):
            value = cells[column] if column < len(cells) else None
            here = found.get(column)
            if here is None:
                if value is not None:
                    self._map.write(sheet, row, column, value, style)
                continue
            here.sort(key=lambda mark: ERNST.index(mark[2]))
            self._map.write(sheet, row, column, value, here[0][2])
            self._comment(sheet, row, column, here)

    def _comment(self, sheet: Worksheet, row: int, column: int, marks: list[tuple[Any, ...]]) -> None:
        self._comments += 1
        if self._comments > MAX_COMMENTS:
            return
        text = "\n\n".join(f"{ernst.upper()} {regel}\n{melding}" for _, _, ernst, regel, melding, _ in marks[:5])
        lines = sum(1 + len(line) // 45 for line in text.splitlines())
        options = {"author": "Woonkluis", "width": 340, "height": min(24 + 17 * lines, 480), "font_size": 9}
        sheet.write_comment(row, column, text[:2000], options)

    def _list(self, sheet: Worksheet) -> None:
        """Write the list of findings."""
        dossier, write = self._dossier, self._map.write
        self._map.title(sheet, 0, f"Bevindingen bij levering {dossier.levering_id}")
        write(sheet, 1, 0, f"{dossier.wie}, peildatum {dossier.peildatum:%d-%m-%Y}, besluit: {dossier.status}")
        write(sheet, 2, 0, "Kleuren in de bladen:")
        for column, ernst in enumerate(ERNST, start=1):
            write(sheet, 2, column, ernst, ernst)
        if self._comments > MAX_COMMENTS:
            self._notes.append(
                f"Alleen de eerste {MAX_COMMENTS} van {self._comments} gekleurde cellen hebben een opmerking; "
                "deze lijst noemt ze allemaal."
            )
        total = self._verschil.total()
        if not total:
            self._notes.append("Er zijn geen bevindingen.")
        if total > MAX_LIST:
            self._notes.append(f"De lijst toont de eerste {MAX_LIST} bevindingen.")
        for row, note in enumerate(self._notes, start=3):
            write(sheet, row, 0, note, "let_op")
        top = row = 4 + len(self._notes)
        self._map.row(sheet, top, list(KOLOMMEN), "kop")
        for column, breedte in enumerate(BREEDTES):
            sheet.set_column(column, column, breedte)
        first = self._verschil.vorige is None
        for finding in itertools.islice(self._verschil.findings("nieuw", "gebleven"), MAX_LIST):
            row += 1
            self._list_row(sheet, row, finding, first=first, link=row - top <= MAX_LINKS)
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, max(row, top + 1), len(KOLOMMEN) - 1)
        self._map.printable(sheet)
        sheet.repeat_rows(top)
        sheet.activate()

    def _list_row(self, sheet: Worksheet, row: int, finding: Bevindingregel, *, first: bool, link: bool) -> None:
        plaats = self._plaatsen.get((finding.laag or "").casefold())
        cell = plaats.cell(finding.rij, finding.kolom) if plaats else None
        values = (
            *(finding.regel_id, finding.ernst, finding.artikel, None if first else finding.stand),
            *(finding.laag, finding.rij, finding.kolom, None),
            *(finding.waarde if self._dossier.met_waarden else None, finding.melding),
        )
        for column, value in enumerate(values):
            style = finding.ernst if column == 1 else LIST_STYLES.get(column, "gewoon")
            if value is not None:
                self._map.write(sheet, row, column, value, style)
        if plaats and cell:
            name = xl_rowcol_to_cell(*cell)
            if link:
                target = f"internal:'{plaats.naam.replace(chr(39), chr(39) * 2)}'!{name}"
                sheet.write_url(row, 7, target, self._map.format("koppeling"), name)
            else:
                self._map.write(sheet, row, 7, name)


class _Marks:
    """Findings of a sheet by row, read along with the rows."""

    def __init__(self, connection: Connection[Any], levering_id: int, laag: str) -> None:
        self._cursor = connection.cursor(name="merken")
        self._cursor.itersize = BATCH
        self._cursor.execute(MERKEN, [levering_id, laag])
        self._rows = iter(self._cursor)
        self._next = next(self._rows, None)

    def at(self, rij: int) -> list[tuple[Any, ...]]:
        """Findings at a row; rows must be asked in ascending order."""
        found = []
        while self._next is not None and self._next[0] <= rij:
            if self._next[0] == rij:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found

    def close(self) -> None:
        self._cursor.close()
