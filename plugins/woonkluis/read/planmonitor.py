"""What the workbooks of Planmonitor Wonen (Zeeland) share: their categories, and cells that become records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from woonkluis.read.bevinding import Bevinding, Bevindingen, Ernst, UnreadableError, shorten
from woonkluis.read.book import rows_of
from woonkluis.read.plek import place
from woonkluis.read.sheet import SheetFacts, column_letters
from woonkluis.read.values import dump, report_unstorable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from woonkluis.read.book import Book
    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job

CATEGORIEEN = (
    ("nieuwbouw", "Nieuwbouw"),
    ("woningtype", "Eengezins"),
    ("woningtype", "Meergezins"),
    ("woningtype", "Onbekend"),
    ("wonen en zorg", "Nultreden"),
    ("wonen en zorg", "Geclusterd"),
    ("wonen en zorg", "Zorggeschikt"),
    ("wonen en zorg", "Onbekend"),
    ("wonen en zorg", "Regulier"),
    ("flexwoningen", "Flexwoningen"),
    ("flexwoningen", "Regulier permanent"),
    ("betaalbaarheid", "Sociale huur"),
    ("betaalbaarheid", "Huur middenhuur"),
    ("betaalbaarheid", "Huur dure huur"),
    ("betaalbaarheid", "Huur onbekend"),
    ("betaalbaarheid", "Koop betaalbare koop"),
    ("betaalbaarheid", "Koop dure koop"),
    ("betaalbaarheid", "Koop onbekend"),
    ("betaalbaarheid", "Onbekend Koop of Huur"),
    ("sloop", "Sloop"),
)
"""Group and label of every category; each group divides the same dwellings, so their numbers never add up."""

SOORTEN = {"totaal": "totaal", "totalen": "totaal", "gerealiseerd": "gerealiseerd", "restcapaciteit": "restcapaciteit"}

MAX_SHEETS = 2_000


@dataclass(frozen=True, slots=True)
class Blad:
    """A sheet of a delivery; its name can be the name of a plan, so it only goes into values."""

    nummer: int
    naam: str

    def rij(self, row: int, column: int) -> int:
        """Row number of the record that a cell becomes, unique over all sheets."""
        return place(self.nummer, row, column)

    def finding(
        self,
        regel_id: str,
        melding: str,
        laag: str | None,
        rij: int | None = None,
        cel: str | None = None,
        waarde: object = None,
        ernst: Ernst = "blokkerend",
    ) -> Bevinding:
        """Make a finding that says on which sheet and in which cell a person has to look."""
        where = f"Blad {self.nummer}, cel {cel}" if cel else f"Blad {self.nummer}"
        shown = self.naam if waarde is None else f"{self.naam}: {waarde}"
        return Bevinding(regel_id, f"{where}: {melding}", laag, rij, cel, shorten(shown), ernst)


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan that categories belong to: its row in landing and, if delivered, its id."""

    rij: int
    globalid: object = None


class Records:
    """Sends plans and their categories to the two layers of the contract."""

    def __init__(self, job: Job, writer: FrameWriter, findings: Bevindingen) -> None:
        self._findings = findings
        self.plannen, self.categorieen = job.lagen
        self._add = {laag.naam: writer.rows(index) for index, laag in enumerate(job.lagen)}

    def plan(self, rij: int, waarden: dict[str, object]) -> None:
        """Send a plan."""
        self._send(self.plannen.naam, rij, waarden)

    def categorie(self, plan: Plan, blad: Blad, row: int, column: int, waarden: Mapping[str, object]) -> None:
        """Send one number of a category: its cell, what stands above and beside it, and what is in it."""
        head: dict[str, object] = {} if plan.globalid is None else {"parent_globalid": plan.globalid}
        cel = f"{column_letters(column)}{row}"
        place: dict[str, object] = {"plan_rij": plan.rij, "blad": blad.naam, "cel": cel}
        self._send(self.categorieen.naam, blad.rij(row, column), head | dict(waarden) | place)

    def _send(self, laag: str, rij: int, waarden: dict[str, object]) -> None:
        try:
            self._add[laag](rij, dump(waarden), b"")
        except (TypeError, ValueError):
            report_unstorable(waarden, laag, rij, self._findings)


def heading(value: object) -> dict[str, object] | None:
    """What a header cell says the numbers below it are, None when it is neither a total nor a year."""
    text = str(value).strip()
    if soort := SOORTEN.get(text.casefold()):
        return {"soort": soort}
    return {"soort": "jaar", "jaartal": value} if re.fullmatch("(19|20)[0-9]{2}", text) else None


def open_sheet(book: Book, blad: Blad, max_rows: int) -> tuple[SheetFacts, Iterator[tuple[int, dict[int, object]]]]:
    """Inspect and open a sheet; return its facts and its rows. Raises UnreadableError that names the sheet."""
    try:
        facts = book.inspect(blad.naam, None, max_rows)
        return facts, rows_of(book.sheet(blad.naam, None, max_rows), facts)
    except UnreadableError as error:
        found = error.bevinding
        melding = f"Blad {blad.nummer}: {found.melding}"
        raise UnreadableError(
            found.regel_id, melding, None, rij=found.rij, kolom=found.kolom, waarde=shorten(blad.naam)
        ) from None
