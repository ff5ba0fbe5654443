"""WIV-8.1: a bronhouder that was stopped by notice is neither taken in nor processed; what there is stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from woonkluis.platform.engine import connect
from woonkluis.receive.refusal import StoppedError

if TYPE_CHECKING:
    from psycopg import Connection

    from woonkluis.platform.settings import Settings

STOPPED_BRONHOUDER = """
    select from register.stopzetting
    where regime = %s and bronhouder_code = %s and hervat_op is null
"""

STOPPED_LEVERING = """
    select levering.bronhouder_code
    from register.levering as levering
    inner join register.stopzetting as stopzetting using (regime, bronhouder_code)
    where levering.levering_id = %s and stopzetting.hervat_op is null
"""


def refuse_stopped(regime: str, bronhouder_code: str, settings: Settings) -> None:
    """Raise StoppedError for a bronhouder that may not deliver now; the register itself would refuse it too."""
    with connect("dienst_lader", application_name="woonkluis receive", settings=settings) as connection:
        if connection.execute(STOPPED_BRONHOUDER, [regime, bronhouder_code]).fetchone() is not None:
            raise StoppedError(f"bronhouder {bronhouder_code} is stopped (WIV-8.1): nothing is taken in")


def leave_stopped(connection: Connection[Any], levering_id: int) -> None:
    """Raise StoppedError for a delivery that waits until its bronhouder is resumed."""
    if found := connection.execute(STOPPED_LEVERING, [levering_id]).fetchone():
        raise StoppedError(f"levering {levering_id} waits: bronhouder {found[0]} is stopped (WIV-8.1)")
