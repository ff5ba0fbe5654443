"""The file name of a delivery: ``<regime>_<bronhouder_code>_<peildatum>[_<free text>].<extension>``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from woonkluis.receive.refusal import RefusedError

CONVENTION = "<regime>_<bronhouder>_<peildatum>[_<anything>].<extension>"
BRONHOUDER_CODE = re.compile(r"(?![0-9]{11}$)[A-Z0-9]{4,12}")
"""As register.levering wants it; whether the code exists is a rule, so that the answer is a finding.

Eleven digits are a person (WIV-3.1.1), and the code of a bronhouder stands in labels and logs.
"""


@dataclass(frozen=True)
class NameParts:
    """What a file name says, in the words that were written; None where it says nothing."""

    regime: str | None
    bronhouder_code: str | None
    peildatum: str | None


def read_name(name: str) -> NameParts:
    """Take a file name apart; raise RefusedError for one that no log, message or register could hold safely."""
    if not name.isprintable():
        raise RefusedError("the file name holds characters that cannot be printed")
    # An extension may have more than one part (.gdb.zip), and none of the three has a point in it.
    parts = [part.partition(".")[0] or None for part in PurePath(name).name.split("_", 3)[:3]]
    return NameParts(*parts, *[None] * (3 - len(parts)))


def as_bronhouder_code(text: str | None) -> str:
    """Return the code of a bronhouder; raise RefusedError when there is none or it cannot be one."""
    if not text:
        raise RefusedError(f"no bronhouder in the file name: it should be {CONVENTION}")
    if not BRONHOUDER_CODE.fullmatch(text):
        words = "is no code such as GM0193 or 0400000086 (in capitals)"
        raise RefusedError(f"bronhouder {text!r} {words}", unquoted=f"the bronhouder {words}")
    return text


PEILJAREN = range(1900, 2200)
"""Years that a peildatum can be in; terms are counted back from it, and years before the first are no dates."""


def as_peildatum(text: str | None) -> date:
    """Return the peildatum; raise RefusedError when there is none or it is no day."""
    if not text:
        raise RefusedError(f"no peildatum in the file name: it should be {CONVENTION}")
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            found = date.fromisoformat(text)
            if found.year in PEILJAREN:
                return found
    except ValueError:
        pass
    words = "is no date such as 2026-01-01; free text comes after another _"
    raise RefusedError(f"peildatum {text!r} {words}", unquoted=f"the peildatum {words}")
