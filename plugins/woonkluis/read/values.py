"""Turn a record into the JSON text of the landing table, or say which value cannot be kept."""

from __future__ import annotations

from typing import Any

import orjson

from woonkluis.read.bevinding import Bevinding, Bevindingen, shorten


def dump(waarden: dict[str, Any]) -> bytes:
    """JSON bytes of a record; the same bytes stay in the database and under its hash.

    Raises TypeError or ValueError for a value JSON cannot hold: see `report_unstorable`.
    """
    data = orjson.dumps(waarden)
    # PostgreSQL stores no NUL character, and orjson writes an infinite number as null: both would lose a value in
    # silence. Both show in the bytes, so only those are searched and only a hit is looked at more closely.
    suspect = b":null" in data or (b"\\" in data and b"\\u0000" in data)
    if suspect and any(_problem(key, value) for key, value in waarden.items()):
        raise ValueError
    return data


def _problem(key: str, value: object) -> str | None:
    if isinstance(value, bytes | bytearray):
        return "De waarde is binair in plaats van tekst of getal."
    if isinstance(value, float) and not -float("inf") < value < float("inf"):
        return "De waarde is geen eindig getal."
    if "\0" in key or (isinstance(value, str) and "\0" in value):
        return "De tekst bevat een NUL-teken, dat niet kan worden opgeslagen."
    return None


def report_unstorable(waarden: dict[str, Any], laag: str, rij: int, findings: Bevindingen) -> None:
    """Add a finding for every value of a record that `dump` refused."""
    for key, value in waarden.items():
        if problem := _problem(key, value):
            shown = None if isinstance(value, bytes | bytearray) else shorten(str(value).replace("\0", "␀"))
            melding = f"{problem} Verbeter de waarde en lever opnieuw."
            findings.add(Bevinding("LEES-KOLOM", melding, laag, rij, shorten(key.replace("\0", "␀")), shown))
