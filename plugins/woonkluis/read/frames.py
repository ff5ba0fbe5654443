"""The stream from reader child to parent: rows as PostgreSQL binary COPY tuples, findings, and one closing count."""

from __future__ import annotations

import os
import struct
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson

from woonkluis.read.bevinding import Bevinding, UnreadableError, shorten

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = struct.Struct(">BBII")
"""Kind, layer index, number of rows, number of payload bytes."""

ROWS, FINDING, END, CRASH = 1, 2, 3, 4

FLUSH_BYTES = 256 * 1024
MAX_ROW_BYTES = 64 * 1024 * 1024
MAX_FRAME_BYTES = FLUSH_BYTES + MAX_ROW_BYTES + 1024
MAX_MESSAGE_BYTES = 64 * 1024

ROW_HEAD = struct.Struct(">hiqiqi32si")
"""Start of a tuple of the landing shape: 5 columns, levering_id, rij, rij_hash, length of waarden."""

LENGTH = struct.Struct(">i")
NULL = LENGTH.pack(-1)

COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_TRAILER = b"\xff\xff"


class FrameWriter:
    """The child's side: packs rows per layer and writes frames to a file descriptor."""

    def __init__(self, out: int, levering_id: int, lagen: tuple[str, ...], max_rows: int, max_value_bytes: int) -> None:
        self._out = out
        self._levering_id = levering_id
        self._lagen = lagen
        self._max_rows = max_rows
        self._max_value_bytes = max_value_bytes
        self._flushers: list[Callable[[], None]] = []
        self._blocked = False
        self.rijen = [0] * len(lagen)

    def _write(self, kind: int, layer: int, rows: int, payload: bytes) -> None:
        header = HEADER.pack(kind, layer, rows, len(payload))
        written = os.writev(self._out, (header, payload))
        rest = memoryview(payload)[max(written - len(header), 0) :]
        while rest:
            rest = rest[os.write(self._out, rest) :]

    def rows(self, layer: int) -> Callable[[int, bytes, bytes], None]:
        """Return ``add(rij, waarden, ewkb)`` for a layer; empty `ewkb` means no geometry.

        A closure over local names: it runs once for every row of every delivery.
        """
        parts: list[bytes] = []
        append = parts.append
        pack, pack_length = ROW_HEAD.pack, LENGTH.pack
        levering_id, max_value_bytes = self._levering_id, self._max_value_bytes
        pending = rows = 0

        def flush() -> None:
            nonlocal pending, rows
            if not rows:
                return
            self.rijen[layer] += rows
            if self.rijen[layer] > self._max_rows:
                melding = f"De laag heeft meer dan {self._max_rows} rijen. Splits de levering."
                raise UnreadableError("LEES-OMVANG", melding, self._lagen[layer])
            # Once the delivery is rejected its rows have no use; reading goes on for the other findings.
            if not self._blocked:
                self._write(ROWS, layer, rows, b"".join(parts))
            parts.clear()
            pending = rows = 0

        def add(rij: int, waarden: bytes, ewkb: bytes = b"") -> None:
            nonlocal pending, rows
            size = len(waarden)
            if size > max_value_bytes:
                _check_values(waarden, max_value_bytes, self._lagen[layer], rij)
            append(pack(5, 8, levering_id, 8, rij, 32, sha256(waarden + ewkb).digest(), size))
            append(waarden)
            if ewkb:
                append(pack_length(len(ewkb)))
                append(ewkb)
            else:
                append(NULL)
            rows += 1
            pending += size + len(ewkb)
            if pending >= FLUSH_BYTES:
                if pending > FLUSH_BYTES + MAX_ROW_BYTES:
                    melding = "De rij is te groot om te verwerken. Vereenvoudig de geometrie of verkort de tekst."
                    raise UnreadableError("LEES-OMVANG", melding, self._lagen[layer], rij=rij)
                flush()

        self._flushers.append(flush)
        return add

    def finding(self, bevinding: Bevinding) -> None:
        """Send a finding."""
        self._blocked = self._blocked or bevinding.ernst == "blokkerend"
        self._write(FINDING, 0, 0, orjson.dumps(asdict(bevinding)))

    def flush(self) -> None:
        """Send the rows that are still held."""
        for flush in self._flushers:
            flush()

    def end(self) -> None:
        """Send the closing counts: without this frame the reading has failed."""
        self._write(END, 0, 0, orjson.dumps(self.rijen))

    def crash(self, kind: str, place: str) -> None:
        """Tell that the reader itself failed, and where: never what the error said, it may quote a value."""
        self._write(CRASH, 0, 0, orjson.dumps({"kind": kind, "place": place}))


def too_long(limit: int, laag: str, rij: int | None, kolom: str) -> UnreadableError:
    """Say of a value that it is longer than `limit` bytes."""
    melding = f"De waarde is groter dan {limit // 1000} kB. Verkort of vereenvoudig haar en lever opnieuw."
    return UnreadableError("LEES-OMVANG", melding, laag, rij=rij, kolom=shorten(kolom))


def _check_values(waarden: bytes, limit: int, laag: str, rij: int) -> None:
    """Look into a long record for a value that is too long by itself."""
    for key, value in orjson.loads(waarden).items():
        if len(orjson.dumps(value)) > limit:
            raise too_long(limit, laag, rij, key)
