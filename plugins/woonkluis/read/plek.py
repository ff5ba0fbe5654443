"""Where a cell of a workbook stands, as the one number that rows of landing and findings have for it."""

from __future__ import annotations

ROW, SHEET = 1_000, 100_000_000
"""3 00019 007 is sheet 3, row 19, column 7 (G)."""


def place(nummer: int, row: int, column: int) -> int:
    """Return the number of a cell; sheet, row and column from 1."""
    return nummer * SHEET + row * ROW + column


def cell_of(rij: int) -> tuple[int, int, int] | None:
    """Return sheet, row and column (from 1) of such a number; None when it is the number of a row."""
    return None if rij < SHEET else (rij // SHEET, rij % SHEET // ROW, rij % ROW)
