"""The decision on a delivery: one transaction after which it counts, or does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from psycopg import Connection

    from woonkluis.platform.settings import Settings

LOCK_SIBLINGS = """
    select ander.levering_id, ander.status
    from register.levering as ander
    join register.levering as deze using (regime, bronhouder_code, peildatum)
    where deze.levering_id = %(levering_id)s
    order by ander.levering_id
    for update of ander
"""
"""Every delivery of this bronhouder and peildatum, always locked in the same order: two decisions never interleave."""

HAS_BLOCKING = """
    select exists (select from register.bevinding where levering_id = %(levering_id)s and ernst = 'blokkerend')
"""

DECIDE = """
    update register.levering
    set status = %(status)s, vervangen_door = %(vervangen_door)s, besloten_op = clock_timestamp()
    where levering_id = %(levering_id)s
"""

SUPERSEDE = """
    update register.levering
    set status = 'vervangen', vervangen_door = %(levering_id)s
    where levering_id = %(vervangt)s
"""

RECORDED = """
    select deze.status, max(vorige.levering_id)
    from register.levering as deze
    left join register.levering as vorige
        on vorige.vervangen_door = deze.levering_id and vorige.besloten_op < deze.besloten_op
    where deze.levering_id = %(levering_id)s
    group by deze.status
"""
"""A delivery that was overtaken names its successor too, but was decided after it: nothing was replaced then."""


@dataclass(frozen=True)
class Decision:
    """What became of a delivery.

    ``status`` is geaccepteerd (its rows count), afgekeurd (blocking findings) or vervangen (a delivery that came after
    it counts). ``vervangt`` is the delivery whose place it took, if there was one.
    """

    levering_id: int
    status: str
    vervangt: int | None


def _decide(connection: Connection[Any], levering_id: int) -> None:
    siblings: dict[int, str] = dict(connection.execute(LOCK_SIBLINGS, {"levering_id": levering_id}).fetchall())
    status = siblings.get(levering_id)
    if status is None:
        raise WoonkluisError(f"levering {levering_id} does not exist")
    if status in {"ontvangen", "gelezen"}:
        raise WoonkluisError(f"levering {levering_id} is {status}: check it before deciding on it")
    if status != "gecontroleerd":
        return
    blocked = connection.execute(HAS_BLOCKING, {"levering_id": levering_id}).fetchone() == (True,)
    accepted = next((id_ for id_, status in siblings.items() if status == "geaccepteerd"), None)
    if blocked:
        status, successor = "afgekeurd", None
    elif accepted and accepted > levering_id:
        status, successor = "vervangen", accepted
    else:
        status, successor = "geaccepteerd", None
        if accepted:
            connection.execute(SUPERSEDE, {"levering_id": levering_id, "vervangt": accepted})
    connection.execute(DECIDE, {"levering_id": levering_id, "status": status, "vervangen_door": successor})


def accept(levering_id: int, *, settings: Settings | None = None) -> Decision:
    """Decide on a checked delivery, once, in one transaction.

    Blocking findings reject it as a whole. Otherwise it takes the place of the accepted delivery of the same regime,
    bronhouder and peildatum (LMVW-4d), unless that one was delivered later: what was corrected does not come back
    because its decision came late. Both remain in the register.

    A delivery that is past this step keeps its decision, which is returned.

    Raises:
        WoonkluisError: there is no such delivery, or it is not checked yet.
    """
    name = f"woonkluis accept {levering_id}"
    with connect("dienst_lader", application_name=name, settings=settings) as connection:
        _decide(connection, levering_id)
        row = connection.execute(RECORDED, {"levering_id": levering_id}).fetchone()
        if row is None:
            raise WoonkluisError(f"levering {levering_id} does not exist")
        return Decision(levering_id, *row)
