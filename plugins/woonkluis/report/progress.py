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
BUILT_AT = """
    select from pg_attribute where attrelid = to_regclass(%s) and attname = 'gebouwd_op' and not attisdropped
"""
"""A regime of which nothing is erased does not keep when it was built."""

ERASED_SINCE = sql.SQL("""
    select coalesce(sum(wissing.aantal), 0)
    from register.wissing
    where
        wissing.relatie like 'landing.%'
        and wissing.gewist_op > (select min(gebouwd_op) from {})
""")
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


UNABRIDGED = {
    "lmvw": (("Planregistratie", "lmvw_planregistratie", "woningbouwplan", None),),
    "cwr": (
        ("woning", "cwr_woning", "woning", ("stg_cwr__woning_bericht", "woonmaatschappij_woning_id")),
        (
            *("huurovereenkomst", "cwr_huurovereenkomst", "huurovereenkomst"),
            ("stg_cwr__contract_bericht", "contractnummer"),
        ),
        (
            *("huurprijsberekening", "cwr_huurprijsberekening", "huurprijsberekening"),
            ("stg_cwr__contract_bericht", "contractnummer"),
        ),
    ),
}
"""Laag of a delivery, its table in landing and the relation in vertrouwelijk that must hold every row of it.

WIV-5.1: of the rows that a later message replaced it must hold none; the relation in staging has what counts, by the
number of the delivery and a field of the record.
"""

REPLACED = sql.SQL("""
    (
        select count(*)
        from {landed} as geland
        where geland.levering_id = levering.levering_id
            and not exists (
                select from {counts} as bericht
                where bericht.levering_id = geland.levering_id and bericht.{key} = geland.waarden ->> {name}
            )
    )
""")
ERASED = sql.SQL("""
    (
        select coalesce(sum(wissing.aantal), 0)::bigint
        from register.wissing
        where wissing.levering_id = levering.levering_id and wissing.relatie = {}
    )
""")
NONE = sql.SQL("0::bigint")

COUNTED = sql.SQL("""
    select
        levering_id,
        coalesce((levering.rijen ->> %(laag)s)::bigint, 0),
        (select count(*) from {landed} as geland where geland.levering_id = levering.levering_id),
        (select count(*) from {built} as gemaakt where gemaakt.levering_id = levering.levering_id),
        (
            select count(*)
            from {landed} as geland
            join {built} as gemaakt using (levering_id, rij, rij_hash)
            where geland.levering_id = levering.levering_id
        ),
        {replaced},
        {erased}
    from register.levering
    join {deliveries} using (levering_id)
    order by levering_id
""")


@dataclass(frozen=True)
class Counted:
    """LMVW-5c, LMVW-7b: rows of one laag of a delivery: registered, landed, in the layer, there with the same hash."""

    levering_id: int
    laag: str
    geregistreerd: int
    geland: int
    in_laag: int
    gelijk: int
    vervangen: int = 0
    """WIV-5.1: landed rows that a later message replaced."""
    gewist: int = 0
    """WIV-R.1: rows that the retention erased."""

    @property
    def unabridged(self) -> bool:
        """Whether everything that came in is there, unchanged, and nothing else."""
        return (
            self.geregistreerd - self.gewist == self.geland
            and self.geland - self.vervangen == self.in_laag == self.gelijk
        )


@dataclass(frozen=True)
class Progress:
    """A delivery as it stands: ``label`` names it in a list, ``lines`` tell it in a log."""

    levering_id: int
    status: str
    label: str
    lines: tuple[str, ...]
    wacht: str | None = None
    """WIV-5.1: what a mutatie behind a gap in the numbers waits for."""


def label(levering_id: int, bronhouder_code: str, peildatum: object, status: str) -> str:
    """Name a delivery for people: ``12 · GM0150 2026-01-01 · geaccepteerd``."""
    return f"{levering_id} · {bronhouder_code} {peildatum} · {status}"


def held(*, settings: Settings | None = None) -> list[str]:
    """Say of every mutatie that waits behind a gap what it waits for (WIV-5.1): numbers and codes only."""
    with connect(READER, settings=settings) as connection:
        return [
            f"{regime}: levering {levering_id} of {bronhouder_code}, volgnummer {volgnummer}: {reden}"
            for regime, levering_id, bronhouder_code, volgnummer, reden in connection.execute(
                "select regime, levering_id, bronhouder_code, volgnummer, reden from register.aangehouden "
                "order by regime, bronhouder_code, volgnummer, levering_id"
            )
        ]


def set_aside(*, settings: Settings | None = None) -> list[str]:
    """Say of every delivery that counts or waits how many of its woningen were set aside (WIV-7.1): numbers only."""
    with connect(READER, settings=settings) as connection:
        return [
            f"{regime}: levering {levering_id} of {bronhouder_code}: {reden}"
            for regime, levering_id, bronhouder_code, reden in connection.execute(
                "select l.regime, l.levering_id, l.bronhouder_code, t.reden "
                "from register.afgezonderd_telling as t join register.levering as l using (levering_id) "
                "where l.status = 'gecontroleerd' "
                "or l.levering_id in (select a.levering_id from register.levering_actueel as a) "
                "order by l.regime, l.bronhouder_code, l.levering_id"
            )
        ]


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
        waits = connection.execute(
            "select reden from register.aangehouden where levering_id = %s", [levering_id]
        ).fetchone()
        apart = connection.execute(
            "select reden from register.afgezonderd_telling where levering_id = %s", [levering_id]
        ).fetchone()
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
    if waits is not None:
        lines.append(f"{waits[0]} (WIV-5.1); it goes on by itself")
    if apart is not None:
        lines.append(f"{apart[0]} (WIV-7.1): of these, what was accepted before goes on counting")
    if status in OUTCOME:
        lines.append(OUTCOME[status])
    if found:
        lines.append(f"for the bronhouder: woonkluis bevindingen {levering_id}")
    shown = status if waits is None else str(waits[0])
    if apart is not None:
        shown = f"{shown}, {apart[0]}"
    return Progress(
        levering_id,
        status,
        label(levering_id, bronhouder_code, peildatum, shown),
        tuple(lines),
        None if waits is None else str(waits[0]),
    )


def waiting(regime: str, *, settings: Settings | None = None) -> list[int]:
    """List the accepted deliveries that are not behind the approved publicatie yet, so the layers must be built."""
    with connect(READER, settings=settings) as connection:
        return [row[0] for row in connection.execute(WAITING, {"regime": regime})]


def relabelled(regime: str, *, settings: Settings | None = None) -> int:
    """Count the labels laid or lifted since the approved publicatie, so the layers must be built (LMVW-5d, LMVW-5e)."""
    with connect(READER, settings=settings) as connection:
        return len(connection.execute(RELABELLED, {"regime": regime}).fetchall())


def erased(regime: str, *, settings: Settings | None = None) -> int:
    """Count the records that the retention erased since the layers were built, so they must be built (WIV-R.1)."""
    relation = sql.Identifier("staging", f"stg_{regime}__levering")
    with connect(BUILDER, settings=settings) as connection:
        if connection.execute(BUILT_AT, [relation.as_string()]).fetchone() is None:
            return 0
        row = connection.execute(ERASED_SINCE.format(relation)).fetchone()
    return int(row[0]) if row else 0


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


def counted(regime: str, *, settings: Settings | None = None) -> list[Counted]:
    """Count what came in and what is in the layers, per delivery of the last build (LMVW-5c, LMVW-7b)."""
    deliveries = sql.Identifier("staging", f"stg_{regime}__levering")
    with connect(BUILDER, settings=settings) as connection:
        found = []
        for laag, landed, built, counts_by in UNABRIDGED[regime]:
            replaced: sql.Composable = NONE
            gone: sql.Composable = NONE
            if counts_by is not None:
                relation, key = counts_by
                replaced = REPLACED.format(
                    landed=sql.Identifier("landing", landed),
                    counts=sql.Identifier("staging", relation),
                    key=sql.Identifier(key),
                    name=sql.Literal(key),
                )
                gone = ERASED.format(sql.Literal(f"landing.{landed}"))
            query = COUNTED.format(
                landed=sql.Identifier("landing", landed),
                built=sql.Identifier(f"{regime}_vertrouwelijk", built),
                deliveries=deliveries,
                replaced=replaced,
                erased=gone,
            )
            for levering_id, *counts in connection.execute(query, {"laag": laag}):
                found.append(Counted(levering_id, laag, *counts))
        return found


def in_and_out(regime: str, *, settings: Settings | None = None) -> list[str]:
    """Tell in lines for a log whether the layers hold every delivery unabridged (LMVW-5c, LMVW-7b)."""
    counts = counted(regime, settings=settings)
    lines = []
    for laag in dict.fromkeys(one.laag for one in counts):
        rows = [one for one in counts if one.laag == laag]
        lines.append(
            f"{laag}: {sum(one.geland for one in rows)} rows came in with {len(rows)} deliveries, "
            f"{sum(one.in_laag for one in rows)} are in the layer, {sum(one.gelijk for one in rows)} of them unchanged"
        )
    lines += [f"levering {one.levering_id}, {one.laag}: NOT unabridged" for one in counts if not one.unabridged]
    return lines
