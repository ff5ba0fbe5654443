"""How a step fails: one line without contents in the log, and whether trying again can help."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from woonkluis.platform.errors import ImpossibleError, WoonkluisError, kind_and_place

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterator


class Outage(SystemExit):
    """Something around the program failed, such as the database: trying again may help."""


class Defect(SystemExit):
    """The program itself failed, or what was asked cannot be: it would fail again."""


def _passing(error: Exception) -> bool:
    from psycopg import OperationalError  # noqa: PLC0415 - DAG files import this module, only a task needs the driver

    return isinstance(error, WoonkluisError | OperationalError | OSError) and not isinstance(error, ImpossibleError)


def _words(error: Exception) -> str:
    return str(error) if isinstance(error, WoonkluisError) else kind_and_place(error)


@contextmanager
def told_plainly(log: logging.Logger, *, through: type[Exception] | tuple[()] = ()) -> Iterator[None]:
    """Turn whatever goes wrong inside, but for what goes ``through``, into one line and an exit.

    Raises:
        Outage: for errors that may pass.
        Defect: for all others.
    """
    try:
        yield
    except through:
        raise
    except Exception as error:  # noqa: BLE001 - the last guard before the log
        log.error("%s", _words(error))  # noqa: TRY400 - no traceback: it would carry the text
        raise (Outage if _passing(error) else Defect)(1) from None
