"""One Excel workbook, checked before calamine opens it: sheets by name, their rows with error cells restored."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import python_calamine

from woonkluis.read.bevinding import UnreadableError
from woonkluis.read.sheet import HINT_SAVE, SheetFacts, inspect_sheet
from woonkluis.read.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from woonkluis.read.job import Job

Answer = TypeVar("Answer")

OLE_MAGIC = b"\xd0\xcf\x11\xe0"
EXACT_INTEGERS = 2.0**53
"""Excel knows only floats; below this bound a whole one is an integer without loss."""

find_small: Callable[[float], int | None] = {float(number): number for number in range(10_000)}.get
"""Integer of a small whole float: nearly all numbers of a delivery are counts and years."""


class Book:
    """A workbook of a delivery; `names` are its sheets in order, hidden ones included.

    Raises UnreadableError when the file is no workbook that may be opened.
    """

    def __init__(self, job: Job) -> None:
        with open(job.path, "rb") as file:  # noqa: PTH123 (a plain path from the job)
            if file.read(4) == OLE_MAGIC:
                melding = f"De werkmap is beveiligd met een wachtwoord of van een oud soort (.xls). {HINT_SAVE}"
                raise UnreadableError("LEES-ZIP", melding)
        self._path = job.path
        self._workbook = Workbook(job.path, job.max_unpacked_bytes)
        self._max_columns = job.max_columns
        self._calamine: python_calamine.CalamineWorkbook | None = None
        self.names = list(self._workbook.sheets)

    def inspect(self, name: str, laag: str | None, max_rows: int) -> SheetFacts:
        """Scan a sheet; to be done before `sheet`, because calamine allocates up to the last cell there is."""
        chunks = partial(self._workbook.chunks, self._workbook.sheets[name])
        return inspect_sheet(chunks, laag, max_rows, self._max_columns)

    def sheet(self, name: str, laag: str | None, max_rows: int) -> python_calamine.CalamineSheet:
        """Open a sheet that was inspected; raises UnreadableError when calamine cannot, or would need too much."""
        sheet = self._ask(lambda book: book.get_sheet_by_name(name), laag)
        if sheet.total_height > max_rows + 1 or sheet.total_width > self._max_columns:
            melding = f"Het blad heeft meer dan {max_rows} rijen of {self._max_columns} kolommen."
            raise UnreadableError("LEES-OMVANG", melding, laag)
        return sheet

    def hidden(self) -> set[str]:
        """Names of the sheets that a person does not see."""
        known = self._ask(lambda book: book.sheets_metadata, None)
        return {sheet.name for sheet in known if sheet.visible != python_calamine.SheetVisibleEnum.Visible}

    def _ask(self, question: Callable[[python_calamine.CalamineWorkbook], Answer], laag: str | None) -> Answer:
        try:
            self._calamine = self._calamine or python_calamine.load_workbook(self._path)
            return question(self._calamine)
        except BaseException as error:
            # A panic of the Rust side is no Exception, and no reason to die without a finding.
            if isinstance(error, MemoryError | KeyboardInterrupt | SystemExit):
                raise
            raise UnreadableError("LEES-ZIP", f"Het blad is niet te lezen. {HINT_SAVE}", laag) from None


def rows_of(sheet: python_calamine.CalamineSheet, facts: SheetFacts) -> Iterator[tuple[int, dict[int, object]]]:
    """Yield (row, values by column) of every row with a value, both from 1 as a person sees them."""
    if sheet.start is None:
        return
    first = sheet.start[1] + 1
    for rij, row in enumerate(sheet.iter_rows(), start=1):
        if facts.errors:
            restore_errors(row, rij, first, facts)
        # As `is_blank` says, without a call for every cell of a wide sheet.
        cells = {
            column: cell_value(value)
            for column, value in enumerate(row, start=first)
            if value != "" and not (type(value) is str and value.isspace())
        }
        if cells:
            yield rij, cells


def is_blank(value: object) -> bool:
    """Whether a person sees nothing in a cell; white space beside other text stays as delivered."""
    return type(value) is str and (not value or value.isspace())


def restore_errors(row: list[Any], rij: int, first_column: int, facts: SheetFacts) -> None:
    """Put the text of error cells in a row, where calamine leaves blanks."""
    for position in range(len(row)):
        if code := facts.errors.get((rij, first_column + position)):
            row[position] = code


def cell_value(value: object) -> object:
    """Value of a cell that is not blank; whole floats become the integers a person typed, midnights days."""
    if type(value) is float:
        number = find_small(value)
        return _number(value) if number is None else number
    if type(value) is dt.datetime and value.time() == dt.time():
        return value.date()
    return _duration(value) if isinstance(value, dt.timedelta) else value


def _duration(value: dt.timedelta) -> str:
    """Hours, minutes and seconds as a sheet shows them, with what there is of a fraction."""
    seconds, micros = divmod(abs(value) // dt.timedelta(microseconds=1), 1_000_000)
    sign = "-" if value < dt.timedelta() else ""
    fraction = f".{micros:06}".rstrip("0") if micros else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"


def _number(value: float) -> float | int:
    return int(value) if value.is_integer() and -EXACT_INTEGERS < value < EXACT_INTEGERS else value
