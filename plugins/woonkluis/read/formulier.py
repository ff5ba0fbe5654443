"""Read the import workbook of Planmonitor Wonen (Zeeland): every sheet is the form of one plan.

At the top names and values, below them a table: one row per category, one column per total and per year. Header and
labels say what a cell is, never its place: forms with rows or years added or left out are read as they are meant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten
from woonkluis.read.book import Book
from woonkluis.read.columns import is_ignored, match_columns, report_empty
from woonkluis.read.planmonitor import CATEGORIEEN, MAX_SHEETS, Blad, Plan, Records, heading, open_sheet
from woonkluis.read.sheet import column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from woonkluis.read.bevinding import Ernst
    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job, Laag

    Grid = Mapping[int, Mapping[int, object]]

MAX_FORM_ROWS = 1_000
"""A form has some forty rows; more than this is no form, and memory."""

LABEL, GROEP = 1, 2
TABLE_MARK = "groepnaam"
CHECK = "check"

KNOWN = frozenset((groep, label.casefold()) for groep, label in CATEGORIEEN)


class Reader:
    """Reads the sheets of one workbook."""

    def __init__(self, job: Job, writer: FrameWriter, findings: Bevindingen) -> None:
        self._job = job
        self._findings = findings
        self._records = Records(job, writer, findings)
        self._plannen, self._categorieen = job.lagen

    def read(self) -> None:
        """Read every sheet that is a form; raises UnreadableError when the file cannot be read further."""
        book = Book(self._job)
        if len(book.names) > MAX_SHEETS:
            raise UnreadableError("LEES-OMVANG", f"De werkmap heeft meer dan {MAX_SHEETS} bladen. Splits de levering.")
        hidden = book.hidden()
        forms = 0
        for nummer, naam in enumerate(book.names, start=1):
            blad = Blad(nummer, naam)
            if is_ignored(self._job, naam):
                continue
            if naam in hidden:
                self._report_sheet(blad, "het blad is verborgen en niet gelezen. Maak het zichtbaar of verwijder het.")
            else:
                forms += self._read_sheet(book, blad)
        if not forms:
            report_empty(self._plannen, self._findings)

    def _report_sheet(self, blad: Blad, melding: str, ernst: Ernst = "waarschuwing") -> None:
        self._findings.add(blad.finding("LEES-LAAG", melding, self._plannen.naam, blad.nummer, ernst=ernst))

    def _read_sheet(self, book: Book, blad: Blad) -> bool:
        """Read one sheet; returns whether it is the form of a plan."""
        facts, rows = open_sheet(book, blad, MAX_FORM_ROWS)
        grid = dict(rows)
        top = next((row for row, cells in grid.items() if _folded(cells.get(GROEP)) == TABLE_MARK), None)
        if top is None:
            self._report_sheet(
                blad, "het blad is geen formulier van een plan en niet gelezen. Verwijder of herstel het."
            )
            return False
        above = {row: cells for row, cells in grid.items() if row < top}
        if not any(column > LABEL for cells in above.values() for column in cells):
            self._report_sheet(blad, "het formulier is niet ingevuld. Vul het in of verwijder het blad.", "blokkerend")
            return True
        waarden = self._form(blad, above)
        columns = self._columns(blad, top, grid[top])
        self._report_unevaluated(blad, facts.unevaluated, top, columns)
        self._records.plan(blad.nummer, waarden | {"blad": blad.naam})
        below = {row: cells for row, cells in grid.items() if row > top}
        self._table(blad, below, columns, Plan(blad.nummer, waarden.get("globalid")))
        return True

    def _form(self, blad: Blad, rows: Grid) -> dict[str, object]:
        """Values beside the names in column A, by field."""
        numbers = list(rows)
        names = [str(rows[row][LABEL]).strip().rstrip(":") if LABEL in rows[row] else None for row in numbers]
        located = Bevindingen(lambda found: self._findings.add(_located(blad, found)))
        try:
            matched = match_columns(self._plannen, names, self._job, located)
        except UnreadableError as error:
            located.add(error.bevinding)
            return {}
        for row, cells in rows.items():
            for column in cells.keys() - {LABEL, GROEP if LABEL in cells else LABEL}:
                melding = "de waarde staat niet naast een naam in kolom A en is niet gelezen."
                cel = f"{column_letters(column)}{row}"
                self._add(blad, melding, cel, cells[column], self._plannen, blad.nummer, "waarschuwing")
        values = {key: rows[numbers[at]].get(GROEP) for key, at in matched}
        return {key: value for key, value in values.items() if value is not None}

    def _columns(self, blad: Blad, top: int, header: Mapping[int, object]) -> dict[int, dict[str, object]]:
        """What the columns of the table hold, by what their header says (Q15)."""
        columns: dict[int, dict[str, object]] = {}
        seen: set[tuple[str, ...]] = set()
        for column, value in header.items():
            if column <= GROEP or _folded(value) == CHECK:
                continue
            cel = f"{column_letters(column)}{top}"
            meaning = heading(value)
            key = tuple(map(str, (meaning or {}).values()))
            if meaning is None:
                melding = "de kolomkop is geen totaal en geen jaar; de kolom is niet gelezen."
                self._add(blad, melding, cel, value, self._categorieen, blad.rij(top, column), "waarschuwing")
            elif key in seen:
                melding = "de kolomkop komt meer dan eens voor. Laat elke kolom één keer voorkomen."
                self._add(blad, melding, cel, value, self._categorieen, blad.rij(top, column))
            else:
                seen.add(key)
                columns[column] = meaning
        if not any("jaartal" in meaning for meaning in columns.values()):
            melding = "de tabel heeft geen kolommen met jaren in de kop. Zet de jaren erin en lever opnieuw."
            self._add(blad, melding, f"A{top}", None, self._categorieen, blad.rij(top, LABEL))
        return columns

    def _table(self, blad: Blad, rows: Grid, columns: Mapping[int, Mapping[str, object]], plan: Plan) -> None:
        """Numbers of the categories; the name of a group stands once, in cells merged over its rows."""
        groep: object = None
        for row, cells in rows.items():
            groep = cells.get(GROEP, groep)
            numbers = {column: cells[column] for column in columns if column in cells}
            if not numbers:
                continue
            label = cells.get(LABEL)
            if (_folded(groep), _folded(label)) not in KNOWN:
                melding = "de groep en categorie van deze rij zijn onbekend; de aantallen worden niet gebruikt."
                shown = " / ".join(str(text) for text in (groep, label) if text is not None)
                self._add(blad, melding, f"A{row}", shown, self._categorieen, blad.rij(row, LABEL), "waarschuwing")
            head = {key: value for key, value in (("groep", groep), ("categorie", label)) if value is not None}
            for column, number in numbers.items():
                self._records.categorie(plan, blad, row, column, head | dict(columns[column]) | {"aantal": number})

    def _report_unevaluated(
        self, blad: Blad, cells: Sequence[tuple[int, int]], top: int, columns: Mapping[int, Mapping[str, object]]
    ) -> None:
        """A formula nobody has calculated reads as a blank; only what follows from other cells can do without."""
        for row, column in cells:
            soort = columns.get(column, {}).get("soort") if row > top else "waarde"
            if soort:
                melding = "de formule heeft geen berekende uitkomst. Open de werkmap in Excel, sla op en lever opnieuw."
                ernst: Ernst = "waarschuwing" if soort == "restcapaciteit" else "blokkerend"
                laag, rij = (self._categorieen, blad.rij(row, column)) if row > top else (self._plannen, blad.nummer)
                self._add(blad, melding, f"{column_letters(column)}{row}", None, laag, rij, ernst)

    def _add(
        self,
        blad: Blad,
        melding: str,
        cel: str,
        waarde: object,
        laag: Laag,
        rij: int | None = None,
        ernst: Ernst = "blokkerend",
    ) -> None:
        self._findings.add(blad.finding("LEES-KOLOM", melding, laag.naam, rij, cel, waarde, ernst))


def _folded(value: object) -> str:
    return "" if value is None else str(value).strip().casefold()


def _located(blad: Blad, found: Bevinding) -> Bevinding:
    """Say of a finding about the names of a form on which sheet they stand."""
    return replace(
        found,
        melding=f"Blad {blad.nummer}: {found.melding}",
        rij=blad.nummer,
        waarde=shorten(f"{blad.naam}: {found.waarde}" if found.waarde else blad.naam),
    )
