"""Wait until another process stands still at a lock, so that a test can kill it there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

PATIENCE_SECONDS = 60


def wait_until_blocked(connection: psycopg.Connection[Any], application_name: str) -> None:
    """Return when a backend of this application waits for a lock; the connection must be in autocommit."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    query = "select 1 from pg_stat_activity where application_name = %s and wait_event_type = 'Lock'"
    while not connection.execute(query, [application_name]).fetchone():
        assert time.monotonic() < deadline, f"{application_name} never came to the lock"
        time.sleep(0.05)


def wait_until_gone(connection: psycopg.Connection[Any], application_name: str) -> None:
    """Return when the server has noticed that the process is dead and rolled its transaction back."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while connection.execute(
        "select 1 from pg_stat_activity where application_name = %s", [application_name]
    ).fetchone():
        assert time.monotonic() < deadline, f"{application_name} is still there"
        time.sleep(0.05)
