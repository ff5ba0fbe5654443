"""The cells of a delivered workbook, sheet by sheet: values only, read by a confined child.

A report is a copy of what was delivered, and what was delivered is hostile until proven otherwise. So the file is
opened where the reader opens it, in a process without rights, and only values come back: no formulas, macros, links,
names, pivot caches, properties or hidden sheets.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, Any, Self, cast

import orjson

from woonkluis.read.bevinding import UnreadableError
from woonkluis.read.job import Job
from woonkluis.read.reader import ENVIRONMENT
from woonkluis.read.sandbox import confine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from woonkluis.read.book import Book

Cel = str | int | float | bool | dt.date | dt.time | None

MAX_LINE = 64 * 1024 * 1024
CHILD = (sys.executable, "-I", "-B", "-m", "woonkluis.report.cellen")
END = b"[]\n"

PARSERS: dict[str, Callable[[Any], Cel]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}


class CellenError(Exception):
    """The workbook cannot be copied; its findings say why."""


class Cellen:
    """One reading of one workbook; a context manager, so that the child never outlives it."""

    def __init__(self, job: Job, *, skip: tuple[str, ...]) -> None:
        self._job = job
        self._skip = skip

    def __enter__(self) -> Self:
        self._child = subprocess.Popen(
            CHILD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
        self._alarm = threading.Timer(2 * self._job.seconds, self._child.kill)
        self._alarm.daemon = True
        self._alarm.start()
        with cast("IO[bytes]", self._child.stdin) as stdin:
            stdin.write(orjson.dumps(self._skip) + b"\n" + self._job.dump())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._alarm.cancel()
        self._child.kill()
        self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()

    def sheets(self) -> list[str]:
        """Return the names of all sheets in their order, hidden ones too; to be asked once, before the rows.

        Raises CellenError when the workbook cannot be opened.
        """
        line = cast("IO[bytes]", self._child.stdout).readline(MAX_LINE)
        try:
            return [str(name) for name in orjson.loads(line)]
        except ValueError:
            raise CellenError from None

    def rows(self) -> Iterator[tuple[str, int, list[Cel]]]:
        """Yield (sheet, row, cells), sheets in their order and rows from 1, the cells from column A.

        Row 0 stands for a sheet that cannot be copied. Raises CellenError when the child stopped before the end.
        """
        stdout = cast("IO[bytes]", self._child.stdout)
        while (line := stdout.readline(MAX_LINE)) != END:
            if not line.endswith(b"\n"):
                raise CellenError
            try:
                blad, rij, cells = orjson.loads(line)
                yield str(blad), int(rij), [_parse(cell) for cell in cells]
            except (TypeError, ValueError):
                raise CellenError from None


def _parse(cell: object) -> Cel:
    if isinstance(cell, list):
        kind, value = cell
        return PARSERS[str(kind)](value)
    if cell is None or isinstance(cell, str | int | float | bool):
        return cell
    raise TypeError


def _dump(cell: object) -> object:
    return (type(cell).__name__, cell.isoformat()) if isinstance(cell, dt.date | dt.time) else cell


def _lines(book: Book, name: str, job: Job) -> Iterator[bytes]:
    """Yield the rows of a sheet, each as a line with all its cells from column A."""
    from woonkluis.read.book import rows_of  # noqa: PLC0415

    facts = book.inspect(name, None, job.max_rows)
    for rij, cells in rows_of(book.sheet(name, None, job.max_rows), facts):
        row = [_dump(cells.get(column)) for column in range(1, max(cells) + 1)]
        yield orjson.dumps([name, rij, row]) + b"\n"


def _child() -> int:
    """Read the job, give up all rights, send the visible sheets."""
    skip, _, data = sys.stdin.buffer.read().partition(b"\n")
    skipped = {name.casefold() for name in orjson.loads(skip)}
    job = Job.load(data)
    confine(memory_mb=job.memory_mb, seconds=job.seconds, parent_pid=job.parent_pid)
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 18)
    os.dup2(2, 1)

    from woonkluis.read.book import Book  # noqa: PLC0415 - parsers are loaded only behind the fence

    book = Book(job)
    hidden = book.hidden()
    out.write(orjson.dumps(book.names) + b"\n")
    for name in book.names:
        if name in hidden or name.strip().casefold() in skipped:
            continue
        try:
            out.writelines(_lines(book, name, job))
        except UnreadableError:
            out.write(orjson.dumps([name, 0, []]) + b"\n")
    out.write(END)
    out.flush()
    return 0


if __name__ == "__main__":
    try:
        os._exit(_child())
    except BaseException:  # noqa: BLE001 - whatever it was, the missing end says enough and its text says too much
        os._exit(1)
