"""The work list: deliveries that wait for a step. The register is the truth, an event only says that it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.rows import class_row

from woonkluis.platform.engine import connect

if TYPE_CHECKING:
    from datetime import date

    from woonkluis.platform.settings import Settings


@dataclass(frozen=True)
class OpenLevering:
    """A delivery without a decision."""

    levering_id: int
    bronhouder_code: str
    peildatum: date
    contract: str
    status: str


def work_list(regime: str, *, settings: Settings | None = None) -> list[OpenLevering]:
    """List the deliveries of a regime that wait for a step, oldest first.

    A late one waits for a person (LMVW-10), one of a stopped bronhouder until it is resumed (WIV-8.1), a mutatie for
    the messages before it (WIV-5.1).
    """
    with (
        connect("dienst_lader", settings=settings) as connection,
        connection.cursor(row_factory=class_row(OpenLevering)) as cursor,
    ):
        return cursor.execute(
            "select levering_id, bronhouder_code, peildatum, contract, status from register.levering "
            "where regime = %s and status in ('ontvangen', 'gelezen', 'gecontroleerd') "
            "and levering_id not in (select levering_id from register.te_laat) "
            "and levering_id not in (select levering_id from register.aangehouden) "
            "and not exists (select from register.stopzetting as stop where stop.regime = levering.regime "
            "and stop.bronhouder_code = levering.bronhouder_code and stop.hervat_op is null) order by levering_id",
            [regime],
        ).fetchall()
