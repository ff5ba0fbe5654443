"""Read a File Geodatabase in a zip through GDAL, which sees one driver, one thread and no network (see `reader`)."""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from math import isnan
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from pyogrio import list_layers, raw, read_info
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError
from pyogrio.errors import GeometryError as OgrGeometryError

from woonkluis.read.archive import check_contents, check_members
from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten
from woonkluis.read.columns import find_layer, match_columns, report_empty, report_other_layers
from woonkluis.read.crs import SRID, is_rd_new, shown
from woonkluis.read.geometry import EwkbMaker, GeometryError
from woonkluis.read.values import dump, report_unstorable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job, Laag

CATALOG = "a00000001.gdbtable"
"""The table of tables: the directory that holds it is the geodatabase."""

CATALOG_VERSIONS = (3, 4)
WINDOW = 1000
"""Features that are held at a time."""

EXACT_INTEGERS = 2**53
"""GDAL gives a column of integers with blanks as floats; up to here without loss."""

HINT = "Maak de File Geodatabase opnieuw, zip haar en lever het nieuwe bestand."
OGR_ERRORS = (DataSourceError, DataLayerError, FeatureError, FieldError, OgrGeometryError)


class Reader:
    """Reads the layers of one File Geodatabase."""

    def __init__(self, job: Job, writer: FrameWriter, findings: Bevindingen) -> None:
        self._job = job
        self._writer = writer
        self._findings = findings

    def read(self) -> None:
        """Read all layers of the contract; raises UnreadableError when the file cannot be read further."""
        self._source = f"/vsizip/{{{self._job.path}}}/{self._find_geodatabase()}".removesuffix("/")
        try:
            self._read_layers()
        except (*OGR_ERRORS, UnicodeDecodeError):
            raise UnreadableError("LEES-BESTAND", f"De File Geodatabase is beschadigd. {HINT}") from None

    def _find_geodatabase(self) -> str:
        """Return the directory of the geodatabase within the zip, empty for its root, once the zip proves sound.

        GDAL chooses a driver by contents, so the catalog has to begin as that of a geodatabase.
        """
        try:
            with zipfile.ZipFile(self._job.path) as archive:
                members = {_slashed(member.filename): member for member in archive.infolist()}
                check_members(archive.infolist(), self._job.max_unpacked_bytes, "De zip", HINT)
                if len(members) < len(archive.infolist()):
                    raise UnreadableError("LEES-ZIP", f"De zip heeft te veel of dubbele onderdelen. {HINT}")
                catalogs = [name for name in members if PurePosixPath(name).name == CATALOG]
                if len(catalogs) != 1:
                    number = "geen" if not catalogs else "meer dan een"
                    melding = f"De zip bevat {number} File Geodatabase. Lever er precies een per bestand."
                    raise UnreadableError("LEES-ZIP", melding, waarde=shorten(", ".join(catalogs)) or None)
                folder = catalogs[0].removesuffix(CATALOG)
                with archive.open(members[catalogs[0]]) as catalog:
                    version = int.from_bytes(catalog.read(4), "little")
                if version not in CATALOG_VERSIONS:
                    raise UnreadableError("LEES-BESTAND", f"De File Geodatabase is beschadigd. {HINT}")
                # GDAL reads past a checksum that does not hold, and so another value than was zipped.
                check_contents(archive, [member for name, member in members.items() if name.startswith(folder)])
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error):
            raise UnreadableError("LEES-ZIP", f"Het bestand is geen zip of is beschadigd. {HINT}") from None
        return folder.rstrip("/")

    def _read_layers(self) -> None:
        names = [str(name) for name, _ in list_layers(self._source)]
        report_other_layers(self._job, names, self._findings)
        found = [(index, laag, find_layer(laag, names, "Tabel")) for index, laag in enumerate(self._job.lagen)]
        for index, laag, name in found:
            self._read_layer(index, laag, name)

    def _read_layer(self, index: int, laag: Laag, name: str) -> None:
        info = read_info(self._source, layer=name, force_feature_count=True)
        has_geometry = info["geometry_type"] is not None
        if has_geometry and not is_rd_new(info["crs"] or ""):
            melding = f"Het coördinatenstelsel is niet RD New (EPSG:{SRID}). Zet de laag om en lever opnieuw."
            raise UnreadableError("LEES-CRS", melding, laag.naam, waarde=shown(info["crs"]))
        if laag.geometry and not has_geometry:
            melding = "De tabel heeft geen geometrie; de ligging van de plannen is onbekend."
            self._findings.add(Bevinding("LEES-GEOMETRIE", melding, laag.naam, ernst="waarschuwing"))
        columns = {str(column): str(kind) for column, kind in zip(info["fields"], info["ogr_types"], strict=True)}
        seen = self._read_rows(index, laag, name, columns)
        if seen != info["features"]:
            melding = f"De tabel noemt {info['features']} rijen maar heeft er {seen}. {HINT}"
            raise UnreadableError("LEES-LAAG", melding, laag.naam)
        if not seen:
            report_empty(laag, self._findings)

    def _windows(self, name: str) -> Iterator[tuple[Any, Any, list[NDArray[Any]], Sequence[str]]]:
        """Yield fids, geometries and columns, a window of features at a time."""
        at = 0
        while True:
            meta, fids, geometries, data = raw.read(
                self._source, layer=name, skip_features=at, max_features=WINDOW, return_fids=True
            )
            if not len(fids):
                return
            yield fids, geometries, data, [str(column) for column in meta["fields"]]
            if len(fids) < WINDOW:
                return
            at += WINDOW

    def _read_rows(self, index: int, laag: Laag, name: str, columns: dict[str, str]) -> int:
        """Send every row; a column keeps the type that it has in the geodatabase (all text, in some exports)."""
        names = list(columns)
        matched = match_columns(laag, names, self._job, self._findings)
        add = self._writer.rows(index)
        convert = EwkbMaker(SRID).convert
        keys = [key for key, _ in matched]
        seen = 0
        for fids, geometries, data, found in self._windows(name):
            if found != names:
                melding = f"De kolom heeft een soort waarden die niet te lezen is. {HINT}"
                unread = next(iter(set(names) - set(found)), None)
                raise UnreadableError("LEES-KOLOM", melding, laag.naam, kolom=shorten(unread) if unread else None)
            values = [
                _plain(laag, names[position], columns[names[position]], data[position]) for _, position in matched
            ]
            shapes = [None] * len(fids) if geometries is None else geometries.tolist()
            for rij, shape, *row in zip(fids.tolist(), shapes, *values, strict=True):
                seen += 1
                waarden = {key: value for key, value in zip(keys, row, strict=True) if value is not None}
                try:
                    record = dump(waarden)
                except (TypeError, ValueError):
                    report_unstorable(waarden, laag.naam, rij, self._findings)
                    continue
                self._add(add, laag, rij, record, shape, convert)
        return seen

    def _add(
        self,
        add: Callable[[int, bytes, bytes], None],
        laag: Laag,
        rij: int,
        record: bytes,
        shape: bytes | None,
        convert: Callable[[bytes], bytes],
    ) -> None:
        try:
            add(rij, record, convert(shape) if shape else b"")
        except GeometryError as error:
            melding = f"De geometrie is niet te lezen: {error}. Herstel de geometrie en lever opnieuw."
            self._findings.add(Bevinding("LEES-GEOMETRIE", melding, laag.naam, rij))


def _slashed(name: str) -> str:
    """Name of a member with slashes, as GDAL reads it; some Windows programs write backslashes."""
    return name.replace("\\", "/")


def _plain(laag: Laag, column: str, kind: str, data: NDArray[Any]) -> list[Any]:
    """Turn a column into Python values, None where it is blank; GDAL marks that in numbers with NaN."""
    if data.dtype.kind == "M":
        return [_moment(value) for value in data.astype("datetime64[s]").tolist()]
    if data.dtype.kind != "f":
        return cast("list[Any]", data.tolist())
    if not kind.startswith("OFTInteger"):
        return [None if isnan(value) else value for value in data.tolist()]
    if np.nanmax(np.abs(data), initial=0) >= EXACT_INTEGERS:
        melding = "De kolom heeft een getal dat te groot is om precies te lezen. Herstel het en lever opnieuw."
        raise UnreadableError("LEES-KOLOM", melding, laag.naam, kolom=shorten(column))
    return [None if isnan(value) else int(value) for value in data.tolist()]


def _moment(value: dt.datetime | None) -> str | None:
    """ISO text of a moment; of a day, which a geodatabase keeps as its midnight, only the day."""
    if value is None:
        return None
    return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
