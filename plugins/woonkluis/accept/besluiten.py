"""Decisions of people on deliveries: late ones (LMVW-10) and sums of small plans (LMVW-9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from woonkluis.accept.deciding import Decision, accept
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from datetime import date, datetime

    from woonkluis.platform.settings import Settings

CORRECTION = """
    insert into register.besluit
        (soort, orgaan, uitkomst, gebied_soort, gebied_code, levering_id, motivering, besloten_door)
    select
        'correctie_10', 'beheerorganisatie', %(uitkomst)s, 'gemeente', bronhouder_code, levering_id, %(motivering)s,
        %(besloten_door)s
    from register.te_laat
    where levering_id = %(levering_id)s
"""

SUM = """
    insert into register.besluit
        (soort, orgaan, uitkomst, gebied_soort, gebied_code, motivering, besloten_door, geldig_van, geldig_tot)
    values (
        'optelling_9', 'provincie', %(uitkomst)s, 'gemeente', %(gemeente_code)s, %(motivering)s, %(besloten_door)s,
        %(geldig_van)s, %(geldig_tot)s
    )
    returning besluit_id
"""


@dataclass(frozen=True)
class Late:
    """A checked delivery that came after its peildatum was frozen and on which nobody has decided."""

    levering_id: int
    bronhouder_code: str
    peildatum: date
    ontvangen_op: datetime


def late(*, settings: Settings | None = None) -> list[Late]:
    """List the late deliveries that wait for a decision, oldest first."""
    with (
        connect("dienst_lader", settings=settings) as connection,
        connection.cursor(row_factory=class_row(Late)) as cursor,
    ):
        return cursor.execute(
            "select levering_id, bronhouder_code, peildatum, ontvangen_op from register.te_laat order by levering_id"
        ).fetchall()


def _reason(motivering: str | None) -> str:
    if not motivering or not motivering.strip():
        raise WoonkluisError("a decision needs a motivering: clear the question to ask it again")
    return motivering.strip()


def decide_late(
    levering_id: int,
    *,
    toegewezen: bool,
    motivering: str | None,
    besloten_door: str,
    settings: Settings | None = None,
) -> Decision:
    """Record whether a late delivery still counts, with the reason, then decide on it accordingly (LMVW-10).

    A delivery on which was decided keeps that decision.

    Raises:
        WoonkluisError: no reason was given, or there is no such delivery.
    """
    answer = {
        "levering_id": levering_id,
        "uitkomst": "toegewezen" if toegewezen else "afgewezen",
        "motivering": _reason(motivering),
        "besloten_door": besloten_door,
    }
    name = f"woonkluis correctie {levering_id}"
    with connect("dienst_lader", application_name=name, settings=settings) as connection:
        connection.execute("select from register.levering where levering_id = %(levering_id)s for update", answer)
        connection.execute(CORRECTION, answer)
    return accept(levering_id, settings=settings)


def decide_sum(
    gemeente_code: str,
    *,
    toegewezen: bool,
    motivering: str | None,
    besloten_door: str,
    geldig_van: date,
    geldig_tot: date,
    settings: Settings | None = None,
) -> UUID:
    """Record whether a gemeente may sum its small plans for peildata in a period (LMVW-9); return the besluit.

    Raises:
        WoonkluisError: no reason was given, or the period or gemeente cannot be.
    """
    answer = {
        "gemeente_code": gemeente_code,
        "uitkomst": "toegewezen" if toegewezen else "afgewezen",
        "motivering": _reason(motivering),
        "besloten_door": besloten_door,
        "geldig_van": geldig_van,
        "geldig_tot": geldig_tot,
    }
    with connect("dienst_lader", application_name="woonkluis optelling", settings=settings) as connection:
        try:
            ((besluit_id,),) = connection.execute(SUM, answer).fetchall()
        except psycopg.errors.CheckViolation as error:
            raise WoonkluisError(f"besluit optelling_9: {error.diag.constraint_name} does not allow it") from None
    return UUID(str(besluit_id))
