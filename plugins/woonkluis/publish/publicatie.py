"""One publicatie: find the candidates that dbt made, copy their rows into the frozen tables, approve."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg import sql

from woonkluis.platform.engine import connect
from woonkluis.platform.errors import WoonkluisError

if TYPE_CHECKING:
    from uuid import UUID

    from psycopg import Connection

    from woonkluis.platform.settings import Settings

BUILDER = "dienst_bouwer"
APPROVED_BY = "automatisch"
"""No person approves yet; the register says so with every publicatie."""

CANDIDATES = """
select
    frozen.relname,
    candidate.relname,
    array_agg(a.attname::text order by a.attname)
        filter (where a.attrelid = frozen.oid and a.attname <> 'publicatie_id') as wanted,
    array_agg(a.attname::text order by a.attname) filter (where a.attrelid = candidate.oid) as found,
    array_agg(a.attname::text)
        filter (where a.attrelid = frozen.oid and a.atttypid = 'public.geometry'::regtype) as geometries
from pg_class as frozen
left join pg_class as candidate
    on
        frozen.relnamespace = candidate.relnamespace
        and candidate.relkind = 'r'
        and candidate.relname = regexp_replace(frozen.relname, '^publicatie_', 'publiceerbaar_')
inner join pg_attribute as a on a.attrelid in (frozen.oid, candidate.oid) and a.attnum > 0 and not a.attisdropped
where frozen.relnamespace = to_regnamespace(%s) and frozen.relkind = 'r' and frozen.relname like 'publicatie\\_%%'
group by frozen.relname, candidate.relname
order by frozen.relname
"""


@dataclass(frozen=True)
class Published:
    """The approved publicatie of a regime; ``nieuw`` when this call made it, ``rijen`` counts rows per frozen table."""

    publicatie_id: UUID
    versie: int
    nieuw: bool
    rijen: dict[str, int]


@dataclass(frozen=True)
class Candidate:
    """A relation that dbt made and the frozen table that takes its rows."""

    source: sql.Identifier
    frozen: sql.Identifier
    name: str
    columns: tuple[str, ...]
    geometries: frozenset[str]

    def column_list(self) -> sql.Composed:
        """Render the columns for a select or an insert."""
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))

    def content(self) -> sql.Composed:
        """Render a row as text that depends on its values only: geometry as EWKB, all else as JSON writes it."""
        return sql.SQL("jsonb_build_array({})").format(
            sql.SQL(", ").join(
                sql.SQL("st_asewkb({}, 'NDR')" if name in self.geometries else "{}").format(sql.Identifier(name))
                for name in self.columns
            )
        )


def _candidates(connection: Connection[Any], regime: str) -> list[Candidate]:
    """Pair every frozen table of the regime with its candidate, by name.

    Raises WoonkluisError when there is none, or when the columns of a pair differ: then models and migrations disagree.
    """
    schema = f"{regime}_geaggregeerd"
    candidates = []
    for frozen, candidate, wanted, found, geometries in connection.execute(CANDIDATES, [schema]):
        if candidate is None:
            raise WoonkluisError(f"nothing to freeze in {schema}.{frozen}: build the layers of {regime} first")
        if wanted != found:
            different = ", ".join(sorted({*wanted} ^ {*found}))
            raise WoonkluisError(f"{schema}.{candidate} and {schema}.{frozen} differ in column(s) {different}")
        candidates.append(
            Candidate(
                sql.Identifier(schema, candidate),
                sql.Identifier(schema, frozen),
                frozen,
                tuple(wanted),
                frozenset(geometries or ()),
            )
        )
    if not candidates:
        raise WoonkluisError(f"regime {regime} has nothing to publish")
    return candidates


def _digest(connection: Connection[Any], candidates: list[Candidate], behind: list[str]) -> str:
    """Hash names, columns and rows of all candidates, and what is behind them, in an order of their own."""
    digest = hashlib.sha256()
    for one in candidates:
        [(rows,)] = connection.execute(
            sql.SQL(
                "select coalesce(encode(sha256(string_agg(rij, ''::bytea order by rij)), 'hex'), '') "
                "from (select sha256(convert_to({}::text, 'UTF8')) as rij from {}) as rijen"
            ).format(one.content(), one.source)
        ).fetchall()
        digest.update(f"{one.name} {' '.join(one.columns)} {rows}\n".encode())
    digest.update(" ".join(behind).encode())
    return digest.hexdigest()


def _leveringen(connection: Connection[Any], regime: str) -> list[int]:
    """Deliveries of which the last build was made."""
    relation = sql.Identifier("staging", f"stg_{regime}__levering")
    query = sql.SQL("select levering_id from {} order by levering_id").format(relation)
    return [row[0] for row in connection.execute(query)]


def _labels(connection: Connection[Any], regime: str) -> list[UUID]:
    """LMVW-5d: labels of which the last build was made; a regime without labels has no such relation."""
    relation = sql.Identifier("staging", f"stg_{regime}__label")
    if connection.execute("select to_regclass(%s)", [relation.as_string()]).fetchone() == (None,):
        return []
    query = sql.SQL("select label_id from {} order by label_id").format(relation)
    return [row[0] for row in connection.execute(query)]


def _freeze(
    connection: Connection[Any],
    regime: str,
    candidates: list[Candidate],
    leveringen: list[int],
    labels: list[UUID],
    digest: str,
) -> Published:
    """Write a new publicatie, approve it, and end the one before."""
    [(publicatie_id, versie)] = connection.execute(
        "insert into register.publicatie (regime, versie, inhoud_sha256, status) "
        "select %(regime)s, coalesce(max(versie), 0) + 1, %(digest)s, 'kandidaat' "
        "from register.publicatie where regime = %(regime)s returning publicatie_id, versie",
        {"regime": regime, "digest": digest},
    ).fetchall()
    rijen = {}
    for one in candidates:
        rijen[one.name] = connection.execute(
            sql.SQL("insert into {} (publicatie_id, {}) select %s, {} from {}").format(
                one.frozen, one.column_list(), one.column_list(), one.source
            ),
            [publicatie_id],
        ).rowcount
    connection.execute(
        "insert into register.publicatie_levering (publicatie_id, levering_id) select %s, unnest(%s::bigint[])",
        [publicatie_id, leveringen],
    )
    connection.execute(
        "insert into register.publicatie_label (publicatie_id, label_id) select %s, unnest(%s::uuid[])",
        [publicatie_id, labels],
    )
    connection.execute(
        "update register.publicatie set status = 'vervallen' where regime = %s and status = 'goedgekeurd'", [regime]
    )
    connection.execute(
        "update register.publicatie "
        "set status = 'goedgekeurd', goedgekeurd_op = clock_timestamp(), goedgekeurd_door = %s "
        "where publicatie_id = %s",
        [APPROVED_BY, publicatie_id],
    )
    return Published(publicatie_id, versie, nieuw=True, rijen=rijen)


def publish(regime: str, *, settings: Settings | None = None) -> Published:
    """Freeze the candidates of a regime as its approved publicatie, or return the present one when nothing changed.

    Candidates are the relations ``publiceerbaar_<x>`` in ``<regime>_geaggregeerd``; ``publicatie_<x>`` takes the rows.
    One transaction: killed at any moment it leaves the earlier publicatie as it was. Two at a time wait for each other.

    Raises WoonkluisError when the layers have not been built or do not fit the frozen tables.
    """
    with connect(BUILDER, application_name=f"woonkluis publiceer {regime}", settings=settings) as connection:
        connection.execute("select pg_advisory_xact_lock(hashtext('register.publicatie'), hashtext(%s))", [regime])
        candidates = _candidates(connection, regime)
        # dbt replaces these relations; until the end of this transaction they stay as they are hashed here.
        connection.execute(
            sql.SQL("lock table {} in access share mode").format(sql.SQL(", ").join(one.source for one in candidates))
        )
        leveringen, labels = _leveringen(connection, regime), _labels(connection, regime)
        digest = _digest(connection, candidates, [*map(str, leveringen), *map(str, labels)])
        present = connection.execute(
            "select publicatie_id, versie, inhoud_sha256 from register.publicatie "
            "where regime = %s and status = 'goedgekeurd'",
            [regime],
        ).fetchone()
        if present and present[2] == digest:
            return Published(present[0], present[1], nieuw=False, rijen={})
        return _freeze(connection, regime, candidates, leveringen, labels, digest)
