"""Read a GeoPackage: it is SQLite, so rows come straight from there and geometries only change their header.

Through apsw, which hands over a row of forty columns in half the time of the sqlite3 module, with a newer SQLite.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw

from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten
from woonkluis.read.columns import find_layer, match_columns, report_empty, report_other_layers
from woonkluis.read.geometry import GPKG_MAGIC, EwkbMaker, GeometryError, gpkg_header
from woonkluis.read.values import dump, report_unstorable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job, Laag

MAGIC = b"SQLite format 3\0"
SRID = 28992
"""RD New, the only coordinate system of the basisset."""

HINT_EXPORT = "Exporteer het GeoPackage opnieuw en lever het nieuwe bestand."
VIRTUAL_COLUMN = 2
"""Mark of table_xinfo: reading such a column runs an expression of the file."""

ALLOWED_ACTIONS = frozenset({apsw.SQLITE_SELECT, apsw.SQLITE_READ})


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


def _select(table: str, columns: Sequence[str]) -> str:
    """Query for columns in the order of the last one, the key.

    Columns are qualified: SQLite takes a quoted name that is no column for a text.
    """
    names = [f"t.{_quoted(column)}" for column in columns]
    return f"select {', '.join(names)} from {_quoted(table)} as t order by {names[-1]}"  # noqa: S608


def _select_bytes(table: str, columns: Sequence[str], after: int | None) -> str:
    """Query for one row, the next by its key (the last column), with everything but the key as bytes."""
    *names, key = [f"t.{_quoted(column)}" for column in columns]
    blobs = ", ".join(f"cast({name} as blob)" for name in names)
    where = "" if after is None else f"where {key} > {after:d}"
    return f"select {blobs}, {key} from {_quoted(table)} as t {where} order by {key} limit 1"  # noqa: S608


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
        registered = [str(name) for (name,) in self._connection.execute("select table_name from gpkg_contents")]
        by_name = {name.casefold(): name for name in self._tables}
        present = [by_name[name.casefold()] for name in registered if name.casefold() in by_name]
        report_other_layers(self._job, registered, self._findings)
        found = [(index, laag, find_layer(laag, present, "Tabel")) for index, laag in enumerate(self._job.lagen)]
        for index, laag, table in found:
            self._read_layer(index, laag, table)

    def _read_layer(self, index: int, laag: Laag, table: str) -> None:
        names, fid = self._names_and_key(laag, table)
        geometry = self._geometry_column(laag, table, names)
        own = [name for name in names if name not in (fid, geometry)]
        matched = match_columns(laag, own, self._job, self._findings)
        selected = [own[position] for _, position in matched] + ([geometry] if geometry else []) + [fid]
        rows = self._rows(laag, table, selected)
        try:
            seen = self._read_rows(index, laag, [key for key, _ in matched], rows, geometry)
        except struct.error:
            melding = f"De sleutel van de tabel is geen geheel getal. {HINT_EXPORT}"
            raise UnreadableError("LEES-LAAG", melding, laag.naam, kolom=fid) from None
        if not seen:
            report_empty(laag, self._findings)

    def _names_and_key(self, laag: Laag, table: str) -> tuple[list[str], str]:
        """Column names of a table, and the one that numbers its rows: its integer key, or SQLite's own rowid."""
        columns = list(self._connection.execute(f"pragma table_xinfo({_quoted(table)})"))
        names = [str(name) for _, name, *_ in columns]
        if computed := [str(name) for _, name, *_, hidden in columns if hidden == VIRTUAL_COLUMN]:
            melding = "De kolom wordt door het bestand zelf berekend. Lever vaste waarden."
            raise UnreadableError("LEES-KOLOM", melding, laag.naam, kolom=shorten(computed[0]))
        keys = [(str(name), str(declared).upper()) for _, name, declared, _, _, key, _ in columns if key]
        if len(keys) == 1 and keys[0][1] == "INTEGER":
            return names, keys[0][0]
        if "rowid" in (name.casefold() for name in names):
            raise UnreadableError("LEES-LAAG", f"De tabel heeft geen kolom fid als sleutel. {HINT_EXPORT}", laag.naam)
        return names, "rowid"

    def _geometry_column(self, laag: Laag, table: str, names: Sequence[str]) -> str | None:
        """Name of the registered geometry column, once its coordinate system proves to be RD New."""
        rows: list[tuple[Any, ...]] = []
        if "gpkg_geometry_columns" in self._tables:
            query = "select table_name, column_name, srs_id from gpkg_geometry_columns"
            rows = [row for row in self._connection.execute(query) if str(row[0]).casefold() == table.casefold()]
        if not rows:
            if laag.geometry:
                melding = "De tabel heeft geen geometriekolom; de ligging van de plannen is onbekend."
                self._findings.add(Bevinding("LEES-GEOMETRIE", melding, laag.naam, ernst="waarschuwing"))
            return None
        _, column, srs_id = rows[0]
        self._srs_id = srs_id
        query = "select srs_id, organization, organization_coordsys_id from gpkg_spatial_ref_sys"
        systems = self._connection.execute(query)
        system = next(((str(org), code) for srs, org, code in systems if srs == srs_id), None)
        if system is None or system[0].upper() != "EPSG" or system[1] != SRID:
            melding = f"Het coördinatenstelsel is niet RD New (EPSG:{SRID}). Zet de laag om en lever opnieuw."
            waarde = shorten(":".join(map(str, system))) if system else f"srs_id {shorten(srs_id)}"
            raise UnreadableError("LEES-CRS", melding, laag.naam, kolom=shorten(column), waarde=waarde)
        by_name = {name.casefold(): name for name in names}
        try:
            return by_name[str(column).casefold()]
        except KeyError:
            melding = f"De geregistreerde geometriekolom bestaat niet. {HINT_EXPORT}"
            raise UnreadableError("LEES-GEOMETRIE", melding, laag.naam, kolom=shorten(column)) from None

    def _rows(self, laag: Laag, table: str, selected: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield rows by fid; text that is no UTF-8 ends the reading with the row and column it stands in."""
        last: int | None = None
        try:
            for row in self._connection.execute(_select(table, selected)):
                last = row[-1]
                yield row
        except UnicodeDecodeError:
            raise self._bad_text(laag, table, selected, last) from None

    def _bad_text(self, laag: Laag, table: str, selected: Sequence[str], last: int | None) -> UnreadableError:
        (row,) = self._connection.execute(_select_bytes(table, selected, last))
        melding = f"De tekst is geen UTF-8. {HINT_EXPORT}"
        bad = next((name for name, value in zip(selected, row, strict=True) if _is_bad_text(value)), None)
        return UnreadableError("LEES-BESTAND", melding, laag.naam, rij=row[-1], kolom=bad)

    def _read_rows(
        self, index: int, laag: Laag, keys: list[str], rows: Iterator[tuple[Any, ...]], geometry: str | None
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
