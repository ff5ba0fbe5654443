"""The parent's side of a reading: start the confined child, check what it sends, turn its death into a finding."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Self, cast

import orjson

from woonkluis.contracts.catalog import schema_path
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.machine import forbid_core_dumps
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.read import frames
from woonkluis.read.bevinding import MAX_PER_RULE, MAX_WAARDE, Bevinding
from woonkluis.read.child import EXIT_MEMORY
from woonkluis.read.job import Job, Laag, Oudste, Veld
from woonkluis.read.opening import EXIT_KEYS, REASONS, Order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from woonkluis.contracts.models import Contract, Layer

log = logging.getLogger(__name__)

PIPE_BYTES = 1024 * 1024
F_SETPIPE_SZ = 1031
MAX_FINDINGS = 20 * MAX_PER_RULE

CHILD = (sys.executable, "-I", "-B", "-m", "woonkluis.read.child")
"""Isolated: neither the environment nor the working directory decides what is imported."""

OPENER = (sys.executable, "-I", "-B", "-m", "woonkluis.read.opening")
OPENER_SECONDS = 120
"""How long the rest of a file may take of which the reader saw enough."""

OTHER_DRIVERS = (
    "MEM PCIDSK PDS4 VICAR PDF MBTiles EEDA OGCAPI GDALG LVBAG S57 DGN OGR_VRT CSV GML GPX LIBKML KML GeoJSON "
    "GeoJSONSeq ESRIJSON TopoJSON OGR_GMT GPKG SQLite WAsP DXF FlatGeobuf GeoRSS VFK PGDUMP OSM GPSBabel OGR_PDS WFS "
    "OAPIF EDIGEO Idrisi ODS XLSX Elasticsearch Carto AmigoCloud SXF Selafin JML PLSCENES CSW VDV MVT NGW MapML GTFS "
    "PMTiles JSONFG MiraMonVector ADBC AVCBin AVCE00 AIVector HTTP"
)
"""What GDAL could open besides a File Geodatabase; a driver looks at contents, and some fetch what those name."""

ENVIRONMENT = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "GDAL_NUM_THREADS": "1",
    "GDAL_CACHEMAX": "64",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_SKIP": ",".join([*OTHER_DRIVERS.split(), "ESRI Shapefile", "MapInfo File"]),
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
}
"""All that the child gets to see of the environment: no passwords, no connection strings, no PYTHONPATH."""

STOPPED_BY_OPERATOR = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of one layer as PostgreSQL binary COPY tuples, without header and trailer."""

    layer: Layer
    rows: int
    data: memoryview


class ProtocolError(Exception):
    """The child sent something that a healthy reader never sends."""


class Reading:
    """One reading of one file; a context manager, so that the child never outlives it.

    Iterate over `chunks()` to the end; then `bevindingen` and `rijen` are complete. `rejected` is true as soon as a
    finding is blokkerend: from then on no more chunks come, only findings.
    """

    def __init__(
        self,
        path: Path,
        contract: Contract,
        *,
        levering_id: int,
        bronhouder_code: str,
        peildatum: dt.date,
        termijnen: Mapping[str, dt.date] | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Prepare; ``termijnen`` has the first day that may still be kept, for each term that the contract names.

        Without it nothing is too old: only what is not stored is read so.
        Raises WoonkluisError when the file is gone, or a term is missing: what may not be kept is not read then.
        """
        if not path.is_file():
            raise WoonkluisError(f"levering {levering_id}: its file is missing from the store")
        self._contract = contract
        self._sealed = path.resolve() if contract.opslag == "verzegeld" else None
        self._opener: subprocess.Popen[bytes] | None = None
        self._settings = settings
        limits = contract.limits
        self.job = Job(
            path="" if self._sealed else str(path.resolve()),
            format=contract.format,
            levering_id=levering_id,
            bronhouder_code=bronhouder_code,
            peildatum=peildatum.isoformat(),
            lagen=tuple(_laag(layer, termijnen) for layer in contract.layers),
            ignored_layers=contract.ignored_layers,
            namespace=contract.recognition.namespace,
            schema_path=str(schema_path(contract) or "") or None,
            max_bytes=limits.max_bytes,
            max_unpacked_bytes=limits.max_unpacked_bytes,
            max_rows=limits.max_rows,
            max_columns=limits.max_columns,
            max_value_bytes=limits.max_value_bytes,
            memory_mb=limits.memory_mb,
            seconds=limits.seconds,
            parent_pid=os.getpid(),
            max_invalid_share=limits.max_invalid_share,
        )
        self._patience = float(limits.seconds)
        self._names = {layer.naam for layer in contract.layers}
        self._columns = _known_columns(contract) if self._sealed else None
        self.bevindingen: list[Bevinding] = []
        self.rijen = {layer.naam: 0 for layer in contract.layers}
        self.rejected = False

    def __enter__(self) -> Self:
        forbid_core_dumps()
        bytes_from = self._open() if self._sealed else None
        try:
            self._start(bytes_from)
        finally:
            if bytes_from is not None:
                os.close(bytes_from)
        return self

    def _open(self) -> int:
        """Start the process that opens the sealed file; returns the descriptor from which its bytes come."""
        path = cast("Path", self._sealed)
        keys = (self._settings or get_settings()).sleutel_dir
        order = Order(str(path), path.name, str(keys), self.job.seconds, os.getpid())
        bytes_from, bytes_to = os.pipe()
        fcntl.fcntl(bytes_to, F_SETPIPE_SZ, PIPE_BYTES)
        try:
            self._opener = subprocess.Popen(
                OPENER,
                stdin=subprocess.PIPE,
                stdout=bytes_to,
                stderr=subprocess.PIPE,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
        except BaseException:
            os.close(bytes_from)
            raise
        finally:
            os.close(bytes_to)
        # One that died this early shows by its status.
        with suppress(BrokenPipeError), cast("IO[bytes]", self._opener.stdin) as stdin:
            stdin.write(order.dump())
        self.job = replace(self.job, fd=bytes_from)
        return bytes_from

    def _start(self, bytes_from: int | None) -> None:
        # A session of its own: a signal to the worker's group reaches the worker, which decides what it means.
        self._child = subprocess.Popen(
            CHILD,
            pass_fds=() if bytes_from is None else (bytes_from,),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            cwd="/",
            bufsize=0,
            start_new_session=True,
        )
        stdin, stdout = cast("IO[bytes]", self._child.stdin), cast("IO[bytes]", self._child.stdout)
        self._out = stdout.fileno()
        fcntl.fcntl(self._out, F_SETPIPE_SZ, PIPE_BYTES)
        # A child that died this early shows as a stream without a closing frame.
        with suppress(BrokenPipeError), stdin:
            stdin.write(self.job.dump())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.kill()
        self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()
        if self._opener:
            self._opener.kill()
            self._opener.wait()
            if self._opener.stderr:
                self._opener.stderr.close()

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self._child.pid

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows; after the last one the findings are complete.

        Raises WoonkluisError when somebody stopped the reader, or when a sealed file could not be opened as it was
        delivered: that says nothing about what was delivered.
        """
        try:
            yield from self._frames()
        except TimeoutError:
            self._child.kill()
            self._add(_proces(f"duurde langer dan {self.job.seconds} seconden"))
        except ProtocolError as error:
            log.error("reader of levering %s broke its protocol: %s", self.job.levering_id, error)  # noqa: TRY400
            self._child.kill()
            self._add(_proces("gaf een onbruikbaar antwoord"))
        except EOFError:
            self._explain_death(self._child.wait())
        self._check_opened()

    def _check_opened(self) -> None:
        """Look whether all that was read is what was delivered; a reader that stopped early leaves the rest unread."""
        if self._opener is None:
            return
        self._child.kill()
        try:
            status = self._opener.wait(OPENER_SECONDS + max(self._patience, 0))
        except subprocess.TimeoutExpired:
            raise WoonkluisError(f"levering {self.job.levering_id}: opening its file takes too long") from None
        if status == EXIT_KEYS:
            words = cast("IO[bytes]", self._opener.stderr).read().decode(errors="replace")
            raise WoonkluisError(f"levering {self.job.levering_id}: {words}")
        if status:
            reason = REASONS.get(status, f"opening its file was stopped ({status}); run the step again")
            raise WoonkluisError(f"levering {self.job.levering_id}: {reason}")

    def _frames(self) -> Iterator[Chunk]:
        while True:
            kind, index, rows, length = frames.HEADER.unpack(self._receive(frames.HEADER.size))
            if kind == frames.ROWS:
                chunk = self._chunk(index, rows, length)
                if not self.rejected:
                    yield chunk
                continue
            if length > frames.MAX_MESSAGE_BYTES:
                raise ProtocolError("message too long")
            message = self._message(length)
            if kind == frames.FINDING:
                self._add(self._finding(message))
            elif kind == frames.CRASH:
                self._report_crash(message)
                return
            elif kind == frames.END:
                # A rejected delivery sends no more rows, so its counts differ.
                if not self.rejected and message != list(self.rijen.values()):
                    raise ProtocolError("closing counts differ from the rows received")
                return
            else:
                raise ProtocolError(f"frame kind {kind}")

    def _chunk(self, index: int, rows: int, length: int) -> Chunk:
        if index >= len(self._contract.layers) or rows < 1 or length > frames.MAX_FRAME_BYTES:
            raise ProtocolError("impossible rows frame")
        layer = self._contract.layers[index]
        self.rijen[layer.naam] += rows
        if self.rijen[layer.naam] > self.job.max_rows:
            raise ProtocolError("more rows than the contract allows")
        return Chunk(layer, rows, memoryview(self._receive(length)))

    def _message(self, length: int) -> object:
        try:
            return orjson.loads(self._receive(length))
        except orjson.JSONDecodeError:
            raise ProtocolError("message is no JSON") from None

    def _finding(self, message: object) -> Bevinding:
        """Rebuild a finding with every part checked: it goes into the register and to people."""
        try:
            bevinding = Bevinding(**message)  # type: ignore[arg-type]
            sound = (
                bool(re.fullmatch(r"LEES-[A-Z-]{1,20}", bevinding.regel_id))
                and bevinding.ernst in ("blokkerend", "waarschuwing", "info")
                and bevinding.laag in {None, *self._names}
                and (bevinding.rij is None or (type(bevinding.rij) is int and abs(bevinding.rij) < 2**63))
                and isinstance(bevinding.melding, str)
                and all(text is None or isinstance(text, str) for text in (bevinding.kolom, bevinding.waarde))
            )
        except TypeError:
            sound = False
        if not sound or len(self.bevindingen) >= MAX_FINDINGS:
            raise ProtocolError("impossible finding")
        clean = {
            name: text.replace("\0", "␀")[:length]
            for name, length in (("melding", 1000), ("kolom", MAX_WAARDE), ("waarde", MAX_WAARDE))
            if (text := getattr(bevinding, name)) is not None
        }
        if self._columns is not None and clean.get("kolom") not in self._columns:
            # A column that no contract knows is something that the sender wrote, and goes where values go.
            clean.setdefault("waarde", clean.pop("kolom", ""))
            clean.pop("kolom", None)
        return Bevinding(
            bevinding.regel_id,
            clean["melding"],
            bevinding.laag,
            bevinding.rij,
            clean.get("kolom"),
            clean.get("waarde"),
            bevinding.ernst,
        )

    def _report_crash(self, message: object) -> None:
        """Our own reader failed: the operator gets the place, the deliverer an honest finding."""
        crash = message if isinstance(message, dict) else {}
        kind, place = (re.sub(r"[^A-Za-z0-9_.:<>]", "", str(crash.get(name)))[:80] for name in ("kind", "place"))
        log.error("reader of levering %s failed: %s at %s", self.job.levering_id, kind, place)
        self._add(_proces(f"stuitte op een interne fout ({kind}, {place})"))

    def _explain_death(self, status: int) -> None:
        limits = self._contract.limits
        if status < 0 and -status in STOPPED_BY_OPERATOR:
            raise WoonkluisError(f"levering {self.job.levering_id}: the reader was stopped; run the step again")
        if status in (EXIT_MEMORY, -signal.SIGABRT):
            reason = f"vroeg meer dan de toegestane {limits.memory_mb} MB geheugen"
        elif status == -signal.SIGXCPU:
            reason = f"vroeg meer dan {limits.seconds} seconden rekentijd"
        else:
            reason = f"is afgebroken (signaal {-status})" if status < 0 else f"is gestopt met code {status}"
        log.error("reader of levering %s died with status %s", self.job.levering_id, status)
        self._add(_proces(reason))

    def _add(self, bevinding: Bevinding) -> None:
        self.rejected = self.rejected or bevinding.ernst == "blokkerend"
        self.bevindingen.append(bevinding)

    def _receive(self, length: int) -> bytearray:
        """Read exactly `length` bytes; only the time spent waiting for the child counts against its patience."""
        data = bytearray(length)
        view = memoryview(data)
        while view:
            started = time.monotonic()
            ready, _, _ = select.select([self._out], [], [], max(self._patience, 0))
            self._patience -= time.monotonic() - started
            if not ready:
                raise TimeoutError
            count = os.readv(self._out, [view])
            if not count:
                raise EOFError
            view = view[count:]
        return data


def _known_columns(contract: Contract) -> set[str | None]:
    """Return the names that a contract and its schema give to columns and elements."""
    path = schema_path(contract)
    declared = re.findall(r'\bname="([^"]+)"', path.read_text(encoding="utf-8")) if path else []
    fields = [name for layer in contract.layers for one in layer.fields for name in (one.naam, one.veld)]
    return {None, *declared, *fields, *(layer.naam for layer in contract.layers)}


def _oudste(layer: Layer, termijnen: Mapping[str, dt.date] | None) -> Oudste | None:
    if layer.oudste is None or termijnen is None:
        return None
    if layer.oudste.termijn not in termijnen:
        raise WoonkluisError(f"register.bewaartermijn has no term {layer.oudste.termijn} for this delivery")
    day = termijnen[layer.oudste.termijn]
    # Of a year without a day, the last day counts: 31 December of 2022 is kept from 31 December on.
    first = day.year - layer.oudste.jaar_plus
    return Oudste(layer.oudste.datum, layer.oudste.jaar, day.isoformat(), f"{first:04d}")


def _laag(layer: Layer, termijnen: Mapping[str, dt.date] | None) -> Laag:
    velden = tuple(Veld(f.naam, f.veld, f.spellings, f.presence, f.inherited, f.nested) for f in layer.fields)
    return Laag(
        naam=layer.naam,
        aliases=layer.aliases,
        geometry=layer.geometry == "expected",
        geometry_column=layer.geometry_column,
        may_be_empty=layer.may_be_empty,
        path=layer.path,
        velden=velden,
        sparse=layer.sparse,
        skipped=layer.skipped,
        oudste=_oudste(layer, termijnen),
    )


def _proces(reason: str) -> Bevinding:
    melding = (
        f"Het lezen van het bestand {reason}. Controleer of het bestand te openen is en lever het opnieuw; "
        "blijft dit zo, neem dan contact op met de beheerorganisatie."
    )
    return Bevinding("LEES-PROCES", melding)
