"""Run the checks of sql/lints against the catalog of a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from psycopg import Connection


@dataclass(frozen=True, order=True)
class Offence:
    """An object of the database that breaks a lint; names of the catalog only, never rows."""

    lint: str
    object: str
    detail: str


def run_lints(connection: Connection[tuple[Any, ...]], lints: Iterable[Path]) -> list[Offence]:
    """Return what the lints find, sorted; the connection must be able to see the whole catalog.

    Every file is one SELECT with the columns object and detail, and reports what breaks the rule of its first line.
    """
    return sorted(
        Offence(path.stem, *row) for path in lints for row in connection.execute(path.read_bytes()).fetchall()
    )
