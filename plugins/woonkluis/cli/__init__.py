"""The command `woonkluis`: a module per group of commands.

Rooms are imported inside the commands: `woonkluis dsn` must not wait for what only `up` needs.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from woonkluis.cli import deliveries, keys, machine, notices, parties, rights
from woonkluis.cli.command import app, complain
from woonkluis.platform.errors import WoonkluisError

__all__ = ["app", "deliveries", "keys", "machine", "main", "notices", "parties", "rights"]

PACKAGE = Path(__file__).parents[1]


def main() -> None:
    """Run the command; every error is one line without contents of the data."""
    try:
        app()
    except WoonkluisError as error:
        complain(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        complain(f"{error.strerror}: {error.filename}" if error.filename else str(error))
    except Exception as error:  # noqa: BLE001 a traceback, or the words of a database error, could quote a confidential value
        frames = traceback.extract_tb(error.__traceback__)
        place = next(frame for frame in reversed(frames) if Path(frame.filename).is_relative_to(PACKAGE))
        file = Path(place.filename).relative_to(PACKAGE)
        complain(f"unexpected {type(error).__name__} at {file}:{place.lineno}")
    raise SystemExit(1)
