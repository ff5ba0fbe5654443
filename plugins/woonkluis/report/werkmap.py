"""The workbook that a bronhouder gets back: findings, difference, and his own rows with the offending cells marked."""

from __future__ import annotations

import itertools
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from psycopg import sql
from xlsxwriter.utility import xl_rowcol_to_cell

from woonkluis.read.plek import cell_of
from woonkluis.read.reader import Reading
from woonkluis.receive.store import stored_path
from woonkluis.report.blad import ERNST, Werkmap
from woonkluis.report.cellen import Cellen, CellenError
from woonkluis.report.plaats import HEAD_ROWS, Formulier, Plaats, Tabel, table_sheet
from woonkluis.report.verschilblad import Verschilblad

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from psycopg import Connection
    from xlsxwriter.worksheet import Worksheet

    from woonkluis.contracts import Contract, Layer
    from woonkluis.platform.settings import Settings
    from woonkluis.report.dossier import Dossier
    from woonkluis.report.verschil import Bevindingregel, Verschil

    Rij = tuple[int, list[Any]]

MAX_COMMENTS = 2_000
MAX_LINKS = 20_000
MAX_LIST = 500_000
MAX_ROWS = 100_000
"""Beyond these a workbook gets too heavy to open; what is left out is told in the sheet."""

BEVINDINGEN, VERSCHIL = "Bevindingen", "Verschil"
BATCH = 2000
NUMBERS = itertools.count()
"""Cursors that are open beside each other have names of their own."""

MERKEN = sql.SQL("""
    select {} as plek, regel_id, ernst, melding, laag, rij, kolom
    from register.bevinding
    where levering_id = %(levering)s and {} and (rij is not null or kolom is not null)
    order by 1, kolom, regel_id
""")
PER_LAAG = sql.SQL("coalesce(rij, 1)"), sql.SQL("lower(laag) = lower(%(laag)s)")
PER_BLAD = sql.SQL("case when rij < 100000000 then rij else rij / 100000000 end"), sql.SQL("rij is not null")
PER_REGEL = sql.SQL("case when rij < 100000000 then rij else rij %% 100000000 / 1000 end"), sql.SQL("rij is not null")
OVER_KOLOMMEN = sql.SQL("0"), sql.SQL("rij is null")
"""Where findings stand: at a row of a layer, on a sheet, at a row of the sheet; or at a header."""

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


class Terugkoppeling:
    """Writes one workbook."""

    def __init__(self, connection: Connection[Any], dossier: Dossier, verschil: Verschil, path: Path) -> None:
        self._connection = connection
        self._dossier = dossier
        self._verschil = verschil
        titel = f"Bevindingen bij levering {dossier.levering_id}"
        self._map = Werkmap(path, titel=titel, moment=dossier.besloten_op)
        self._comments = 0
        self._plaatsen: dict[str | int, Plaats] = {}
        self._notes: list[str] = []

    def write(self, settings: Settings) -> None:
        """Write all sheets; the list of findings stands first and is written last, when every cell has its place."""
        first = self._map.sheet(BEVINDINGEN)
        vorige = self._verschil.vorige
        second = self._map.sheet(VERSCHIL) if vorige else None
        if self._dossier.contract and self._dossier.met_waarden:
            # Who copies a workbook goes to and fro in it: not in a sealed one.
            if (self._dossier.contract.recognition.extensions, self._dossier.contract.opslag) == ((".xlsx",), "open"):
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
        path = stored_path(dossier.bestand_sha256, settings, sealed=contract.opslag == "verzegeld")
        reading = Reading(
            path,
            contract,
            levering_id=dossier.levering_id,
            bronhouder_code=dossier.bronhouder_code,
            peildatum=dossier.peildatum,
        )
        try:
            with Cellen(reading.job, skip=(BEVINDINGEN, VERSCHIL, *contract.ignored_layers)) as cellen:
                names = cellen.sheets()
                marks = self._marks(PER_BLAD) if contract.format == "formulier" else None
                for naam, rows in itertools.groupby(cellen.rows(), key=itemgetter(0)):
                    own = self._without_unreadable(naam, ((rij, cells) for _, rij, cells in rows))
                    nummer = names.index(naam) + 1
                    if marks:
                        self._copy_form(nummer, naam, own, marks.at(nummer), contract.layers[0])
                    elif contract.format in HEAD_ROWS:
                        self._copy_table(naam, own, contract, has_plans=nummer == table_sheet(names))
                    else:
                        self._copy_sheet(naam, own)
                if marks:
                    marks.close()
        except CellenError:
            self._notes.append("De geleverde bladen zijn niet (verder) overgenomen: de werkmap is niet goed te lezen.")

    def _without_unreadable(self, naam: str, rows: Iterator[Rij]) -> Iterator[Rij]:
        """Say of a sheet that it cannot be copied."""
        for rij, cells in rows:
            if rij == 0:
                self._notes.append(f"Blad {naam} is niet (helemaal) overgenomen: het is niet goed te lezen.")
            else:
                yield rij, cells

    def _copy_sheet(self, naam: str, rows: Iterator[Rij]) -> None:
        """Copy a sheet that is a layer, with its names in the first row, or one that is none."""
        layer = self._layer(naam)
        plaats = Plaats(naam)
        sheet = self._map.sheet(naam)
        if layer:
            self._plaatsen[naam.strip().casefold()] = plaats
            sheet.freeze_panes(1, 0)
        marks = self._marks(PER_LAAG, naam)
        width = 0
        for rij, cells in rows:
            if layer and rij == 1:
                plaats.learn(cells)
                plaats.alias(layer)
            width = max(width, len(cells))
            found = _by_column(plaats, marks.at(rij))
            self._write_row(sheet, rij - 1, cells, found, "kop" if layer and rij == 1 else "gewoon")
        marks.close()
        sheet.set_column(0, max(width - 1, 0), 18)
        if layer:
            sheet.set_column(0, 0, 38)

    def _copy_form(self, nummer: int, naam: str, rows: Iterator[Rij], marks: list[Merk], layer: Layer) -> None:
        """Copy the form of a plan; all that is said about the plan stands on this sheet."""
        sheet = self._map.sheet(naam)
        plaats = self._plaatsen[nummer] = Formulier(naam)
        head = list(itertools.islice(rows, HEAD_ROWS["formulier"]))
        plaats.learn_form(head, layer)
        per_row: dict[int, list[Merk]] = {}
        for mark in marks:
            cell = plaats.cell(mark.laag, mark.rij, mark.kolom)
            per_row.setdefault(cell[0] if cell else 0, []).append(mark)
        # A finding about what is not there may stand in a row that is not there.
        present = {rij for rij, _ in head}
        head += [(row + 1, []) for row in per_row if row + 1 not in present]
        for rij, cells in itertools.chain(sorted(head, key=itemgetter(0)), rows):
            self._write_row(sheet, rij - 1, cells, _by_column(plaats, per_row.get(rij - 1, [])), "gewoon")
        sheet.set_column(0, 1, 24)

    def _copy_table(self, naam: str, rows: Iterator[Rij], contract: Contract, *, has_plans: bool) -> None:
        """Copy a sheet of a workbook in which one sheet holds the plans and their numbers."""
        sheet = self._map.sheet(naam)
        sheet.set_column(0, 0, 18)
        plaats = Tabel(naam)
        head = list(itertools.islice(rows, HEAD_ROWS[contract.format]))
        marks = self._marks(PER_REGEL) if has_plans else None
        above: list[Merk] = []
        if has_plans:
            self._plaatsen[0] = plaats
            plaats.learn_header(head, contract)
            columns = self._marks(OVER_KOLOMMEN)
            above = columns.at(0)
            columns.close()
        for rij, cells in itertools.chain(head, rows):
            found = marks.at(rij) if marks else []
            if rij - 1 == plaats.top:
                found += above
            self._write_row(sheet, rij - 1, cells, _by_column(plaats, found), "gewoon")
        if marks:
            marks.close()

    def _marks(self, plek: tuple[sql.SQL, sql.SQL], laag: str = "") -> _Marks:
        return _Marks(self._connection, MERKEN.format(*plek), {"levering": self._dossier.levering_id, "laag": laag})

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
            marks = self._marks(PER_LAAG, layer.naam)
            self._map.row(sheet, 0, list(header), "kop")
            for row, (rij, waarden) in enumerate(rows, start=1):
                cells = [rij, *(_shown(waarden.get(key)) for key in keys)]
                self._write_row(sheet, row, cells, _by_column(plaats, marks.at(rij)), "gewoon")
            marks.close()

    def _write_row(
        self, sheet: Worksheet, row: int, cells: list[Any], found: dict[int, list[Merk]], style: str
    ) -> None:
        for column in range(max(len(cells), *(column + 1 for column in found), 0) if found else len(cells)):
            value = cells[column] if column < len(cells) else None
            here = found.get(column)
            if here is None:
                if value is not None:
                    self._map.write(sheet, row, column, value, style)
                continue
            here.sort(key=lambda mark: ERNST.index(mark.ernst))
            self._map.write(sheet, row, column, value, here[0].ernst)
            self._comment(sheet, row, column, here)

    def _comment(self, sheet: Worksheet, row: int, column: int, marks: list[Merk]) -> None:
        self._comments += 1
        if self._comments > MAX_COMMENTS:
            return
        text = "\n\n".join(f"{mark.ernst.upper()} {mark.regel_id}\n{mark.melding}" for mark in marks[:5])
        lines = sum(1 + len(line) // 45 for line in text.splitlines())
        options = {"author": "Woonkluis", "width": 340, "height": min(24 + 17 * lines, 480), "font_size": 9}
        sheet.write_comment(row, column, text[:2000], options)

    def _list(self, sheet: Worksheet) -> None:
        """Write the list of findings."""
        dossier, write = self._dossier, self._map.write
        self._map.title(sheet, 0, f"Bevindingen bij levering {dossier.levering_id}")
        write(sheet, 1, 0, f"{dossier.wie}, peildatum {dossier.peildatum:%d-%m-%Y}, besluit: {dossier.besluit}")
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
        if min(total, MAX_LIST) > MAX_LINKS and self._plaatsen:
            self._notes.append(f"Alleen de eerste {MAX_LINKS} bevindingen hebben een koppeling naar hun cel.")
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

    def _plaats(self, finding: Bevindingregel) -> Plaats | None:
        """Sheet on which a finding is marked, by what this format calls a sheet."""
        contract = self._dossier.contract
        if contract and contract.format == "formulier":
            numbered = cell_of(finding.rij or 0)
            return self._plaatsen.get(numbered[0] if numbered else finding.rij or 0)
        if contract and contract.format in HEAD_ROWS:
            return self._plaatsen.get(0) if finding.laag else None
        return self._plaatsen.get((finding.laag or "").casefold())

    def _list_row(self, sheet: Worksheet, row: int, finding: Bevindingregel, *, first: bool, link: bool) -> None:
        plaats = self._plaats(finding)
        cell = plaats.cell(finding.laag, finding.rij, finding.kolom) if plaats else None
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
            if isinstance(plaats, Formulier):
                name = f"{plaats.naam}!{name}"
            if link:
                target = f"internal:'{plaats.naam.replace(chr(39), chr(39) * 2)}'!{xl_rowcol_to_cell(*cell)}"
                sheet.write_url(row, 7, target, self._map.format("koppeling"), name)
            else:
                self._map.write(sheet, row, 7, name)


class Merk(NamedTuple):
    """A finding that a cell is marked for."""

    plek: int
    regel_id: str
    ernst: str
    melding: str
    laag: str | None
    rij: int | None
    kolom: str | None


def _by_column(plaats: Plaats, marks: list[Merk]) -> dict[int, list[Merk]]:
    """Findings at a row by column; one about a column that is not there has no cell."""
    found: dict[int, list[Merk]] = {}
    for mark in marks:
        if cell := plaats.cell(mark.laag, mark.rij, mark.kolom):
            found.setdefault(cell[1], []).append(mark)
        elif mark.rij is not None:
            found.setdefault(0, []).append(mark)
    return found


def _shown(value: object) -> object:
    """A value of a format with nested records as text that a person can compare with the file."""
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


class _Marks:
    """Findings by where they stand, read along with the rows."""

    def __init__(self, connection: Connection[Any], query: sql.Composed, parameters: dict[str, Any]) -> None:
        self._cursor = connection.cursor(name=f"merken_{next(NUMBERS)}")
        self._cursor.itersize = BATCH
        self._cursor.execute(query, parameters)
        self._rows = map(Merk._make, self._cursor)
        self._next = next(self._rows, None)

    def at(self, plek: int) -> list[Merk]:
        """Findings at a place; places must be asked in ascending order."""
        found = []
        while self._next is not None and self._next.plek <= plek:
            if self._next.plek == plek:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found

    def close(self) -> None:
        self._cursor.close()
