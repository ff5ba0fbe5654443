"""The command `woonkluis` itself, and how its commands speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

READER = "dienst_lader"
"""Login with which this command reads the register."""

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Housing-data warehouse."
)


def say(text: str) -> None:
    """Print a line of the answer."""
    typer.echo(text)


def complain(text: str) -> None:
    """Print a line about what went wrong, where it does not get into the answer."""
    typer.echo(f"woonkluis: {text}", err=True)


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their headings: lined up for people, never cut off, so that other programs can read it too."""
    cells = [[str(value) if value is not None else "" for value in row] for row in (columns, *rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(columns))]
    for row in cells:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def register(query: str, *parameters: object) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a query on the register."""
    from woonkluis.platform.engine import as_table, connect

    with connect(READER) as connection:
        return as_table(connection.execute(query.encode(), parameters))
