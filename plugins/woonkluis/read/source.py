"""The delivered bytes for a reader that never goes back: a file, or the pipe through which a sealed one comes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from woonkluis.read.bevinding import UnreadableError

if TYPE_CHECKING:
    from woonkluis.read.job import Job

HEAD_BYTES = 1 << 20
BUFFER_BYTES = 256 * 1024


def _check(job: Job, size: int) -> None:
    if size == 0:
        raise UnreadableError("LEES-BESTAND", "Het bestand is leeg (0 bytes). Lever het bestand opnieuw.")
    if size > job.max_bytes:
        melding = f"Het bestand is groter dan {job.max_bytes // 1_000_000} MB. Splits de levering."
        raise UnreadableError("LEES-OMVANG", melding)


def check_size(job: Job) -> None:
    """Refuse a file that is empty or too large; of a pipe that shows while it is read."""
    if job.fd is None:
        _check(job, os.stat(job.path).st_size)  # noqa: PTH116 (a plain path from the job)


class Source:
    """Bytes from the beginning, once; `head` is what they begin with, and is read again by `read`.

    Raises UnreadableError when there are none, or more than the contract allows.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._file = open(job.path if job.fd is None else job.fd, "rb", BUFFER_BYTES)  # noqa: PTH123, SIM115
        self.head = self._file.read(HEAD_BYTES)
        self._given = self._size = 0
        _check(job, len(self.head))

    def read(self, size: int) -> bytes:
        """Return the next bytes, at most `size`; nothing at the end."""
        if self._given < len(self.head):
            data = self.head[self._given : self._given + size]
            self._given += len(data)
        else:
            data = self._file.read(size)
        self._size += len(data)
        if self._size > self._job.max_bytes:
            _check(self._job, self._size)
        return data
