"""The one COPY writer: relays the reader's chunks to the landing tables."""

from __future__ import annotations

import re
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from woonkluis.platform.errors import WoonkluisError
from woonkluis.read.frames import COPY_HEADER, COPY_TRAILER

if TYPE_CHECKING:
    from psycopg import Connection

    from woonkluis.contracts import Contract
    from woonkluis.read.reader import Reading

COPY = sql.SQL("copy landing.{} (levering_id, rij, rij_hash, waarden, geometrie) from stdin with (format binary)")
COUNT = sql.SQL("select count(*) from landing.{} where levering_id = {}")

find_place = re.compile(r"^COPY \S+, line (?P<line>[0-9]+)(?:, column (?P<column>\w+))?", re.MULTILINE).search


class RefusedRowError(Exception):
    """The server refused a row that the reader had let through."""

    def __init__(self, table: str, number: int | None, column: str | None) -> None:
        super().__init__(table)
        self.table = table
        self.number = number
        """Position of the row among those of its table, from 1."""
        self.column = column


def copy_rows(connection: Connection[Any], reading: Reading) -> dict[str, int]:
    """Copy every chunk as it comes; a change of layer ends one COPY and begins the next.

    Returns the number of rows per table.
    Raises RefusedRowError for a row that the server does not take, WoonkluisError for its other troubles.
    """
    copied: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table, chunks in groupby(reading.chunks(), key=attrgetter("layer.table")):
            done = copied.get(table, 0)
            try:
                with cursor.copy(COPY.format(sql.Identifier(table))) as copy:
                    copy.write(COPY_HEADER)
                    for chunk in chunks:
                        copy.write(chunk.data)
                    copy.write(COPY_TRAILER)
            except psycopg.Error as error:
                raise _explain(error, table, done) from None
            copied[table] = done + cursor.rowcount
    return copied


def verify(connection: Connection[Any], contract: Contract, levering_id: int, copied: dict[str, int]) -> None:
    """Check that every copied row carries the number of this delivery.

    The reader writes that number, and a hostile file might mislead a reader: then not one row may stay.
    Raises WoonkluisError when the counts differ.
    """
    for layer in contract.layers:
        query = COUNT.format(sql.Identifier(layer.table), sql.Literal(levering_id))
        (landed,) = connection.execute(query).fetchone() or (0,)
        if landed != copied.get(layer.table, 0):
            raise WoonkluisError(f"levering {levering_id}: {layer.table} did not get the rows of this delivery only")


def _explain(error: psycopg.Error, table: str, done: int) -> Exception:
    """Tell a row that the server refuses from trouble of the server; its own words may quote values and stay here."""
    state = error.sqlstate or ""
    place = find_place(error.diag.context or "")
    # PostGIS reports broken geometry as an internal error.
    refused = state.startswith(("22", "23")) or (state == "XX000" and place and place["column"] == "geometrie")
    if not refused:
        return WoonkluisError(f"the server stopped the landing in {table}: SQLSTATE {state or 'unknown'}")
    number = done + int(place["line"]) if place else None
    return RefusedRowError(table, number, place["column"] if place else None)
