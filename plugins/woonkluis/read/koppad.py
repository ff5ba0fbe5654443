"""Read a sheet whose columns are known by the path of their header: section, column and subheader (DIWI Excel).

Columns are added per delivery date, price and category, so the place of a column says nothing. A row is a woningblok
with the data of its plan beside it; the plan is landed once, and told when its rows contradict each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten
from woonkluis.read.book import Book, rows_of
from woonkluis.read.columns import is_ignored, match_columns, report_empty
from woonkluis.read.kop import (
    BLOCKS,
    HEADER_ROWS,
    IGNORED_SECTIONS,
    NUMBERS,
    PROGRAMMING,
    PROJECT,
    Column,
    folded,
    header_columns,
)
from woonkluis.read.plek import place
from woonkluis.read.sheet import column_letters
from woonkluis.read.values import dump, report_unstorable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job, Laag

SHEET_NAME = "data"


class Reader:
    """Reads the sheet Data of one workbook."""

    def __init__(self, job: Job, writer: FrameWriter, findings: Bevindingen) -> None:
        self._job = job
        self._findings = findings
        self._plannen, self._blokken = job.lagen
        self._add = {laag.naam: writer.rows(index) for index, laag in enumerate(job.lagen)}
        self._seen: dict[object, tuple[int, dict[str, object]]] = {}
        self._told: set[int] = set()

    def read(self) -> None:
        """Read the sheet; raises UnreadableError when the file cannot be read further."""
        book = Book(self._job)
        naam = next((naam for naam in book.names if naam.strip().casefold() == SHEET_NAME), None)
        if naam is None:
            melding = "Werkblad Data ontbreekt. Voeg het toe en lever opnieuw."
            raise UnreadableError("LEES-LAAG", melding, self._plannen.naam, waarde=shorten(", ".join(book.names)))
        for other in book.names:
            if other != naam and not is_ignored(self._job, other):
                melding = "Het bestand heeft een blad dat niet bij de levering hoort; dat is niet gelezen."
                self._findings.add(Bevinding("LEES-LAAG", melding, waarde=shorten(other), ernst="info"))
        self._nummer = book.names.index(naam) + 1
        facts = book.inspect(naam, self._plannen.naam, self._job.max_rows)
        rows = rows_of(book.sheet(naam, self._plannen.naam, self._job.max_rows), facts)
        head: list[tuple[int, dict[int, object]]] = []
        top = 0
        for rij, cells in rows:
            if top and rij > top + 3:
                self._start(head, top, facts.unevaluated)
                self._row(rij, cells)
                break
            top = top or (rij if PROJECT in {folded(value) for value in cells.values()} else 0)
            head.append((rij, cells))
            if not top and rij > HEADER_ROWS:
                break
        if not top:
            melding = "De kop met Projectgegevens ontbreekt. Gebruik het werkblad zoals DIWI het maakt."
            raise UnreadableError("LEES-KOLOM", melding, self._plannen.naam)
        for rij, cells in rows:
            self._row(rij, cells)
        if not self._seen:
            report_empty(self._plannen, self._findings)

    def _start(
        self, head: list[tuple[int, dict[int, object]]], top: int, unevaluated: Sequence[tuple[int, int]]
    ) -> None:
        """Learn the columns from the header."""
        known = dict(head)
        columns = header_columns([known.get(top + level, {}) for level in range(4)])
        self._by_number = {column.number: column for column in columns}
        self._report_unevaluated(unevaluated, top)
        self._project = self._fields(self._plannen, [c for c in columns if c.section == PROJECT])
        self._sections: dict[str, dict[str, list[Column]]] = {}
        for kind, section in BLOCKS.items():
            own = [column for column in columns if column.section == section]
            if own:
                self._sections[kind] = self._fields(self._blokken, own)
            else:
                melding = f"De kolommen van {section.capitalize()} ontbreken; de waarden gelden als onbekend."
                naam = self._blokken.naam
                self._findings.add(Bevinding("LEES-KOLOM", melding, naam, kolom=section, ernst="waarschuwing"))
        self._numbers = {column.path: column.number for column in columns if column.section == NUMBERS}
        for kind in BLOCKS.keys() - self._numbers.keys():
            melding = (
                f"De kolom {kind.capitalize()} bij Woning aantallen ontbreekt. Voeg de kolom toe en lever opnieuw."
            )
            self._findings.add(Bevinding("LEES-KOLOM", melding, self._blokken.naam, kolom=kind.capitalize()))
        self._programming = next((column.number for column in columns if column.path == PROGRAMMING), 0)

    def _fields(self, laag: Laag, columns: Sequence[Column]) -> dict[str, list[Column]]:
        """Columns of every field of a layer; several share a field that is kept by name."""
        by_path: dict[str, list[Column]] = {}
        for column in columns:
            if not column.spare and column.path != PROGRAMMING:
                by_path.setdefault(column.path, []).append(column)
        for path, same in by_path.items():
            members = [column.member for column in same]
            for column in same[1:]:
                if members.count(column.member) > 1:
                    melding = "De kolomkop komt meer dan eens voor. Laat elke kop één keer voorkomen en lever opnieuw."
                    kolom = column_letters(column.number)
                    waarde = " > ".join((path, *column.member))
                    self._findings.add(Bevinding("LEES-KOLOM", melding, laag.naam, None, kolom, shorten(waarde)))
        paths = list(by_path)
        return {key: by_path[paths[at]] for key, at in match_columns(laag, paths, self._job, self._findings)}

    def _row(self, rij: int, cells: Mapping[int, object]) -> None:
        self._report_spare(rij, cells)
        plan = _values(self._project, cells)
        number = plan.get("globalid")
        blocks = {kind: _values(self._sections.get(kind, {}), cells) for kind in BLOCKS}
        counts = {kind: cells.get(self._numbers.get(kind, 0)) for kind in BLOCKS}
        if number is None:
            if plan or any(blocks.values()) or any(count is not None for count in counts.values()):
                melding = "De rij heeft waarden maar geen Identificatie nr. Vul het in of maak de rij leeg."
                self._findings.add(Bevinding("LEES-KOLOM", melding, self._plannen.naam, rij, "Identificatie nr"))
            return
        first, known = self._seen.setdefault(number, (rij, plan))
        if first == rij:
            self._send(self._plannen.naam, rij, plan)
        elif known != plan:
            kolom = ", ".join(sorted(key for key in known.keys() | plan.keys() if known.get(key) != plan.get(key)))
            melding = (
                f"De projectgegevens zijn anders dan in rij {first}, met hetzelfde Identificatie nr. Maak ze gelijk."
            )
            self._findings.add(
                Bevinding("LEES-KOLOM", melding, self._plannen.naam, rij, shorten(kolom), shorten(number))
            )
        programming = cells.get(self._programming)
        for kind, values in blocks.items():
            if counts[kind] is None and not values:
                continue
            head = {
                "parent_globalid": number,
                "mutatie_type": kind.capitalize(),
                "aantal": counts[kind],
                "in_programmering": programming,
                "plan_rij": first,
            }
            waarden = {key: value for key, value in head.items() if value is not None} | values
            self._send(self._blokken.naam, place(self._nummer, rij, self._numbers.get(kind, 0)), waarden)

    def _send(self, laag: str, rij: int, waarden: dict[str, object]) -> None:
        try:
            self._add[laag](rij, dump(waarden), b"")
        except (TypeError, ValueError):
            report_unstorable(waarden, laag, rij, self._findings)

    def _report_spare(self, rij: int, cells: Mapping[int, object]) -> None:
        """Say once of a column without a (sub)header that it has values."""
        for number in cells.keys() - self._told:
            column = self._by_number.get(number)
            if column is None or column.spare:
                self._told.add(number)
                melding = "De kolom heeft waarden maar geen kop of subkop. Geef haar een naam of maak haar leeg."
                found = (self._plannen.naam, rij, column_letters(number), shorten(cells[number]))
                self._findings.add(Bevinding("LEES-KOLOM", melding, *found))

    def _report_unevaluated(self, cells: Sequence[tuple[int, int]], top: int) -> None:
        """A formula nobody has calculated reads as a blank: that is no delivered value."""
        for rij, number in cells:
            column = self._by_number.get(number)
            if rij > top and column and not column.section.startswith(IGNORED_SECTIONS):
                melding = "De formule heeft geen berekende uitkomst. Open de werkmap in Excel, sla op en lever opnieuw."
                laag, kolom = self._plannen.naam, f"{column_letters(number)}{rij}"
                self._findings.add(Bevinding("LEES-KOLOM", melding, laag, rij, kolom))


def _values(fields: Mapping[str, Sequence[Column]], cells: Mapping[int, object]) -> dict[str, object]:
    """Values of a row by field; fields of several columns as objects, nested as their members are."""
    waarden: dict[str, object] = {}
    for key, columns in fields.items():
        for column in columns:
            value = cells.get(column.number)
            if value is None:
                continue
            holder, name = waarden, key
            for member in column.member:
                found = holder.setdefault(name, {})
                holder, name = (found if isinstance(found, dict) else {}), member
            holder[name] = value
    return waarden
