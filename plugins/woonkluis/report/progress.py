"""What the register says about a delivery, in ids, codes and counts that may stand in a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from woonkluis.platform.engine import connect

if TYPE_CHECKING:
    from woonkluis.platform.settings import Settings

READER, BUILDER = "dienst_lader", "dienst_bouwer"

OUTCOME = {
    "afgekeurd": "rejected as a whole, nothing of it reaches a layer",
    "geaccepteerd": "accepted, its rows go to the layers",
    "vervangen": "another delivery took its place",
}

WAITING = """
    select levering_id from register.levering_actueel where regime = %(regime)s
    except
    select inhoud.levering_id
    from register.publicatie_levering as inhoud
    join register.publicatie using (publicatie_id)
    where publicatie.regime = %(regime)s and publicatie.status = 'goedgekeurd'
    order by levering_id
"""
RELABELLED = """
    with approved as (
        select publicatie_id from register.publicatie where regime = %(regime)s and status = 'goedgekeurd'
    ),

    behind as (
        select label_id from register.publicatie_label join approved using (publicatie_id)
    ),

    -- Nothing can be relabelled before something was built.
    in_force as (
        select label_id from register.label_actueel where %(regime)s = 'lmvw' and exists (select from approved)
    )

    (table in_force except table behind)
    union all
    (table behind except table in_force)
"""
APPROVED = "select publicatie_id from register.publicatie where regime = %s and status = 'goedgekeurd'"
PUBLIC = """
    select substr(frozen.relname, length('publicatie_') + 1), shown.oid is not null
    from pg_class as frozen
    left join pg_class as shown
        on shown.relnamespace = to_regnamespace(%(regime)s || '_publiek')
        and 'publicatie_' || shown.relname = frozen.relname
    where frozen.relnamespace = to_regnamespace(%(regime)s || '_geaggregeerd')
        and frozen.relkind = 'r' and frozen.relname like 'publicatie\\_%%'
"""
DIFFERS = sql.SQL("""
    select (select publicatie_id from {} limit 1)
        is distinct from (select publicatie_id from {} where publicatie_id = %s limit 1)
""")


@dataclass(frozen=True)
class Progress:
    """A delivery as it stands: ``label`` names it in a list, ``lines`` tell it in a log."""

    levering_id: int
    status: str
    label: str
    lines: tuple[str, ...]


def label(levering_id: int, bronhouder_code: str, peildatum: object, status: str) -> str:
    """Name a delivery for people: ``12 · GM0150 2026-01-01 · geaccepteerd``."""
    return f"{levering_id} · {bronhouder_code} {peildatum} · {status}"


def progress(levering_id: int) -> Progress:
    """Read how far a delivery is: rows per laag, findings per rule, and what to do next."""
    with connect(READER) as connection:
        row = connection.execute(
            "select bronhouder_code, peildatum, status, rijen from register.levering where levering_id = %s",
            [levering_id],
        ).fetchone()
        if row is None:
            raise LookupError(levering_id)
        bronhouder_code, peildatum, status, rijen = row
        late = connection.execute("select from register.te_laat where levering_id = %s", [levering_id]).fetchone()
        found = connection.execute(
            """
            select regel_id, ernst, count(*)
            from register.bevinding
            where levering_id = %s
            group by regel_id, ernst
            order by ernst, regel_id
            """,
            [levering_id],
        ).fetchall()
    lines = [f"levering {levering_id}: {bronhouder_code}, peildatum {peildatum}, {status}"]
    if rijen:
        lines.append("rows: " + ", ".join(f"{laag} {count}" for laag, count in sorted(rijen.items())))
    lines += [f"findings: {regel_id} {count} ({ernst})" for regel_id, ernst, count in found]
    if late is not None:
        lines.append("received after its peildatum was frozen: a person decides whether it counts (LMVW-10)")
    if status in OUTCOME:
        lines.append(OUTCOME[status])
    if found:
        lines.append(f"for the bronhouder: woonkluis bevindingen {levering_id}")
    return Progress(levering_id, status, label(levering_id, bronhouder_code, peildatum, status), tuple(lines))


def waiting(regime: str, *, settings: Settings | None = None) -> list[int]:
    """List the accepted deliveries that are not behind the approved publicatie yet, so the layers must be built."""
    with connect(READER, settings=settings) as connection:
        return [row[0] for row in connection.execute(WAITING, {"regime": regime})]


def relabelled(regime: str, *, settings: Settings | None = None) -> int:
    """Count the labels laid or lifted since the approved publicatie, so the layers must be built (LMVW-5d, LMVW-5e)."""
    with connect(READER, settings=settings) as connection:
        return len(connection.execute(RELABELLED, {"regime": regime}).fetchall())


def outdated(regime: str, *, settings: Settings | None = None) -> list[str]:
    """List the public relations that do not show the approved publicatie: a build stopped between approval and end."""
    with connect(BUILDER, settings=settings) as connection:
        approved = connection.execute(APPROVED, [regime]).fetchone()
        if approved is None:
            return []
        found = []
        for name, exists in connection.execute(PUBLIC, {"regime": regime}).fetchall():
            shown = sql.Identifier(f"{regime}_publiek", name)
            frozen = sql.Identifier(f"{regime}_geaggregeerd", f"publicatie_{name}")
            if not exists or connection.execute(DIFFERS.format(shown, frozen), approved).fetchone() == (True,):
                found.append(f"{regime}_publiek.{name}")
        return found
