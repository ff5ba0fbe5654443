"""The one error type that people see, and words for those that nobody expected."""

from __future__ import annotations

import traceback
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


class WoonkluisError(Exception):
    """Something a person must act on, told in one line without personal or confidential values."""


class ImpossibleError(WoonkluisError):
    """What was asked cannot be; asking again gives the same answer."""


def kind_and_place(error: Exception) -> str:
    """Say what went wrong and where; the text of the error stays out, because a database quotes rows in it."""
    frames = list(traceback.extract_tb(error.__traceback__))
    # The first frame is the guard that caught it.
    frames = frames[1:] or frames
    place = next((frame for frame in reversed(frames) if Path(frame.filename).is_relative_to(PACKAGE)), frames[-1])
    kind = " ".join(filter(None, [type(error).__name__, getattr(error, "sqlstate", None)]))
    return f"{kind} in {place.name} ({Path(place.filename).name}, line {place.lineno})"
