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
from dataclasses import asdict, dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Any, Self, cast

import orjson

from woonkluis.read.reader import ENVIRONMENT
from woonkluis.read.sandbox import confine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from python_calamine import CalamineSheet

    from woonkluis.read.sheet import SheetFacts

Cel = str | int | float | bool | dt.date | dt.time | dt.timedelta | None

MAX_LINE = 64 * 1024 * 1024
CHILD = (sys.executable, "-I", "-B", "-m", "woonkluis.report.cellen")
END = b"[]\n"

PARSERS: dict[str, Callable[[Any], Cel]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "timedelta": lambda seconds: dt.timedelta(seconds=seconds),
}


class CellenError(Exception):
    """The workbook cannot be copied; its findings say why."""


@dataclass(frozen=True, slots=True)
class Opdracht:
    """What the child has to read, and what that may cost."""

    path: str
    skip: tuple[str, ...]
    max_unpacked_bytes: int
    max_rows: int
    max_columns: int
    memory_mb: int
    seconds: int


class Cellen:
    """One reading of one workbook; a context manager, so that the child never outlives it."""

    def __init__(self, opdracht: Opdracht) -> None:
        self._opdracht = opdracht

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
        self._alarm = threading.Timer(2 * self._opdracht.seconds, self._child.kill)
        self._alarm.daemon = True
        self._alarm.start()
        with cast("IO[bytes]", self._child.stdin) as stdin:
            stdin.write(orjson.dumps(asdict(self._opdracht) | {"parent_pid": os.getpid()}))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._alarm.cancel()
        self._child.kill()
        self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()

    def rows(self) -> Iterator[tuple[str, int, list[Cel]]]:
        """Yield (sheet, row, cells), sheets in their order and rows from 1, the cells from column A.

        Raises CellenError when the child stopped before the end.
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
    if isinstance(cell, dt.timedelta):
        return "timedelta", cell.total_seconds()
    if isinstance(cell, dt.date | dt.time):
        return type(cell).__name__, cell.isoformat()
    return None if cell == "" else cell


def _send(sheet: CalamineSheet, facts: SheetFacts, out: IO[bytes]) -> None:
    if sheet.start is None:
        return
    left: list[object] = [None] * sheet.start[1]
    for rij, row in enumerate(sheet.iter_rows(), start=1):
        cells = left + [_dump(cell) for cell in row]
        for (error_row, column), code in facts.errors.items() if facts.errors else ():
            if error_row == rij and column <= len(cells):
                cells[column - 1] = code
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            out.write(orjson.dumps([sheet.name, rij, cells]) + b"\n")


def _child() -> int:
    """Read the job, give up all rights, send the visible sheets."""
    job = orjson.loads(sys.stdin.buffer.read())
    parent_pid = job.pop("parent_pid")
    opdracht = Opdracht(**job)
    confine(memory_mb=opdracht.memory_mb, seconds=opdracht.seconds, parent_pid=parent_pid)
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 18)
    os.dup2(2, 1)

    import python_calamine  # noqa: PLC0415 - only behind the fence

    from woonkluis.read.sheet import inspect_sheet  # noqa: PLC0415
    from woonkluis.read.workbook import Workbook  # noqa: PLC0415

    workbook = Workbook(opdracht.path, opdracht.max_unpacked_bytes)
    book = python_calamine.load_workbook(opdracht.path)
    skip = {name.casefold() for name in opdracht.skip}
    for meta in book.sheets_metadata:
        visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
        if not visible or meta.typ != python_calamine.SheetTypeEnum.WorkSheet or meta.name.strip().casefold() in skip:
            continue
        part = partial(workbook.chunks, workbook.sheets[meta.name])
        facts = inspect_sheet(part, meta.name, opdracht.max_rows, opdracht.max_columns)
        _send(book.get_sheet_by_name(meta.name), facts, out)
    out.write(END)
    out.flush()
    return 0


if __name__ == "__main__":
    try:
        os._exit(_child())
    except BaseException:  # noqa: BLE001 - whatever it was, the missing end says enough and its text says too much
        os._exit(1)
