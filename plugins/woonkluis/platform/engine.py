"""The one way to a database connection, and to a table of what it answers."""

from __future__ import annotations

from typing import Any

import psycopg

from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.machine import forbid_core_dumps
from woonkluis.platform.settings import Settings, get_settings

CONNECT_TIMEOUT = 10
"""Seconds to wait for a server that does not answer."""


def connect(
    login: str,
    *,
    database: str | None = None,
    autocommit: bool = False,
    application_name: str | None = None,
    settings: Settings | None = None,
) -> psycopg.Connection[tuple[Any, ...]]:
    """Open a connection as a login.

    Raises WoonkluisError, without the password, when the server cannot be reached or refuses the login.
    """
    # Whoever talks to the warehouse has rows in its memory.
    forbid_core_dumps()
    settings = settings or get_settings()
    dsn = settings.dsn(login, database)
    try:
        return psycopg.connect(
            dsn,
            autocommit=autocommit,
            application_name=application_name or f"woonkluis {login}",
            connect_timeout=CONNECT_TIMEOUT,
        )
    except psycopg.OperationalError as error:
        host, port = settings.address()
        reason = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
        raise WoonkluisError(f"cannot connect to {host}:{port} as {login}: {reason}") from None


def as_table(cursor: psycopg.Cursor[tuple[Any, ...]]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of an answer."""
    return [column.name for column in cursor.description or ()], cursor.fetchall()
