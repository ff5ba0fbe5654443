"""What the columns of a sheet of DIWI are: the path of their header, from section to subheader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROJECT, NUMBERS = "projectgegevens", "woning aantallen"
BLOCKS = {"bouw": "bouw gegevens", "sloop": "sloop gegevens"}
"""Column of the number of dwellings, and section with what they are."""

IGNORED_SECTIONS = ("controle ",)
"""Sums over the columns before them: nothing new, and usually formulas."""

HEADER_ROWS = 20
"""The header starts within these."""

COLLECTED = {
    "projectfasen": (
        *("1 concept", "2 initiatief", "3 definitie", "4 ontwerp", "5 voorbereiding", "6 realisatie", "7 nazorg"),
    ),
    "planologische planstatus": (
        *("1a onherroepelijk", "1b onherroepelijk uitwerking nodig", "1c onherroepelijk b&w nodig"),
        *("2a vastgesteld", "2b vastgesteld uitwerking nodig", "2c vastgesteld b&w nodig", "3 in voorbereiding"),
        *("4a opgenomen in de visie", "4b niet opgenomen in de visie"),
    ),
    "eigendom type": (
        *("koopwoning", "particuliere verhuurder", "huur woningcorporatie"),
        *("eigendom type onbekend", "eigendom type.onbekend"),
    ),
    "grondpositie": (*("geen toestemming eigenaar", "intentie medewerking eigenaar", "formele toestemming eigenaar"),),
}
"""Columns that are one field, kept by name. Not by their group: in some files that stands above the wrong one."""

FIELD_OF = {column: field for field, columns in COLLECTED.items() for column in columns}

UNKNOWN = "onbekend"
"""The one name that needs its group to say what it is about."""

PRICES = "woning waarde"
PRICE_COLUMNS = ("koopprijs", "huurprijs")

BY_SUBHEADER = frozenset(
    {
        "rol type",
        "maatwerk project eigenschap",
        "opleverdatum",
        "grootte categorie",
        "fysiek voorkomen",
        "doelgroep categorie",
        "maatwerk woning eigenschap",
    }
)
"""Columns that come as often as there are subheaders; without one they are spare."""

PROGRAMMING = "in programmering"
"""Stands with the plan, but is filled in per woningblok."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its header: where its values go, and under which name when it shares a field with others."""

    number: int
    section: str
    path: str
    member: tuple[str, ...] = ()
    spare: bool = False


def header_columns(levels: Sequence[Mapping[int, object]]) -> list[Column]:
    """Columns by header; section and group stand once, above the first column they are about."""
    columns: list[Column] = []
    section = group = ""
    for number in range(1, max((n for level in levels for n in level), default=0) + 1):
        texts = [level.get(number) for level in levels]
        if texts[0] is not None:
            section, group = folded(texts[0]), ""
        group = group if texts[1] is None else text_of(texts[1])
        if section.startswith(IGNORED_SECTIONS):
            columns.append(Column(number, section, ""))
        elif texts[2] is not None:
            columns.append(_column(number, section, group, text_of(texts[2]), texts[3]))
    return columns


def _column(number: int, section: str, group: str, name: str, subheader: object) -> Column:
    sub = None if subheader is None else text_of(subheader)
    path = name.casefold()
    if path == UNKNOWN:
        path = f"{group}.{name}".casefold()
    if path in FIELD_OF:
        return Column(number, section, FIELD_OF[path], (name,))
    if section in BLOCKS.values() and path.startswith(PRICE_COLUMNS):
        return Column(number, section, PRICES, (name, sub or ""), spare=sub is None)
    if path in BY_SUBHEADER:
        return Column(number, section, path, (sub or "",), spare=sub is None)
    return Column(number, section, path)


def text_of(value: object) -> str:
    """Text of a header cell; a day is written as a day, whatever program made a time of it."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return value.isoformat() if isinstance(value, dt.date) else str(value).strip()


def folded(value: object) -> str:
    """Text of a header cell, without regard to case."""
    return str(value).strip().casefold()
