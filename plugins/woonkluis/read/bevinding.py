"""Findings of the reader: what is wrong with a file, where, and what the deliverer should do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Ernst = Literal["blokkerend", "waarschuwing", "info"]

MAX_PER_RULE = 1000
"""Findings of one rule that are written out; the others are counted in a closing one."""

MAX_WAARDE = 200


@dataclass(frozen=True, slots=True)
class Bevinding:
    """One finding; `waarde` is the only part that may hold delivered contents."""

    regel_id: str
    melding: str
    laag: str | None = None
    rij: int | None = None
    kolom: str | None = None
    waarde: str | None = None
    ernst: Ernst = "blokkerend"


class UnreadableError(Exception):
    """The file cannot be read any further; carries the finding that says why."""

    def __init__(
        self,
        regel_id: str,
        melding: str,
        laag: str | None = None,
        *,
        rij: int | None = None,
        kolom: str | None = None,
        waarde: str | None = None,
    ) -> None:
        super().__init__(regel_id)
        self.bevinding = Bevinding(regel_id, melding, laag, rij, kolom, waarde)


class Bevindingen:
    """Collects findings of one reading and hands them on, capped per rule."""

    def __init__(self, emit: Callable[[Bevinding], None]) -> None:
        self._emit = emit
        self._counts: Counter[tuple[str, Ernst]] = Counter()

    def add(self, bevinding: Bevinding) -> None:
        """Hand on a finding, or only count it when its rule has had its share."""
        self._counts[bevinding.regel_id, bevinding.ernst] += 1
        if self._counts[bevinding.regel_id, bevinding.ernst] <= MAX_PER_RULE:
            self._emit(bevinding)

    def close(self) -> None:
        """Say how many findings were left out."""
        for (regel_id, ernst), count in self._counts.items():
            if count > MAX_PER_RULE:
                melding = f"Er zijn nog {count - MAX_PER_RULE} bevindingen van deze soort; herstel eerst de getoonde."
                self._emit(Bevinding(regel_id, melding, ernst=ernst))


def shorten(value: object) -> str:
    """Text of an offending value, short enough for a report."""
    text = str(value)
    return text if len(text) <= MAX_WAARDE else text[: MAX_WAARDE - 1] + "…"
