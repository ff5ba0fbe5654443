"""The decision on a delivery: one transaction after which it counts, or does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.receive.stopzetting import leave_stopped

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

NUMBERED = """
    select regime, bronhouder_code from register.levering where levering_id = %(levering_id)s and volgnummer is not null
"""

DECIDE_MESSAGES = "select register.beslis_berichten(%s, %s)"
"""WIV-5.1: messages with a number count in that order, whatever their peildatum; the database knows the rules."""

GOES_ON = "select register.noteer_blijvend(%(levering_id)s)"
"""WIV-7.1: what was set aside goes on counting as it did; a message with a number has this in its own decision."""

HAS_BLOCKING = """
    select exists (select from register.bevinding where levering_id = %(levering_id)s and ernst = 'blokkerend')
"""

LATE = """
    select
        besluit.uitkomst,
        besluit.motivering
    from register.levering
    join register.peilmoment using (regime, peildatum)
    left join register.besluit
        on
            besluit.levering_id = levering.levering_id
            and besluit.soort = 'correctie_10'
            and besluit.ingetrokken_op is null
    where levering.levering_id = %(levering_id)s and levering.ontvangen_op > peilmoment.bevroren_op
    order by besluit.besloten_op desc
    limit 1
"""
"""LMVW-10: a delivery that came after its peildatum was frozen, with what people decided about it."""

REFUSE_LATE = """
    insert into register.bevinding (levering_id, regel_id, ernst, artikel, melding)
    values (
        %(levering_id)s, 'LMVW-10_correctie', 'blokkerend', '10',
        'Na het extractiemoment geleverd en niet alsnog aanvaard. Motivering: ' || %(motivering)s
    )
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

    ``status`` is geaccepteerd (its rows count), afgekeurd (blocking findings), vervangen (a delivery that came after
    it counts) or still gecontroleerd (it came late and waits for a person, or for a message that comes before it).
    ``vervangt`` is the delivery whose place it took, if there was one.
    """

    levering_id: int
    status: str
    vervangt: int | None


def _decide(connection: Connection[Any], levering_id: int) -> None:
    if numbered := connection.execute(NUMBERED, {"levering_id": levering_id}).fetchone():
        _decide_message(connection, levering_id, *numbered)
    else:
        _decide_delivery(connection, levering_id)


def _decide_message(connection: Connection[Any], levering_id: int, regime: str, bronhouder_code: str) -> None:
    """Decide on a message with a number, and on all that waited for it; it may have to wait itself."""
    # Before any other row: decisions about one bronhouder queue at the first of its deliveries, so that none of them
    # holds a row another needs.
    connection.execute("select register.sluit_reeks(%s, %s)", [regime, bronhouder_code])
    found = connection.execute("select status from register.levering where levering_id = %s", [levering_id]).fetchone()
    status = found[0] if found else None
    if status == "gelezen":
        raise WoonkluisError(f"levering {levering_id} is {status}: check it before deciding on it")
    if status == "gecontroleerd":
        leave_stopped(connection, levering_id)
        connection.execute(DECIDE_MESSAGES, [regime, bronhouder_code])


def _decide_delivery(connection: Connection[Any], levering_id: int) -> None:
    siblings: dict[int, str] = dict(connection.execute(LOCK_SIBLINGS, {"levering_id": levering_id}).fetchall())
    status = siblings.get(levering_id)
    if status is None:
        raise WoonkluisError(f"levering {levering_id} does not exist")
    if status in {"ontvangen", "gelezen"}:
        raise WoonkluisError(f"levering {levering_id} is {status}: check it before deciding on it")
    if status != "gecontroleerd":
        return
    leave_stopped(connection, levering_id)
    blocked = connection.execute(HAS_BLOCKING, {"levering_id": levering_id}).fetchone() == (True,)
    late = None if blocked else connection.execute(LATE, {"levering_id": levering_id}).fetchone()
    if late == (None, None):
        return
    if late and late[0] == "afgewezen":
        connection.execute(REFUSE_LATE, {"levering_id": levering_id, "motivering": late[1]})
        blocked = True
    accepted = next((id_ for id_, status in siblings.items() if status == "geaccepteerd"), None)
    if blocked:
        status, successor = "afgekeurd", None
    elif accepted and accepted > levering_id:
        status, successor = "vervangen", accepted
    else:
        status, successor = "geaccepteerd", None
        connection.execute(GOES_ON, {"levering_id": levering_id})
        if accepted:
            connection.execute(SUPERSEDE, {"levering_id": levering_id, "vervangt": accepted})
    connection.execute(DECIDE, {"levering_id": levering_id, "status": status, "vervangen_door": successor})


def accept(levering_id: int, *, settings: Settings | None = None) -> Decision:
    """Decide on a checked delivery, once, in one transaction.

    Blocking findings reject it as a whole. Otherwise it takes the place of the accepted delivery of the same regime,
    bronhouder and peildatum (LMVW-4d), unless that one was delivered later: what was corrected does not come back
    because its decision came late. Both remain in the register.

    A delivery received after its peildatum was frozen stays gecontroleerd until a besluit (correctie_10) says whether
    it still counts (LMVW-10); the reason of a refusal becomes a finding.

    A message with a number (WIV-5.1) counts in the order of the numbers instead: a mutatie behind a gap stays
    gecontroleerd, and goes on in the decision that fills the gap.

    A delivery that is past this step keeps its decision, which is returned.

    Raises:
        StoppedError: its bronhouder is stopped, so it waits (WIV-8.1).
        WoonkluisError: there is no such delivery, or it is not checked yet.
    """
    name = f"woonkluis accept {levering_id}"
    with connect("dienst_lader", application_name=name, settings=settings) as connection:
        _decide(connection, levering_id)
        row = connection.execute(RECORDED, {"levering_id": levering_id}).fetchone()
        if row is None:
            raise WoonkluisError(f"levering {levering_id} does not exist")
        return Decision(levering_id, *row)
