"""Read a GeoPackage: it is SQLite, so rows come straight from there and geometries only change their header.

Through apsw, which hands over a row of forty columns in half the time of the sqlite3 module, with a newer SQLite.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw

from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten
from woonkluis.read.columns import find_layer, match_columns, report_empty, report_other_layers
from woonkluis.read.crs import RD_NEW_CODES, SRID, shown
from woonkluis.read.frames import MAX_ROW_BYTES, too_long
from woonkluis.read.geometry import GPKG_MAGIC, EwkbMaker, GeometryError, gpkg_header
from woonkluis.read.values import dump, report_unstorable

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job, Laag

MAGIC = b"SQLite format 3\0"
HINT_EXPORT = "Exporteer het GeoPackage opnieuw en lever het nieuwe bestand."
VIRTUAL_COLUMN = 2
"""Mark of table_xinfo: reading such a column runs an expression of the file."""

ALLOWED_ACTIONS = frozenset({apsw.SQLITE_SELECT, apsw.SQLITE_READ})

ROWID_NAMES = ("rowid", "_rowid_", "oid")
"""SQLite's own number of a row goes by the first of these that is no column."""

MOMENT_TYPES = frozenset({"", "DATE", "DATETIME", "TIMESTAMP"})
"""Columns declared so hold moments as text, which a GeoPackage has no type for; one without a type may."""

find_midnight = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?", re.ASCII
).fullmatch


def _check_file(path: Path, findings: Bevindingen) -> None:
    """Look at the file header: SQLite only notices a missing tail once it wants to read it."""
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(MAGIC) or len(head) < 100:
        raise UnreadableError("LEES-BESTAND", f"Het bestand is geen GeoPackage. {HINT_EXPORT}")
    page_size = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big") if head[24:28] == head[92:96] else 0
    if path.stat().st_size < pages * (65536 if page_size == 1 else page_size):
        raise UnreadableError("LEES-BESTAND", f"Het bestand is afgebroken: het einde ontbreekt. {HINT_EXPORT}")
    if head[18] == 2:
        melding = (
            "Het GeoPackage was nog geopend (journaalstand WAL) toen het werd gekopieerd; de laatste wijzigingen "
            "kunnen ontbreken. Sluit het bestand in QGIS of ArcGIS voor u het levert."
        )
        findings.add(Bevinding("LEES-BESTAND", melding, ernst="waarschuwing"))


def _authorize(action: int, name: str | None, _column: str | None, _database: str | None, source: str | None) -> int:
    """Let statements read columns of ordinary tables only: no functions, no views, no attached files.

    `source` is the view or trigger that asks; a file may carry such code, and it is not ours to run.
    """
    allowed = action in ALLOWED_ACTIONS or (action == apsw.SQLITE_PRAGMA and name == "table_xinfo")
    return apsw.SQLITE_OK if allowed and source is None else apsw.SQLITE_DENY


def _open(path: Path) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    connection = apsw.Connection(f"{path.resolve().as_uri()}?mode=ro&immutable=1", flags=flags)
    connection.execute("pragma trusted_schema = off")
    connection.execute("pragma cell_size_check = on")
    connection.execute("pragma mmap_size = 0")
    connection.limit(apsw.SQLITE_LIMIT_EXPR_DEPTH, 50)
    connection.authorizer = _authorize
    return connection


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class _Walk:
    """Queries that walk through a table itself: an index of it may be damaged, and lack a row."""

    table: str
    order: str
    columns: Sequence[str]
    """The last one is the key."""
    geometry: str | None

    def select(self, expressions: Iterable[str], at: int, count: int = -1) -> str:
        """Query for expressions, from a position in the table on."""
        what = ", ".join(expressions)
        walk = f"from {_quoted(self.table)} as t not indexed order by t.{_quoted(self.order)}"
        return f"select {what} {walk} limit {count:d} offset {at:d}"

    def names(self, columns: Iterable[str]) -> list[str]:
        """Columns, qualified: SQLite takes a quoted name that is no column for a text."""
        return [f"t.{_quoted(column)}" for column in columns]

    def rows(self, at: int) -> str:
        """Query for all columns of the rows from a position on."""
        return self.select(self.names(self.columns), at)

    def row(self, columns: Iterable[str], at: int) -> str:
        """Query for some columns of one row."""
        return self.select(self.names(columns), at, 1)

    def row_bytes(self, at: int) -> str:
        """Query for one row, with everything but the key as bytes."""
        *names, key = self.names(self.columns)
        return self.select([*(f"cast({name} as blob)" for name in names), key], at, 1)


def _days(rows: Iterable[Sequence[Any]], positions: Sequence[int]) -> Iterator[Sequence[Any]]:
    """Leave of a moment only its day where it is midnight: that is how other programs write a date."""
    for row in rows:
        values = list(row)
        for position in positions:
            value = values[position]
            if type(value) is str and (day := find_midnight(value)):
                values[position] = day[1]
        yield values


def _is_bad_text(value: object) -> bool:
    try:
        if isinstance(value, bytes) and not value.startswith(GPKG_MAGIC):
            value.decode()
    except UnicodeDecodeError:
        return True
    return False


class Reader:
    """Reads the layers of one GeoPackage."""

    def __init__(self, job: Job, writer: FrameWriter, findings: Bevindingen) -> None:
        self._job = job
        self._writer = writer
        self._findings = findings
        self._path = Path(job.path)

    def read(self) -> None:
        """Read all layers of the contract; raises UnreadableError when the file cannot be read further."""
        _check_file(self._path, self._findings)
        try:
            self._connection = _open(self._path)
            # SQLite itself refuses longer values, before memory is asked for them: see `_big_row` for geometries.
            self._connection.limit(apsw.SQLITE_LIMIT_LENGTH, self._job.max_value_bytes)
            # rootpage 0 is a virtual table: its code would run; only ordinary tables are read.
            rows = self._connection.execute("select name, rootpage from sqlite_master where type = 'table'")
            self._tables = [name for name, rootpage in rows if rootpage]
            self._read_layers()
        except apsw.NoMemError:
            raise MemoryError from None
        except apsw.Error:
            raise UnreadableError("LEES-BESTAND", f"Het GeoPackage is beschadigd. {HINT_EXPORT}") from None

    def _read_layers(self) -> None:
        if "gpkg_contents" not in self._tables:
            melding = f"Het bestand is SQLite maar geen GeoPackage: de tabel gpkg_contents ontbreekt. {HINT_EXPORT}"
            raise UnreadableError("LEES-BESTAND", melding)
        registered = [
            str(name) for (name,) in self._connection.execute("select table_name from gpkg_contents not indexed")
        ]
        by_name = {name.casefold(): name for name in self._tables}
        present = [by_name[name.casefold()] for name in registered if name.casefold() in by_name]
        report_other_layers(self._job, registered, self._findings)
        found = [(index, laag, find_layer(laag, present, "Tabel")) for index, laag in enumerate(self._job.lagen)]
        for index, laag, table in found:
            self._read_layer(index, laag, table)

    def _read_layer(self, index: int, laag: Laag, table: str) -> None:
        types, fid, order = self._columns(laag, table)
        names = list(types)
        geometry = self._geometry_column(laag, table, names)
        own = [name for name in names if name not in (fid, geometry)]
        matched = match_columns(laag, own, self._job, self._findings)
        selected = [own[position] for _, position in matched] + ([geometry] if geometry else []) + [fid]
        rows: Iterable[Sequence[Any]] = self._rows(laag, _Walk(table, order, selected, geometry))
        moments = [at for at, (_, position) in enumerate(matched) if types[own[position]] in MOMENT_TYPES]
        if moments:
            rows = _days(rows, moments)
        try:
            seen = self._read_rows(index, laag, [key for key, _ in matched], rows, geometry)
        except struct.error:
            melding = f"De sleutel van de tabel is geen geheel getal. {HINT_EXPORT}"
            raise UnreadableError("LEES-LAAG", melding, laag.naam, kolom=fid) from None
        if not seen:
            report_empty(laag, self._findings)

    def _columns(self, laag: Laag, table: str) -> tuple[dict[str, str], str, str]:
        """Declared types by column, the column that numbers the rows, and the one by which the table is walked.

        A key that is declared `integer primary key` is SQLite's own rowid; others have an index beside the table.
        """
        columns = list(self._connection.execute(f"pragma table_xinfo({_quoted(table)})"))
        if computed := [str(name) for _, name, *_, hidden in columns if hidden == VIRTUAL_COLUMN]:
            melding = "De kolom wordt door het bestand zelf berekend. Lever vaste waarden."
            raise UnreadableError("LEES-KOLOM", melding, laag.naam, kolom=shorten(computed[0]))
        types = {str(name): str(declared).upper() for _, name, declared, *_ in columns}
        rowid = self._rowid(table, {name.casefold() for name in types})
        keys = [str(name) for _, name, declared, _, _, key, _ in columns if key]
        if len(keys) == 1 and types[keys[0]] == "INTEGER":
            return types, keys[0], rowid or keys[0]
        if rowid is None:
            raise UnreadableError("LEES-LAAG", f"De tabel heeft geen kolom fid als sleutel. {HINT_EXPORT}", laag.naam)
        return types, rowid, rowid

    def _rowid(self, table: str, taken: Container[str]) -> str | None:
        """Name of SQLite's own number of the rows, None for a table that has none or no name left for it."""
        name = next((name for name in ROWID_NAMES if name not in taken), None)
        if name is None:
            return None
        try:
            self._connection.execute(f"select t.{name} from {_quoted(table)} as t limit 0")  # noqa: S608
        except apsw.SQLError:
            return None
        return name

    def _geometry_column(self, laag: Laag, table: str, names: Sequence[str]) -> str | None:
        """Name of the registered geometry column, once its coordinate system proves to be RD New."""
        rows: list[tuple[Any, ...]] = []
        if "gpkg_geometry_columns" in self._tables:
            query = "select table_name, column_name, srs_id from gpkg_geometry_columns not indexed"
            rows = [row for row in self._connection.execute(query) if str(row[0]).casefold() == table.casefold()]
        if not rows:
            if laag.geometry:
                melding = "De tabel heeft geen geometriekolom; de ligging van de plannen is onbekend."
                self._findings.add(Bevinding("LEES-GEOMETRIE", melding, laag.naam, ernst="waarschuwing"))
            return None
        _, column, srs_id = rows[0]
        self._srs_id = srs_id
        query = "select srs_id, organization, organization_coordsys_id from gpkg_spatial_ref_sys not indexed"
        systems = self._connection.execute(query)
        system = next(((str(org or ""), code) for srs, org, code in systems if srs == srs_id), None)
        if system is None or system[0].upper() != "EPSG" or system[1] not in RD_NEW_CODES:
            melding = f"Het coördinatenstelsel is niet RD New (EPSG:{SRID}). Zet de laag om en lever opnieuw."
            named = ":".join(str(part) for part in system if part is not None) if system else None
            waarde = shown(named or (None if srs_id is None else f"srs_id {srs_id}"))
            raise UnreadableError("LEES-CRS", melding, laag.naam, kolom=shorten(column), waarde=waarde)
        by_name = {name.casefold(): name for name in names}
        try:
            return by_name[str(column).casefold()]
        except KeyError:
            melding = f"De geregistreerde geometriekolom bestaat niet. {HINT_EXPORT}"
            raise UnreadableError("LEES-GEOMETRIE", melding, laag.naam, kolom=shorten(column)) from None

    def _rows(self, laag: Laag, walk: _Walk) -> Iterator[Sequence[Any]]:
        """Yield rows; a value that cannot be taken ends the reading with the row and column it stands in."""
        seen = 0
        while True:
            try:
                for row in self._connection.execute(walk.rows(seen)):
                    seen += 1
                    yield row
            except UnicodeDecodeError:
                raise self._bad_text(laag, walk, seen) from None
            except apsw.TooBigError:
                yield self._big_row(laag, walk, seen)
                seen += 1
            else:
                return

    def _bad_text(self, laag: Laag, walk: _Walk, at: int) -> UnreadableError:
        (row,) = self._connection.execute(walk.row_bytes(at))
        melding = f"De tekst is geen UTF-8. {HINT_EXPORT}"
        bad = next((name for name, value in zip(walk.columns, row, strict=True) if _is_bad_text(value)), None)
        return UnreadableError("LEES-BESTAND", melding, laag.naam, rij=row[-1], kolom=bad)

    def _big_row(self, laag: Laag, walk: _Walk, at: int) -> Sequence[Any]:
        """Take a row with something long in it, in parts; raises UnreadableError unless that is its geometry."""
        shape: tuple[Any, ...] = ()
        *others, key = [column for column in walk.columns if column != walk.geometry]
        ((rij,),) = self._connection.execute(walk.row([key], at))
        if walk.geometry:
            self._connection.limit(apsw.SQLITE_LIMIT_LENGTH, MAX_ROW_BYTES)
            (shape,) = self._taken(laag, walk, [walk.geometry], at, rij)
            self._connection.limit(apsw.SQLITE_LIMIT_LENGTH, self._job.max_value_bytes)
        (values,) = self._taken(laag, walk, others, at, rij) if others else ((),)
        return *values, *shape, rij

    def _taken(self, laag: Laag, walk: _Walk, columns: Sequence[str], at: int, rij: object) -> list[tuple[Any, ...]]:
        try:
            return list(self._connection.execute(walk.row(columns, at)))
        except UnicodeDecodeError:
            raise self._bad_text(laag, walk, at) from None
        except apsw.TooBigError:
            if len(columns) > 1:
                for column in columns:
                    self._taken(laag, walk, [column], at, rij)
            limit = self._connection.limit(apsw.SQLITE_LIMIT_LENGTH, -1)
            place = rij if isinstance(rij, int) else None
            raise too_long(limit, laag.naam, place, columns[0]) from None

    def _read_rows(
        self, index: int, laag: Laag, keys: list[str], rows: Iterable[Sequence[Any]], geometry: str | None
    ) -> int:
        """Send every row; SQLite's own types are kept, whatever the column was declared as."""
        add = self._writer.rows(index)
        convert = self._blob_converter() if geometry else None
        seen = 0
        for row in rows:
            seen += 1
            rij = row[-1]
            waarden = dict(zip(keys, row, strict=False))
            if None in row:
                waarden = {key: value for key, value in waarden.items() if value is not None}
            try:
                data = dump(waarden)
            except (TypeError, ValueError):
                report_unstorable(waarden, laag.naam, rij, self._findings)
                continue
            if convert is None or (blob := row[-2]) is None:
                add(rij, data, b"")
                continue
            try:
                add(rij, data, convert(blob))
            except GeometryError as error:
                melding = f"De geometrie is niet te lezen: {error}. Herstel de geometrie en lever opnieuw."
                self._findings.add(Bevinding("LEES-GEOMETRIE", melding, laag.naam, rij, geometry))
        return seen

    def _blob_converter(self) -> Callable[[object], bytes]:
        """Return a function from GeoPackage blob to EWKB that parses each distinct header once."""
        to_ewkb = EwkbMaker(SRID).convert
        starts: dict[bytes, int] = {}
        find_start = starts.get

        def convert(blob: object) -> bytes:
            if not isinstance(blob, bytes):
                raise GeometryError("de waarde is geen GeoPackage-geometrie")
            header = blob[:8]
            start = find_start(header)
            if start is None:
                start, srs_id = gpkg_header(blob)
                if srs_id != self._srs_id:
                    raise GeometryError("de geometrie heeft een ander coördinatenstelsel dan de laag")
                starts[header] = start
            return to_ewkb(blob, start)

        return convert
