"""Read GeoJSON: one feature at a time, its properties as a record, arrays in them as records of their own."""

from __future__ import annotations

import struct
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from woonkluis.read.bevinding import Bevinding, Bevindingen, UnreadableError, shorten
from woonkluis.read.columns import report_empty
from woonkluis.read.crs import SRID, is_rd_new, shown
from woonkluis.read.geometry import EwkbMaker, GeometryError
from woonkluis.read.json_stream import HINT, JsonStream, damaged
from woonkluis.read.records import RecordMatcher
from woonkluis.read.values import dump, report_unstorable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from woonkluis.read.frames import FrameWriter
    from woonkluis.read.job import Job

KINDS = {"Point": 1, "LineString": 2, "Polygon": 3, "MultiPoint": 4, "MultiLineString": 5, "MultiPolygon": 6}
ISO_Z = 1000
COLLECTION_MEMBERS = frozenset({"type", "name", "bbox", "crs", "features"})
FEATURE_MEMBERS = frozenset({"type", "geometry", "properties", "bbox", "crs"})


class Reader:
    """Reads one feature collection; the first layer of the contract is the features, the others are arrays in them."""

    def __init__(self, job: Job, writer: FrameWriter, findings: Bevindingen) -> None:
        self._job = job
        self._findings = findings
        self._matchers = [RecordMatcher(laag, job, findings) for laag in job.lagen]
        self._adders = [writer.rows(index) for index in range(len(job.lagen))]
        self._seen = [0] * len(job.lagen)
        self._nested = [(index, (laag.path or "").split(".")) for index, laag in enumerate(job.lagen) if index]
        self._convert = EwkbMaker(SRID).convert
        self._crs_known = False
        self._unplaced = False

    def read(self) -> None:
        """Read all features; raises UnreadableError when the file cannot be read further."""
        with open(self._job.path, "rb") as file:  # noqa: PTH123 (a plain path from the job)
            self._read_collection(JsonStream(file))
        if self._unplaced and not self._crs_known:
            melding = f"Het coördinatenstelsel is niet genoemd (crs). Lever in RD New (EPSG:{SRID}) en noem dat in crs."
            raise UnreadableError("LEES-CRS", melding, self._job.lagen[0].naam)
        for laag, matcher, seen in zip(self._job.lagen, self._matchers, self._seen, strict=True):
            if seen:
                matcher.close()
            else:
                report_empty(laag, self._findings)

    def _read_collection(self, stream: JsonStream) -> None:
        if stream.peek() != "{":
            raise damaged()
        names: list[str] = []
        for name in stream.names():
            self._check_member(name, names)
            names.append(name)
            if name == "features":
                self._read_features(stream)
            elif name == "crs":
                self._crs_known = self._check_crs(stream.value())
            else:
                stream.value()
        if stream.peek():
            raise damaged()
        if "features" not in names:
            melding = f"Het bestand is geen FeatureCollection: features ontbreekt. {HINT}"
            raise UnreadableError("LEES-BESTAND", melding)
        if others := [name for name in names if name not in COLLECTION_MEMBERS]:
            melding = "Het bestand heeft gegevens die niet bij een plan staan; die zijn niet gelezen."
            self._findings.add(Bevinding("LEES-KOLOM", melding, waarde=shorten(", ".join(others)), ernst="info"))

    def _check_member(self, name: str, names: Sequence[str]) -> None:
        """Refuse a second member of one name: the file would say two things, of which one gets lost."""
        if name in names:
            melding = f"Het bestand heeft dit onderdeel meer dan eens. {HINT}"
            raise UnreadableError("LEES-BESTAND", melding, self._job.lagen[0].naam, kolom=shorten(name))
        if len(names) >= self._job.max_columns:
            melding = f"Het bestand heeft meer dan {self._job.max_columns} onderdelen naast de plannen."
            raise UnreadableError("LEES-OMVANG", melding)

    def _read_features(self, stream: JsonStream) -> None:
        """Read every feature; a text that cannot be parsed is told with the feature that it stands in."""
        try:
            for feature in stream.items():
                self._read_feature(feature)
        except UnreadableError as error:
            if error.bevinding.rij is None and error.bevinding.laag is None:
                rij = self._seen[0] + 1
                error.bevinding = replace(error.bevinding, laag=self._job.lagen[0].naam, rij=rij)
            raise

    def _check_crs(self, crs: object) -> bool:
        """Whether a (legacy) crs member names RD New; anything else but null ends the reading."""
        if crs is None:
            return False
        name = _crs_name(crs)
        if not isinstance(name, str) or not is_rd_new(name):
            melding = f"Het coördinatenstelsel is niet RD New (EPSG:{SRID}). Zet de laag om en lever opnieuw."
            raise UnreadableError("LEES-CRS", melding, self._job.lagen[0].naam, waarde=shown(name))
        return True

    def _read_feature(self, feature: object) -> None:
        """Send the rows of a feature: itself, then the items of its arrays."""
        rij = self._seen[0] = self._seen[0] + 1
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            melding = f"Het onderdeel is geen Feature met properties. {HINT}"
            raise UnreadableError("LEES-BESTAND", melding, self._job.lagen[0].naam, rij=rij)
        properties = feature["properties"]
        others = {f"feature.{name}": value for name, value in feature.items() if name not in FEATURE_MEMBERS}
        arrays = [(index, self._take_array(properties, path, index, rij)) for index, path in self._nested]
        waarden = self._matchers[0].match(properties | others, {})
        self._add(0, rij, waarden, self._shape(feature, rij))
        by_name = {
            veld.naam.casefold(): waarden[veld.veld] for veld in self._job.lagen[0].velden if veld.veld in waarden
        }
        for index, items in arrays:
            matcher = self._matchers[index]
            inherited = {veld: by_name[naam] for naam, veld in matcher.inherited if naam in by_name}
            for item in items:
                number = self._seen[index] = self._seen[index] + 1
                if not isinstance(item, dict):
                    melding = f"Het onderdeel is geen object. {HINT}"
                    raise UnreadableError("LEES-BESTAND", melding, self._job.lagen[index].naam, rij=number)
                self._add(index, number, matcher.match(item, inherited), b"")

    def _take_array(self, properties: dict[str, Any], path: list[str], index: int, rij: int) -> list[Any]:
        """Take the array of a layer out of the properties; one object stands for an array of one."""
        *parents, last = path
        holder: Any = properties
        for name in parents:
            holder = holder.get(name) if isinstance(holder, dict) else None
        found = holder.pop(last, None) if isinstance(holder, dict) else None
        if isinstance(found, dict):
            return [found]
        if found is not None and not isinstance(found, list):
            melding = f"{'.'.join(path)} is geen lijst. {HINT}"
            raise UnreadableError("LEES-BESTAND", melding, self._job.lagen[index].naam, rij=rij)
        return found or []

    def _shape(self, feature: dict[str, Any], rij: int) -> bytes:
        geometry = feature.get("geometry")
        if geometry is None:
            return b""
        try:
            crs = geometry.get("crs") or feature.get("crs")
            self._unplaced = self._unplaced or not self._check_crs(crs)
            return self._convert(wkb(geometry))
        except GeometryError as error:
            melding = f"De geometrie is niet te lezen: {error}. Herstel de geometrie en lever opnieuw."
        except (AttributeError, IndexError, TypeError, KeyError, OverflowError, struct.error):
            melding = "De geometrie is niet te lezen: zij is geen GeoJSON. Herstel de geometrie en lever opnieuw."
        self._findings.add(Bevinding("LEES-GEOMETRIE", melding, self._job.lagen[0].naam, rij))
        return b""

    def _add(self, index: int, rij: int, waarden: dict[str, Any], shape: bytes) -> None:
        add: Callable[[int, bytes, bytes], None] = self._adders[index]
        try:
            data = dump(waarden)
        except (TypeError, ValueError):
            report_unstorable(waarden, self._job.lagen[index].naam, rij, self._findings)
            return
        add(rij, data, shape)


def _crs_name(crs: object) -> object:
    """What a crs member names: `name` of a named one, `href` of a linked one, `code` in the oldest way of writing."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    if not isinstance(properties, dict):
        return None
    if (code := properties.get("code")) is not None and "name" not in properties:
        return f"EPSG:{code}"
    return properties.get("name", properties.get("href"))


def wkb(geometry: dict[str, Any]) -> bytes:
    """WKB of a GeoJSON geometry, with the dimensions of its positions.

    Raises GeometryError, or a TypeError, KeyError, IndexError or struct.error for what is no geometry.
    """
    try:
        kind = KINDS[geometry["type"]]
    except KeyError:
        raise GeometryError("het soort geometrie is onbekend") from None
    coordinates = geometry["coordinates"]
    first = coordinates
    while isinstance(first, list) and first and isinstance(first[0], list):
        first = first[0]
    width = len(first) if first else 2
    if width not in (2, 3):
        raise GeometryError("een punt heeft geen twee of drie coördinaten")
    return _body(kind, coordinates, width)


def _body(kind: int, coordinates: list[Any], width: int) -> bytes:
    head = struct.pack("<BI", 1, kind + ISO_Z * (width == 3))
    if kind == KINDS["Point"]:
        return head + _positions([coordinates], width)
    count = struct.pack("<I", len(coordinates))
    if kind == KINDS["LineString"]:
        return head + count + _positions(coordinates, width)
    if kind == KINDS["Polygon"]:
        rings = (struct.pack("<I", len(ring)) + _positions(ring, width) for ring in coordinates)
        return head + count + b"".join(rings)
    return head + count + b"".join(_body(kind - 3, part, width) for part in coordinates)


def _positions(positions: list[list[float]], width: int) -> bytes:
    if not set(map(len, positions)) <= {width}:
        raise GeometryError("de punten hebben niet evenveel coördinaten")
    numbers = list(chain.from_iterable(positions))
    if bool in set(map(type, numbers)):
        raise GeometryError("een coördinaat is geen getal")
    return struct.pack(f"<{len(numbers)}d", *numbers)
