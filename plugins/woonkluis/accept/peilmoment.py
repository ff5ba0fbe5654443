"""LMVW-10: open a peildatum with those who are expected to deliver, say who has not, and freeze it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from woonkluis.accept.kalender import Levermoment
from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from datetime import date, datetime

    from woonkluis.platform.settings import Settings

OPEN = """
    insert into register.peilmoment (regime, peildatum, naam, extractie_op)
    values ('lmvw', %(peildatum)s, %(naam)s, %(extractie_op)s)
    on conflict (regime, peildatum) do nothing
    returning peildatum
"""

EXPECT = """
    insert into register.peilmoment_bronhouder (regime, peildatum, bronhouder_code, provincie_code)
    select 'lmvw', %(peildatum)s, gemeente_code, provincie_code from referentie.gemeente
"""

FREEZE = """
    update register.peilmoment set bevroren_op = clock_timestamp()
    where regime = 'lmvw' and peildatum = %(peildatum)s and bevroren_op is null
"""

COUNT = """
    select
        (select bevroren_op from register.peilmoment where regime = 'lmvw' and peildatum = %(peildatum)s),
        count(*) filter (where stand = 'geaccepteerd'),
        coalesce(array_agg(gemeente_code order by gemeente_code) filter (where stand <> 'geaccepteerd'), '{}')
    from register.volledigheid
    where peildatum = %(peildatum)s
"""


@dataclass(frozen=True)
class Stand:
    """How far a peildatum is: accepted deliveries, codes of the gemeenten without one, and when it was frozen."""

    peildatum: date
    bevroren_op: datetime | None
    geaccepteerd: int
    ontbreekt: tuple[str, ...]


def _open(connection: psycopg.Connection[Any], moment: Levermoment) -> None:
    about = {"peildatum": moment.peildatum, "naam": moment.naam, "extractie_op": moment.extractie_op}
    if connection.execute(OPEN, about).fetchone():
        connection.execute(EXPECT, about)


def _stand(connection: psycopg.Connection[Any], peildatum: date) -> Stand:
    ((bevroren_op, count, missing),) = connection.execute(COUNT, {"peildatum": peildatum}).fetchall()
    return Stand(peildatum, bevroren_op, count, tuple(missing))


def open_peilmoment(peildatum: date, *, settings: Settings | None = None) -> Stand:
    """Open a peildatum, once, with the gemeenten that exist now, and say who has not delivered yet.

    Raises:
        WoonkluisError: the date is no peildatum.
    """
    with connect("dienst_lader", application_name=f"woonkluis open {peildatum}", settings=settings) as connection:
        _open(connection, Levermoment(peildatum))
        return _stand(connection, peildatum)


def freeze(peildatum: date, *, settings: Settings | None = None) -> Stand:
    """Freeze a peildatum, once: a delivery received from now on needs a besluit (see `accept`).

    Raises:
        WoonkluisError: the date is no peildatum, or its extraction moment has not come.
    """
    with connect("dienst_lader", application_name=f"woonkluis freeze {peildatum}", settings=settings) as connection:
        moment = Levermoment(peildatum)
        _open(connection, moment)
        try:
            with connection.transaction():
                connection.execute(FREEZE, {"peildatum": peildatum})
        except psycopg.errors.CheckViolation:
            raise WoonkluisError(
                f"peildatum {peildatum} is frozen from {moment.extractie_op:%Y-%m-%d} on, not before (LMVW-10)"
            ) from None
        return _stand(connection, peildatum)
