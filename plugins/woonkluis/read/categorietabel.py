"""Read an export of Planmonitor Wonen (Zeeland): one table of plans, in one of its three sheets.

`Uitgebreid` has a column per category and year, `Draaitabel` a row per category, and `Eenvoudig` only the sum of the
years per category: what was realised before is missing from that one, so it is the last choice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten
from woonkluis.read.book import Book
from woonkluis.read.columns import is_ignored, match_columns, report_empty
from woonkluis.read.planmonitor import CATEGORIEEN, Blad, Plan, Records, heading, open_sheet
from woonkluis.read.sheet import column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job

    Meaning = Mapping[str, object]

SHEETS = ("uitgebreid", "draaitabel", "eenvoudig")
"""The most complete first."""

PIVOT = "woningtype"
"""Column of the Draaitabel with the name of a category, of whatever group."""

SUM_OF_YEARS = "planning"

MAX_TABLE_ROWS = 99_999

find_year = re.compile("(?<![0-9])(19|20)[0-9]{2}(?![0-9])").search


def _label(groep: str, label: str) -> str:
    """Name of a category in an export: one that stands in several groups has that of its group before it."""
    return f"{groep} {label}".casefold() if label == "Onbekend" else label.casefold()


BY_LABEL: dict[str, Meaning] = {
    _label(groep, label): {"groep": groep, "categorie": label} for groep, label in CATEGORIEEN
}


class Reader:
    """Reads one table of a workbook."""

    def __init__(self, job: Job, writer: FrameWriter, findings: Bevindingen) -> None:
        self._job = job
        self._findings = findings
        self._records = Records(job, writer, findings)
        self._laag = job.lagen[0].naam
        self._seen: dict[object, tuple[int, dict[str, object]]] = {}

    def read(self) -> None:
        """Read the table; raises UnreadableError when the file cannot be read further."""
        book = Book(self._job)
        blad = self._choose(book.names)
        facts, rows = open_sheet(book, blad, MAX_TABLE_ROWS)
        top, header = next(rows, (0, {}))
        if not header:
            report_empty(self._job.lagen[0], self._findings)
            return
        last = max(header)
        names = [str(header[n]).strip() if n in header else None for n in range(1, last + 1)]
        numbers, pivot = _number_columns(names)
        self._report_twice(blad, top, names, numbers)
        own = [None if n in numbers or n == pivot else name for n, name in enumerate(names, start=1)]
        unknown = Bevindingen(lambda found: self._findings.add(_suspected(found)))
        fields = {key: at + 1 for key, at in match_columns(self._job.lagen[0], own, self._job, unknown)}
        self._report_unevaluated(blad, facts.unevaluated, top, header)
        unnamed: set[int] = set()
        for row, cells in rows:
            for column in cells.keys() - header.keys() - unnamed:
                unnamed.add(column)
                self._add(blad, "de kolom heeft waarden maar geen naam.", row, column, cells[column])
            plan = self._plan(blad, row, {key: cells[n] for key, n in fields.items() if n in cells}, pivot is not None)
            extra = self._category(blad, row, pivot, cells) if pivot else {}
            for column, meaning in numbers.items():
                if plan and extra is not None and column in cells:
                    self._records.categorie(plan, blad, row, column, {**extra, **meaning, "aantal": cells[column]})
        if not self._seen:
            report_empty(self._job.lagen[0], self._findings)

    def _choose(self, names: Sequence[str]) -> Blad:
        """Return the most complete of the sheets; the others are told, they hold the same plans."""
        known = {naam.strip().casefold(): nummer for nummer, naam in enumerate(names, start=1)}
        chosen = next((known[name] for name in SHEETS if name in known), None)
        if chosen is None:
            melding = "Geen van de werkbladen Uitgebreid, Draaitabel en Eenvoudig is er. Exporteer opnieuw."
            raise UnreadableError("LEES-LAAG", melding, self._laag, waarde=shorten(", ".join(names)))
        for nummer, naam in enumerate(names, start=1):
            if nummer != chosen and not is_ignored(self._job, naam):
                blad = Blad(nummer, naam)
                melding = f"het blad is niet gelezen: blad {chosen} is gebruikt."
                self._findings.add(blad.finding("LEES-LAAG", melding, self._laag, ernst="waarschuwing"))
        return Blad(chosen, names[chosen - 1])

    def _report_twice(
        self, blad: Blad, top: int, names: Sequence[str | None], numbers: Mapping[int, Mapping[str, object]]
    ) -> None:
        """Two columns of the same numbers: what they count would count twice."""
        seen: set[tuple[str, ...]] = set()
        for column, meaning in numbers.items():
            key = tuple(map(str, meaning.values()))
            if key in seen:
                melding = "de kolom komt meer dan eens voor. Laat elke kolom één keer voorkomen en lever opnieuw."
                self._add(blad, melding, top, column, names[column - 1])
            seen.add(key)

    def _plan(self, blad: Blad, row: int, waarden: dict[str, object], repeated: bool) -> Plan | None:
        """Land a plan the first time; the rows of one plan may not contradict each other."""
        if not waarden:
            return None
        key = waarden.get("globalid") if waarden.get("globalid") is not None else waarden.get("plannaam")
        first, known = self._seen.setdefault(key if repeated and key is not None else (row,), (row, waarden))
        if first == row:
            self._records.plan(row, waarden | {"blad": blad.naam})
        elif known != waarden:
            kolom = ", ".join(sorted(k for k in known.keys() | waarden.keys() if known.get(k) != waarden.get(k)))
            melding = f"De gegevens van het plan zijn anders dan in rij {first}. Maak ze gelijk en lever opnieuw."
            self._findings.add(Bevinding("LEES-KOLOM", melding, self._laag, row, shorten(kolom), shorten(key)))
        return Plan(first, waarden.get("globalid"))

    def _category(self, blad: Blad, row: int, pivot: int, cells: Mapping[int, object]) -> Meaning | None:
        """Category of a row of the Draaitabel; None, and told, when it is unknown."""
        label = cells.get(pivot)
        found = BY_LABEL.get(str(label).strip().casefold())
        if found is None:
            self._add(blad, "de categorie is onbekend; de rij is niet gelezen.", row, pivot, label)
        return found

    def _report_unevaluated(
        self, blad: Blad, cells: Sequence[tuple[int, int]], top: int, header: Mapping[int, object]
    ) -> None:
        for row, column in cells:
            if row > top and column in header:
                melding = "de formule heeft geen berekende uitkomst. Open de werkmap in Excel, sla op en lever opnieuw."
                self._add(blad, melding, row, column, None)

    def _add(self, blad: Blad, melding: str, row: int, column: int, waarde: object) -> None:
        cel = f"{column_letters(column)}{row}"
        self._findings.add(blad.finding("LEES-KOLOM", melding, self._laag, row, cel, waarde))


def _number_columns(names: Sequence[str | None]) -> tuple[dict[int, dict[str, object]], int | None]:
    """What every column of numbers holds, and which column names the category, if one does."""
    folded = [name.casefold() if name else "" for name in names]
    pivot = folded.index(PIVOT) + 1 if PIVOT in folded else None
    columns: dict[int, dict[str, object]] = {}
    for number, name in enumerate(names, start=1):
        if name is None or number == pivot:
            continue
        if pivot:
            meaning = heading(name)
            if meaning:
                columns[number] = meaning
        elif name.casefold() in BY_LABEL:
            columns[number] = {**BY_LABEL[name.casefold()], "soort": SUM_OF_YEARS}
        else:
            label, _, last = name.rpartition(" ")
            meaning = heading(last)
            label = label.strip().casefold()
            if meaning and label in BY_LABEL:
                columns[number] = {**BY_LABEL[label], **meaning}
    return columns, pivot


def _suspected(found: Bevinding) -> Bevinding:
    """Make more of a column that is not used when its name has what the name of a column of numbers has."""
    name = " ".join((found.kolom or "").casefold().split())
    if found.ernst != "info" or not (find_year(name) or name.startswith(tuple(BY_LABEL))):
        return found
    melding = (
        "De kolom lijkt aantallen te hebben, maar haar naam is niet die van een categorie met totaal, gerealiseerd of "
        "jaar; de aantallen worden niet gebruikt. Gebruik de naam zoals Planmonitor Wonen die maakt."
    )
    return replace(found, melding=melding, ernst="waarschuwing")
