"""Seal bytes while they come: encrypted to the public keys in the format of age, without a plaintext on disk."""

from __future__ import annotations

import threading
from queue import Full, Queue
from typing import TYPE_CHECKING, BinaryIO

import pyrage

from woonkluis.platform.sleutels import recipients

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

CHUNKS_AHEAD = 4
LOOK_SECONDS = 1.0


class _Target:
    """A file as the library writes to it; it would put words of its own in the place of an error."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Do nothing: whoever keeps the file flushes it."""


class Seal:
    """Takes bytes and writes them, encrypted, to a file.

    The library pulls from a reader, whoever receives a message pushes what the network gives: a thread stands between.
    """

    def __init__(self, target: BinaryIO, settings: Settings) -> None:
        self._target = _Target(target)
        self._recipients = recipients(settings)
        self._chunks: Queue[bytes | None] = Queue(CHUNKS_AHEAD)
        self._rest = memoryview(b"")
        self._error: BaseException | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="seal", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Seal these bytes after those before; raises OSError when they cannot be written."""
        if data:
            self._put(bytes(data))

    def close(self) -> None:
        """Wait until everything is written; raises OSError when it cannot be."""
        self._put(None)
        self._thread.join()
        self._raise()

    def abandon(self) -> None:
        """End the thread; what it wrote is of no use."""
        self._ended = True
        while self._thread.is_alive():
            try:
                self._chunks.put_nowait(None)
            except Full:
                self._chunks.get()
            self._thread.join(0.01)

    def _put(self, data: bytes | None) -> None:
        while True:
            self._raise()
            try:
                self._chunks.put(data, timeout=LOOK_SECONDS)
            except Full:
                continue
            return

    def _raise(self) -> None:
        if self._error is not None:
            raise self._target.error or OSError(None, "sealing failed")

    def _run(self) -> None:
        try:
            pyrage.encrypt_io(self, self._target, self._recipients)
        except BaseException as error:  # noqa: BLE001 - also a panic of the library; raised again where it is written
            self._error = error

    def read(self, size: int = -1) -> bytes:
        """Give the library its next bytes."""
        if not self._rest:
            chunk = None if self._ended else self._chunks.get()
            if chunk is None:
                self._ended = True
                return b""
            self._rest = memoryview(chunk)
        size = len(self._rest) if size < 0 else size
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)
