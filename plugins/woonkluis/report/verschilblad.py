"""The sheet `Verschil`: what changed since the previous delivery."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from woonkluis.report.blad import Werkmap
    from woonkluis.report.dossier import Dossier
    from woonkluis.report.verschil import Plansommen, Verschil

MAX_ROWS = 100_000
BREEDTES = (30, 14, 11, 11, 11, 11, 11, 11, 40, 60)
COLUMN_STYLES = {8: "los", 9: "lang"}
TELLING = ("regel", "gesloten", "nieuw", "gebleven")
PLANNEN = (
    *("stand", "gewijzigd in", "bruto voor", "bruto na", "sloop voor", "sloop na", "netto voor", "netto na"),
    *("GlobalID", "plannaam"),
)
GESLOTEN = ("regel", "ernst", "kolom", *[""] * 5, "GlobalID", "melding")


class Verschilblad:
    """Writes the sheet from top to bottom."""

    def __init__(self, werkmap: Werkmap, sheet: Worksheet, verschil: Verschil) -> None:
        self._map = werkmap
        self._sheet = sheet
        self._verschil = verschil
        self._row = -1

    def write(self, vorige: Dossier) -> None:
        """Write counts per rule, dwellings before and after, plans that differ, and findings that are closed."""
        for column, breedte in enumerate(BREEDTES):
            self._sheet.set_column(column, column, breedte)
        self._map.printable(self._sheet)
        self._title(f"Verschil met levering {vorige.levering_id}")
        self._line([f"peildatum {vorige.peildatum:%d-%m-%Y}, besluit: {vorige.besluit}"])
        self._row += 1
        self._line(TELLING, "kop")
        per_rule = self._verschil.counts()
        for counts in per_rule:
            self._line(counts)
        sums, with_rows = self._verschil.sums(), self._verschil.vorige_met_rijen
        if sums and with_rows:
            self._plans(sums, with_rows)
        self._row += 1
        self._title("Gesloten bevindingen")
        self._say_cut(sum(closed for _, closed, *_ in per_rule), "gesloten bevindingen")
        self._line(GESLOTEN, "kop")
        for one in itertools.islice(self._verschil.findings("gesloten"), MAX_ROWS):
            self._line([one.regel_id, one.ernst, one.kolom, *[None] * 5, one.globalid, one.melding])

    def _plans(self, sums: Plansommen, vorige: Dossier) -> None:
        self._row += 1
        self._title(f"Woningen, vergeleken met levering {vorige.levering_id}")
        self._line(["", "voor", "na", "verschil"], "kop")
        for naam in ("bruto", "sloop", "netto"):
            voor, na = getattr(sums, f"{naam}_voor"), getattr(sums, f"{naam}_na")
            self._line([naam, voor, na, na - voor])
        self._row += 1
        self._title(
            f"Plannen: {sums.toegevoegd} toegevoegd, {sums.verwijderd} verwijderd, {sums.gewijzigd} gewijzigd, "
            f"{sums.gelijk} gelijk"
        )
        self._say_cut(sums.toegevoegd + sums.verwijderd + sums.gewijzigd, "plannen")
        self._line(PLANNEN, "kop")
        for stand, waar, globalid, plannaam, *aantallen in itertools.islice(self._verschil.plans(), MAX_ROWS):
            self._line([stand, waar, *aantallen, globalid, plannaam])

    def _say_cut(self, total: int, what: str) -> None:
        if total > MAX_ROWS:
            self._line([f"Deze lijst toont de eerste {MAX_ROWS} van {total} {what}."], "let_op")

    def _title(self, text: str) -> None:
        self._row += 1
        self._map.title(self._sheet, self._row, text)

    def _line(self, values: Sequence[object], style: str = "gewoon") -> None:
        self._row += 1
        for column, value in enumerate(values):
            if value is not None:
                here = COLUMN_STYLES.get(column, style) if style == "gewoon" else style
                self._map.write(self._sheet, self._row, column, value, here)
