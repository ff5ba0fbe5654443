"""LMVW-4a, WIV-6.9: verify the audit, keep its anchors outside the database, and read its events."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg

from woonkluis.platform.engine import as_table, connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.machine import account
from woonkluis.platform.settings import Settings, get_settings

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

VERIFIER = "dienst_audit"
"""Login that reads and verifies the audit, and changes nothing in it."""

WRITER_OF_EXPORTS = "dienst_lader"

SHOWN = 100
"""Faults that are named; the first one tells, and what follows a removed month are thousands."""

ANCHOR = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Anchor:
    """End of the chain at some moment: what was sealed up to there cannot change without being found."""

    volgnummer: int
    hash: str

    def __str__(self) -> str:
        return f"{self.volgnummer}:{self.hash}"


@dataclass(frozen=True)
class Fault:
    """A place where the chain is broken; numbers only, never what an event says."""

    volgnummer: int | None
    gebeurtenis_id: int | None
    gebrek: str

    def __str__(self) -> str:
        place = "volgnummer -" if self.volgnummer is None else f"volgnummer {self.volgnummer}"
        row = "" if self.gebeurtenis_id is None else f" (gebeurtenis {self.gebeurtenis_id})"
        return f"{place}{row}: {self.gebrek}"


@dataclass(frozen=True)
class Verification:
    """Outcome of a verification: the faults, first one first, and the end of the chain."""

    einde: Anchor
    onverzegeld: int
    ankers: int
    faults: tuple[Fault, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing was changed, removed, inserted or moved."""
        return not self.faults


def anchor_file(settings: Settings | None = None) -> Path:
    """File with one anchor a line, readable by its owner only; a database administrator does not reach it."""
    return (settings or get_settings()).state_dir / "audit" / "ankers.log"


def parse_anchor(text: str) -> Anchor:
    """Read an anchor as the verifier printed it, such as `1234:5f3c...`; raises WoonkluisError for anything else."""
    found = ANCHOR.fullmatch(text.strip())
    if not found:
        raise WoonkluisError("an anchor is a number, a colon and 64 hexadecimal digits, as `woonkluis audit` prints it")
    return Anchor(int(found[1]), found[2])


def read_anchors(settings: Settings | None = None) -> list[Anchor]:
    """Return the anchors that earlier verifications left; a line that is none is an error: nobody edits this file."""
    try:
        lines = anchor_file(settings).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        raise WoonkluisError("the file of anchors cannot be read") from None
    anchors = []
    for number, line in enumerate(lines, start=1):
        found = ANCHOR.fullmatch(line.rpartition(" ")[2])
        if not found:
            raise WoonkluisError(f"the file of anchors was changed: line {number} is no anchor")
        anchors.append(Anchor(int(found[1]), found[2]))
    return anchors


def keep_anchor(anchor: Anchor, settings: Settings | None = None) -> None:
    """Add an anchor to the file, in one write, so that two verifications do not mix their lines."""
    path = anchor_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {anchor}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def verify(*, extra: tuple[Anchor, ...] = (), settings: Settings | None = None) -> Verification:
    """Seal what waits, check the whole chain against every anchor, and keep its end as a new one when it is intact.

    Raises:
        WoonkluisError: the warehouse cannot be reached, or the file of anchors is damaged.
    """
    anchors = [*read_anchors(settings), *extra]
    with connect(VERIFIER, application_name="woonkluis audit", settings=settings) as connection:
        try:
            connection.execute("select audit.verzegel()")
        except psycopg.errors.LockNotAvailable:
            # Who keeps a transaction open on the end of the chain holds up seals, not the verification: what stays
            # open for more than a day is a fault.
            connection.rollback()
        connection.commit()
        rows = connection.execute(
            "select volgnummer, gebeurtenis_id, gebrek from audit.controleer(%s::bigint[], %s::text[]) limit %s",
            [[one.volgnummer for one in anchors], [one.hash for one in anchors], SHOWN],
        ).fetchall()
        stand = connection.execute("select volgnummer, hash, onverzegeld from audit.stand()").fetchone()
    faults = [Fault(*row) for row in rows]
    if not stand or stand[0] is None:
        raise WoonkluisError("the audit has no chain: its end is not kept")
    outcome = Verification(Anchor(stand[0], stand[1]), stand[2], len(anchors), tuple(faults))
    if outcome.intact and outcome.einde.volgnummer and outcome.einde not in anchors:
        keep_anchor(outcome.einde, settings)
    return outcome


def maintain(settings: Settings | None = None) -> dict[str, int]:
    """Make the partitions of the months ahead and record which logins were made, changed or expired."""
    with connect(VERIFIER, application_name="woonkluis audit", settings=settings) as connection:
        made = connection.execute("select audit.maak_partities()").fetchone()
        logins = connection.execute("select audit.noteer_logins()").fetchone()
    return {"partities": made[0] if made else 0, "logins": logins[0] if logins else 0}


MAY_COUNT = "select has_column_privilege('audit.gebeurtenis', 'rijen', 'select')"

EVENTS = """
    select
        to_char(moment at time zone 'Europe/Amsterdam', 'YYYY-MM-DD HH24:MI:SS') as moment,
        concat_ws(' als ', login, rol) as login,
        soort,
        onderwerp,
        regime,
        studie_id as studie,
        relatie,
        rijen,
        (
            select string_agg(veld.key || '=' || (veld.value #>> '{}'), ' ' order by veld.key)
            from jsonb_each(
                case
                    when soort like 'recht.%%'
                        then jsonb_strip_nulls(coalesce(nullif(toelichting -> 'nieuw', 'null'), toelichting -> 'oud'))
                    else jsonb_strip_nulls(toelichting) - 'regime'
                end
            ) as veld
        ) as toelichting,
        volgnummer
    from audit.gebeurtenis
    where moment >= %(sinds)s and (%(regime)s::text is null or regime = %(regime)s)
    order by gebeurtenis_id desc
    limit %(hoogstens)s
"""


def events(
    sinds: datetime,
    *,
    regime: str | None = None,
    hoogstens: int = 1000,
    login: str = VERIFIER,
    settings: Settings | None = None,
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of what happened since a moment, the last ones, oldest first.

    What a login may see of it, the policies of the audit decide; how many rows it was, beheer does not (LMVW-8).
    """
    with connect(login, application_name="woonkluis audit", settings=settings) as connection:
        (counts,) = connection.execute(MAY_COUNT).fetchone() or (False,)
        query = EVENTS if counts else EVENTS.replace("        rijen,\n", "")
        cursor = connection.execute(query.encode(), {"sinds": sinds, "regime": regime, "hoogstens": hoogstens})
        columns, rows = as_table(cursor)
        return columns, rows[::-1]


def record_export(
    wat: str, onderwerp: str, *, regime: str, relatie: str, rijen: int | None = None, settings: Settings | None = None
) -> None:
    """Write down that something leaves the warehouse, before it does and in a transaction of its own (LMVW-4a).

    wat is a word such as `rapport`, onderwerp an id; the account that runs the program stands beside the login.
    """
    with connect(WRITER_OF_EXPORTS, application_name=f"woonkluis {wat}", settings=settings) as connection:
        connection.execute(
            "select audit.noteer_uitvoer(%s, %s, %s, %s, %s, %s)", [wat, onderwerp, regime, relatie, rijen, account()]
        )
