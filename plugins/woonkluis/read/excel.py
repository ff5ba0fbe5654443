"""Read an Excel workbook with calamine, after the checks of `workbook` have made that safe and faithful."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from woonkluis.read.bevinding import Bevinding, Bevindingen, shorten
from woonkluis.read.book import Book, cell_value, find_small, is_blank, restore_errors
from woonkluis.read.columns import find_layer, match_columns, report_empty, report_other_layers
from woonkluis.read.geometry import EwkbMaker, GeometryError
from woonkluis.read.sheet import column_letters
from woonkluis.read.values import dump, report_unstorable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import python_calamine

    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job, Laag
    from woonkluis.read.sheet import SheetFacts

SRID = 28992


class Reader:
    """Reads the sheets of one workbook."""

    def __init__(self, job: Job, writer: FrameWriter, findings: Bevindingen) -> None:
        self._job = job
        self._writer = writer
        self._findings = findings

    def read(self) -> None:
        """Read all sheets of the contract; raises UnreadableError when the file cannot be read further."""
        job = self._job
        book = Book(job)
        report_other_layers(job, book.names, self._findings)
        found = [(index, laag, find_layer(laag, book.names, "Werkblad")) for index, laag in enumerate(job.lagen)]
        facts = [book.inspect(name, laag.naam, job.max_rows) for _, laag, name in found]
        for (index, laag, name), sheet_facts in zip(found, facts, strict=True):
            self._read_sheet(index, laag, book.sheet(name, laag.naam, job.max_rows), sheet_facts)

    def _read_sheet(self, index: int, laag: Laag, sheet: python_calamine.CalamineSheet, facts: SheetFacts) -> None:
        """Send every row that is not blank; rows and columns count from 1, as a person sees them."""
        if sheet.start is None:
            report_empty(laag, self._findings)
            return
        first_column = sheet.start[1] + 1
        rows = enumerate(sheet.iter_rows(), start=1)
        _, header = next(rows)
        names = [None if is_blank(name) else str(name) for name in header]
        matched = match_columns(laag, names, self._job, self._findings)
        unnamed = [position for position, name in enumerate(names) if name is None]
        keys = [key for key, _ in matched]
        pick = _picker([position for _, position in matched])
        convert = self._geometry_converter(laag, keys)
        self._report_unevaluated(laag, names, first_column, facts)
        add = self._writer.rows(index)
        seen = 0
        for rij, row in rows:
            if facts.errors:
                restore_errors(row, rij, first_column, facts)
            if unnamed:
                unnamed = self._check_unnamed(laag, rij, row, unnamed, first_column)
            waarden = _values(keys, pick(row))
            if all(map(is_blank, waarden.values())):
                continue
            seen += 1
            try:
                data = dump(waarden)
            except (TypeError, ValueError):
                report_unstorable(waarden, laag.naam, rij, self._findings)
                continue
            wkt = waarden.get(laag.geometry_column or "")
            if type(wkt) is str and wkt.isspace():
                wkt = None
            try:
                add(rij, data, convert(wkt) if convert and wkt else b"")
            except GeometryError as error:
                melding = f"De geometrie is niet te lezen: {error}. Geef WKT in RD New en lever opnieuw."
                kolom, waarde = laag.geometry_column, shorten(wkt)
                self._findings.add(Bevinding("LEES-GEOMETRIE", melding, laag.naam, rij, kolom, waarde))
        if not seen:
            report_empty(laag, self._findings)

    def _geometry_converter(self, laag: Laag, keys: list[str]) -> Callable[[object], bytes] | None:
        if laag.geometry_column in keys:
            return wkt_converter()
        if laag.geometry:
            melding = f"De kolom {laag.geometry_column} ontbreekt; de ligging van de plannen is onbekend."
            kolom = laag.geometry_column
            self._findings.add(Bevinding("LEES-GEOMETRIE", melding, laag.naam, kolom=kolom, ernst="waarschuwing"))
        return None

    def _report_unevaluated(self, laag: Laag, names: list[str | None], first_column: int, facts: SheetFacts) -> None:
        """A formula nobody has calculated reads as a blank: that is no delivered value."""
        for rij, column in facts.unevaluated:
            position = column - first_column
            name = names[position] if 0 <= position < len(names) else None
            melding = "De formule heeft geen berekende uitkomst. Open de werkmap in Excel, sla op en lever opnieuw."
            self._findings.add(Bevinding("LEES-KOLOM", melding, laag.naam, rij, name or column_letters(column)))

    def _check_unnamed(self, laag: Laag, rij: int, row: list[Any], unnamed: list[int], first_column: int) -> list[int]:
        """Report values below an empty header, once per column; returns the columns still without any."""
        for position in unnamed:
            if not is_blank(row[position]):
                melding = "De kolom heeft waarden maar geen naam in rij 1. Geef haar een naam of maak haar leeg."
                kolom = column_letters(first_column + position)
                self._findings.add(Bevinding("LEES-KOLOM", melding, laag.naam, rij, kolom, shorten(row[position])))
        return [position for position in unnamed if is_blank(row[position])]


def _picker(positions: list[int]) -> Callable[[list[Any]], tuple[Any, ...]]:
    """Return a function that takes the cells at these positions out of a row."""
    if len(positions) > 1:
        return itemgetter(*positions)
    return lambda row: tuple(row[position] for position in positions)


def _values(keys: Sequence[str], cells: Iterable[Any]) -> dict[str, Any]:
    """Values of a row by key, blanks left out; whole floats become the integers a person typed."""
    waarden: dict[str, Any] = {}
    for key, value in zip(keys, cells, strict=True):
        if type(value) is str:
            if value:
                waarden[key] = value
        else:
            number = find_small(value) if type(value) is float else None
            waarden[key] = cell_value(value) if number is None else number
    return waarden


def wkt_converter() -> Callable[[object], bytes]:
    """Return a function from WKT in RD New to EWKB; shapely is imported only for workbooks that hold WKT."""
    import shapely  # noqa: PLC0415

    to_ewkb = EwkbMaker(SRID).convert

    def convert(wkt: object) -> bytes:
        if not isinstance(wkt, str):
            raise GeometryError("de waarde is geen WKT")
        system, separator, text = wkt.rpartition(";")
        if separator and system.strip().upper() != f"SRID={SRID}":
            raise GeometryError(f"het coördinatenstelsel is niet EPSG:{SRID}")
        try:
            geometry = shapely.from_wkt(text)
        except (shapely.errors.ShapelyError, ValueError):
            raise GeometryError("de waarde is geen geldige WKT") from None
        return to_ewkb(shapely.to_wkb(geometry, byte_order=1, output_dimension=4, flavor="iso"))

    return convert
