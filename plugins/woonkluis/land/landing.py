"""Bring a delivery from its file to the landing tables in one transaction: ontvangen -> gelezen or afgekeurd."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import Rollback
from psycopg.types.json import Jsonb

from woonkluis.contracts import Contract, contract_by_id
from woonkluis.land.copying import RefusedRowError, copy_rows, verify
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.read.bevinding import Bevinding
from woonkluis.read.reader import Reading
from woonkluis.receive.stopzetting import leave_stopped
from woonkluis.receive.store import stored_path

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from psycopg import Connection

COLUMN_COUNT = struct.Struct(">h")
LENGTH = struct.Struct(">i")
BIGINT = struct.Struct(">q")


FIRST_DAYS = """
    select distinct on (regel_id) regel_id, (%(peildatum)s::date - termijn)::date
    from register.bewaartermijn
    where geldig_van <= current_date
    order by regel_id, geldig_van desc
"""


@dataclass(frozen=True)
class Landed:
    """What landing a delivery gave: its status, rows per laag, and the number of findings of the reader."""

    levering_id: int
    status: str
    rijen: dict[str, int]
    bevindingen: int


@dataclass(frozen=True)
class Levering:
    """What landing needs to know of a delivery."""

    levering_id: int
    contract: Contract
    bronhouder_code: str
    peildatum: dt.date
    path: Path
    termijnen: dict[str, dt.date]
    settings: Settings

    def reading(self) -> Reading:
        """Start reading its file."""
        return Reading(
            self.path,
            self.contract,
            levering_id=self.levering_id,
            bronhouder_code=self.bronhouder_code,
            peildatum=self.peildatum,
            termijnen=self.termijnen,
            settings=self.settings,
        )


def land(levering_id: int, *, settings: Settings | None = None) -> Landed:
    """Read a delivery's file into the landing tables, all its rows or none.

    A file that cannot be read, or that has a blokkerende finding, leaves its findings and the status afgekeurd. A
    delivery that is past this step keeps what it has. Killed at any moment, nothing remains and a re-run finishes.

    Raises:
        StoppedError: its bronhouder is stopped, so it waits (WIV-8.1).
        WoonkluisError: there is no such delivery, its file is gone, or the server or an operator stopped the work.
    """
    settings = settings or get_settings()
    with connect("dienst_lader", application_name=f"woonkluis land {levering_id}", settings=settings) as connection:
        found = connection.execute(
            "select status, contract, bronhouder_code, peildatum, bestand_sha256 "
            "from register.levering where levering_id = %s for update",
            [levering_id],
        ).fetchone()
        if found is None:
            raise WoonkluisError(f"levering {levering_id} does not exist")
        status, contract, bronhouder_code, peildatum, sha256 = found
        if status == "ontvangen":
            leave_stopped(connection, levering_id)
            agreed = contract_by_id(contract)
            path = stored_path(sha256, settings, sealed=agreed.opslag == "verzegeld")
            # WIV-R.2: the age of a record is its age on the peildatum.
            termijnen = dict(connection.execute(FIRST_DAYS, {"peildatum": peildatum}).fetchall())
            _land(connection, Levering(levering_id, agreed, bronhouder_code, peildatum, path, termijnen, settings))
        return _summary(connection, levering_id)


def _land(connection: Connection[Any], levering: Levering) -> None:
    """Land the rows in a savepoint, so that findings about them can stay when they go."""
    bevindingen: list[Bevinding] = []
    with levering.reading() as reading:
        try:
            with connection.transaction():
                copied = copy_rows(connection, reading)
                if reading.rejected:
                    raise Rollback
                verify(connection, levering.contract, levering.levering_id, copied)
        except RefusedRowError as refused:
            bevindingen.append(_refusal(levering, refused))
        bevindingen += reading.bevindingen
    _store_findings(connection, levering, bevindingen)
    if any(bevinding.ernst == "blokkerend" for bevinding in bevindingen):
        connection.execute(
            "update register.levering set status = 'afgekeurd', besloten_op = clock_timestamp() where levering_id = %s",
            [levering.levering_id],
        )
    else:
        connection.execute(
            "update register.levering set status = 'gelezen', gelezen_op = clock_timestamp(), rijen = %s "
            "where levering_id = %s",
            [Jsonb(reading.rijen), levering.levering_id],
        )


def _refusal(levering: Levering, refused: RefusedRowError) -> Bevinding:
    """Turn a refused row into a finding; its row number is found by reading the file up to it once more."""
    laag = next(layer.naam for layer in levering.contract.layers if layer.table == refused.table)
    rij = _row_number(levering, refused.table, refused.number) if refused.number else None
    if refused.column == "geometrie":
        melding = "De geometrie is ongeldig opgebouwd. Herstel de geometrie en lever opnieuw."
        return Bevinding("LEES-GEOMETRIE", melding, laag, rij)
    melding = "De rij kan niet worden opgeslagen. Controleer de waarden en lever opnieuw."
    return Bevinding("LEES-BESTAND", melding, laag, rij)


def _row_number(levering: Levering, table: str, number: int) -> int | None:
    """Source row of the tuple with this position among those of its table."""
    seen = 0
    with levering.reading() as reading:
        for chunk in reading.chunks():
            if chunk.layer.table != table:
                continue
            if seen + chunk.rows >= number:
                return _rij_in(chunk.data, number - seen)
            seen += chunk.rows
    return None


def _rij_in(tuples: memoryview, position: int) -> int | None:
    """Value of rij, the second column, in the tuple at this position (from 1) of a chunk."""
    at = 0
    try:
        for _ in range(position - 1):
            (columns,) = COLUMN_COUNT.unpack_from(tuples, at)
            at += COLUMN_COUNT.size
            for _ in range(columns):
                (length,) = LENGTH.unpack_from(tuples, at)
                at += LENGTH.size + max(length, 0)
        (rij,) = BIGINT.unpack_from(tuples, at + COLUMN_COUNT.size + 2 * LENGTH.size + BIGINT.size)
    except struct.error:
        return None
    return int(rij)


def _store_findings(connection: Connection[Any], levering: Levering, bevindingen: Iterable[Bevinding]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into register.bevinding (levering_id, regel_id, ernst, artikel, laag, rij, kolom, waarde, melding) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    *(levering.levering_id, b.regel_id, b.ernst, levering.contract.artikel),
                    *(b.laag, b.rij, b.kolom, b.waarde, b.melding),
                )
                for b in bevindingen
            ],
        )


def _summary(connection: Connection[Any], levering_id: int) -> Landed:
    row = connection.execute(
        """
        select levering.status, levering.rijen, count(bevinding.levering_id)
        from register.levering
        left join register.bevinding
            on levering.levering_id = bevinding.levering_id and bevinding.regel_id like 'LEES-%%'
        where levering.levering_id = %s
        group by levering.status, levering.rijen
        """,
        [levering_id],
    ).fetchone()
    status, rijen, bevindingen = row or ("", {}, 0)
    return Landed(levering_id, status, rijen, bevindingen)
