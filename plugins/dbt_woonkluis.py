"""Loaded by dbt itself, by its name (`dbt_*`): keeps values out of what dbt says about errors of the database.

PostgreSQL quotes values in its errors ("invalid input syntax for type date: ..."), and dbt writes those words to its
log, to run_results.json and, in Airflow, to the log of the task. Of a data error only its kind and place come through.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg2
from dbt.adapters.postgres.connections import PostgresConnectionManager
from dbt.plugins.manager import dbtPlugin
from psycopg2 import errorcodes

if TYPE_CHECKING:
    from collections.abc import Iterator

ABOUT_THE_STATEMENT = ("0A", "25", "28", "3D", "3F", "40", "42", "53", "54", "55", "57", "58")
"""Classes of which the first line speaks of names and circumstances; all others may quote a row."""


def without_values(error: psycopg2.Error) -> str:
    """Say what went wrong in words that no delivered value can be part of."""
    state, told = error.pgcode, error.diag
    if state is None:
        # Not from the server: the connection itself.
        return str(error).strip()
    kind = errorcodes.lookup(state).lower().replace("_", " ") if state in _KNOWN else "error"
    words = told.message_primary if state.startswith(ABOUT_THE_STATEMENT) else None
    place = [
        f"{what} {name}"
        for what, name in (
            ("schema", told.schema_name),
            ("table", told.table_name),
            ("column", told.column_name),
            ("constraint", told.constraint_name),
            ("position", told.statement_position),
        )
        if name
    ]
    return ", ".join([f"{kind} (SQLSTATE {state})", *([words] if words else []), *place])


_KNOWN = {code for name, code in vars(errorcodes).items() if name.isupper() and isinstance(code, str)}


def keep_values_out() -> None:
    """Let dbt see errors of the database without values; harmless when it does already."""
    handle = PostgresConnectionManager.exception_handler
    if getattr(handle, "keeps_values_out", False):
        return

    @contextmanager
    def exception_handler(manager: PostgresConnectionManager, statement: str) -> Iterator[None]:
        with handle(manager, statement):
            try:
                yield
            except psycopg2.Error as error:
                # From None: the words of the first would come along.
                raise type(error)(without_values(error)) from None

    exception_handler.keeps_values_out = True  # type: ignore[attr-defined]
    PostgresConnectionManager.exception_handler = exception_handler  # type: ignore[method-assign]


class KeepsValuesOut(dbtPlugin):  # type: ignore[misc]
    """What dbt loads."""

    def initialize(self) -> None:
        """Called by dbt before it connects."""
        keep_values_out()


plugins: list[Any] = [KeepsValuesOut]
