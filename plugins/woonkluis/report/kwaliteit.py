"""The yearly report on the quality of deliveries (LMVW-2c, LMVW-4d): per provincie, per gemeente and per rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from woonkluis.platform.engine import connect
from woonkluis.report.blad import Werkmap

if TYPE_CHECKING:
    from pathlib import Path

    from woonkluis.platform.settings import Settings

READER = "dienst_lader"

GEMEENTEN = """
    with dag as (
        select distinct peildatum from register.kwaliteit where jaar = %(jaar)s
    )

    select
        coalesce(gemeente.provincie_naam, '(geen provincie)') as provincie,
        coalesce(gemeente.gemeente_code, kwaliteit.gemeente_code) as code,
        coalesce(gemeente.gemeente_naam, '(onbekende bronhouder)') as gemeente,
        coalesce(dag.peildatum, kwaliteit.peildatum) as peildatum,
        coalesce(kwaliteit.leveringen, 0) as leveringen,
        coalesce(kwaliteit.afgekeurd, 0) as afgekeurd,
        coalesce(kwaliteit.geaccepteerd, false) as geaccepteerd,
        kwaliteit.eerste_ontvangst::date as "eerste ontvangst",
        kwaliteit.op_tijd as "op tijd",
        coalesce(kwaliteit.blokkerend, 0) as blokkerend,
        coalesce(kwaliteit.waarschuwing, 0) as waarschuwing,
        coalesce(kwaliteit.info, 0) as info,
        coalesce(kwaliteit.regels, 0) as regels
    from referentie.gemeente
    cross join dag
    full join (select * from register.kwaliteit where jaar = %(jaar)s) as kwaliteit
        on gemeente.gemeente_code = kwaliteit.gemeente_code and dag.peildatum = kwaliteit.peildatum
    order by 4, 1, 3, 2
"""
"""Every gemeente for every peildatum of the year that somebody delivered for: who delivered nothing shows too."""

REGELS = """
    select
        regel_id as regel,
        artikel,
        ernst,
        sum(bevindingen)::integer as bevindingen,
        count(distinct gemeente_code)::integer as gemeenten
    from register.kwaliteit_regel
    where jaar = %(jaar)s
    group by regel_id, artikel, ernst
    order by array_position(array['blokkerend', 'waarschuwing', 'info'], ernst), 5 desc, 4 desc, 1
"""

PROVINCIES = ("provincie", "peildatum", "gemeenten", "geleverd", "geaccepteerd", "op tijd", "afgekeurd", "waarschuwing")
"""Counts of gemeenten, but for the last two: rejected deliveries and warnings."""


@dataclass(frozen=True)
class Table:
    """Column names and rows of one sheet."""

    naam: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def _per_provincie(gemeenten: Table) -> Table:
    """Add the gemeenten of a provincie up, per peildatum."""
    groups: dict[tuple[str, dt.date], list[dict[str, Any]]] = {}
    for row in gemeenten.rows:
        one = dict(zip(gemeenten.columns, row, strict=True))
        groups.setdefault((one["provincie"], one["peildatum"]), []).append(one)
    rows = [
        (
            *(provincie, peildatum, len(members)),
            sum(one["leveringen"] > 0 for one in members),
            sum(one["geaccepteerd"] for one in members),
            sum(one["op tijd"] is True for one in members),
            sum(one["afgekeurd"] for one in members),
            sum(one["waarschuwing"] for one in members),
        )
        for (provincie, peildatum), members in groups.items()
    ]
    return Table("Provincies", PROVINCIES, rows)


def read_kwaliteit(jaar: int, *, settings: Settings | None = None) -> list[Table]:
    """Read the three tables of a year: provincies, gemeenten, rules."""
    with connect(READER, application_name="woonkluis kwaliteit", settings=settings) as connection:
        tables = []
        for naam, query in (("Gemeenten", GEMEENTEN), ("Regels", REGELS)):
            cursor = connection.execute(query.encode(), {"jaar": jaar})
            columns = tuple(column.name for column in cursor.description or ())
            tables.append(Table(naam, columns, cursor.fetchall()))
    return [_per_provincie(tables[0]), *tables]


def write_kwaliteit(jaar: int, naar: Path, *, settings: Settings | None = None) -> list[Table]:
    """Write the tables of a year as the sheets of a workbook, and return them."""
    tables = read_kwaliteit(jaar, settings=settings)
    werkmap = Werkmap(naar, titel=f"Kwaliteit van de leveringen {jaar}", moment=dt.datetime.now(dt.UTC))
    for table in tables:
        sheet = werkmap.sheet(table.naam)
        werkmap.printable(sheet)
        werkmap.row(sheet, 0, table.columns, "kop")
        for number, row in enumerate(table.rows, start=1):
            werkmap.row(sheet, number, row)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.columns) - 1, 16)
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    werkmap.close()
    return tables
