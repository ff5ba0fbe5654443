"""Turn a record into the JSON text of the landing table, or say which value cannot be kept."""

from __future__ import annotations

import re
from typing import Any

import orjson

from woonkluis.read.bevinding import Bevinding, Bevindingen, shorten

MAX_DEPTH = 253
"""Lists and objects within each other that orjson writes as a value of a record."""

TOO_DEEP = "De waarde is te diep genest."

find_surrogate = re.compile("[\ud800-\udfff]").search
replace_surrogates = re.compile("[\ud800-\udfff]").sub


def dump(waarden: dict[str, Any]) -> bytes:
    """JSON bytes of a record; the same bytes stay in the database and under its hash.

    Raises TypeError or ValueError for a value JSON cannot hold: see `report_unstorable`.
    """
    data = orjson.dumps(waarden)
    # PostgreSQL stores no NUL character, and orjson writes an infinite number as null: both would lose a value in
    # silence. Both show in the bytes, so only those are searched and only a hit is looked at more closely.
    suspect = b"null" in data or (b"\\" in data and b"\\u0000" in data)
    if suspect and any(_problem(key, value) for key, value in waarden.items()):
        raise ValueError
    return data


def _problem(key: str, value: object, depth: int = 1) -> str | None:
    if isinstance(value, dict | list) and depth > MAX_DEPTH:
        return TOO_DEEP
    if isinstance(value, dict):
        parts = ((str(name), item) for name, item in value.items())
        return next((problem for name, item in parts if (problem := _problem(name, item, depth + 1))), None)
    if isinstance(value, list):
        return next((problem for item in value if (problem := _problem(key, item, depth + 1))), None)
    problem = None
    if isinstance(value, bytes | bytearray):
        problem = "De waarde is binair in plaats van tekst of getal."
    elif isinstance(value, int) and not -(2**63) <= value < 2**64:
        problem = "Het getal is te groot om op te slaan."
    elif isinstance(value, float) and not -float("inf") < value < float("inf"):
        problem = "De waarde is geen eindig getal."
    elif "\0" in key or (isinstance(value, str) and "\0" in value):
        problem = "De tekst bevat een NUL-teken, dat niet kan worden opgeslagen."
    elif find_surrogate(key) or (isinstance(value, str) and find_surrogate(value)):
        problem = "De tekst bevat een half teken (surrogaat), dat niet kan worden opgeslagen."
    return problem


def report_unstorable(waarden: dict[str, Any], laag: str, rij: int, findings: Bevindingen) -> None:
    """Add a finding for every value of a record that `dump` refused, or one for the record."""
    found = False
    for key, value in waarden.items():
        if problem := _problem(key, value):
            found = True
            hidden = problem == TOO_DEEP or isinstance(value, bytes | bytearray)
            shown = None if hidden else shorten(_printable(str(value)))
            melding = f"{problem} Verbeter de waarde en lever opnieuw."
            findings.add(Bevinding("LEES-KOLOM", melding, laag, rij, shorten(_printable(key)), shown))
    if not found:
        melding = "De rij kan niet worden opgeslagen. Controleer de waarden en lever opnieuw."
        findings.add(Bevinding("LEES-KOLOM", melding, laag, rij))


def _printable(text: str) -> str:
    return replace_surrogates("�", text.replace("\0", "␀"))
