"""What stands in the warehouse and who sees what of it, asked over real connections, and printed for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from rich.table import Table

from woonkluis.access.logins import DEMO_READERS
from woonkluis.platform.engine import connect
from woonkluis.report.progress import waiting

if TYPE_CHECKING:
    from collections.abc import Collection

    from rich.console import Console

LOGINS = tuple(reader.login for reader in DEMO_READERS)
BUILDER, LOADER = "dienst_bouwer", "dienst_lader"

LEVERINGEN = """
    select levering_id, regime, bronhouder_code, bestand_naam, status,
        (select count(*) from register.bevinding where bevinding.levering_id = levering.levering_id) as bevindingen
    from register.levering
    order by levering_id
"""
LAGEN = """
    select relnamespace::regnamespace || '.' || relname
    from pg_class
    where relkind = 'r' and relname not like 'publicatie\\_%' and relname not like '%\\_sleutel'
        and relnamespace::regnamespace::text ~ '^(lmvw|cwr)_(kluis|vertrouwelijk|geaggregeerd|publiek)$'
    order by relnamespace::regnamespace::text ~ 'publiek', relnamespace::regnamespace::text ~ 'geaggregeerd', 1
"""
PER_LEVERING = {
    "woningbouwplan": """
        select levering_id, count(*), sum(bruto_aantal), sum(sloop_aantal)
        from lmvw_vertrouwelijk.woningbouwplan group by levering_id
    """,
    "openbaar": "select levering_id, count(*) from lmvw_publiek.woningbouwplan group by levering_id",
    "woning": "select levering_id, count(*) from cwr_vertrouwelijk.woning group by levering_id",
    "huurovereenkomst": "select levering_id, count(*) from cwr_vertrouwelijk.huurovereenkomst group by levering_id",
    "gezinslid": """
        select levering_id, count(*), count(distinct persoon_id) from cwr_vertrouwelijk.gezinslid group by levering_id
    """,
    "huurprijsberekening": """
        select levering_id, count(*) from cwr_vertrouwelijk.huurprijsberekening group by levering_id
    """,
}
SOMMEN = {
    "lmvw": "select gemeente_code, bruto_aantal from lmvw_publiek.gemeente_vertrouwelijk where kenmerk = 'totaal'",
    "cwr": "select nis_code, woningen_aantal from cwr_publiek.woningen_per_gemeente",
}
ZICHT = (
    "lmvw_vertrouwelijk.woningbouwplan",
    "lmvw_geaggregeerd.gemeente_vertrouwelijk",
    "cwr_vertrouwelijk.woning",
    "cwr_vertrouwelijk.gezinslid",
    "cwr_vertrouwelijk.handicap",
    "cwr_kluis.persoon",
    "register.levering",
    "lmvw_publiek.woningbouwplan",
    "lmvw_publiek.gemeente_vertrouwelijk",
    "cwr_publiek.woningen_per_gemeente",
)
"""Relations that every demo login tries to read."""

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Beeld:
    """The warehouse at one moment; what does not exist yet is empty.

    ``leveringen``: rows of LEVERINGEN. ``lagen``: rows per relation. ``per_levering`` and ``sommen``: results of those
    queries by their first column. ``zicht``: rows that a login sees of a relation, None when it is refused.
    ``gebieden``: gemeenten and provincies whose confidential plans a login sees. ``publicaties``: approved ones.
    """

    leveringen: Rows
    lagen: dict[str, int]
    per_levering: dict[str, dict[int, tuple[int, ...]]]
    sommen: dict[str, dict[str, int | None]]
    zicht: dict[str, dict[str, int | None]]
    gebieden: dict[str, set[tuple[str, str]]]
    publicaties: dict[str, Any]
    wachtend: dict[str, list[int]]

    def kent(self, namen: Collection[str]) -> bool:
        """Whether files of these names were delivered, decided and built into the layers already."""
        besloten = {
            naam for *_, naam, status, _ in self.leveringen if status in {"geaccepteerd", "afgekeurd", "vervangen"}
        }
        return besloten.issuperset(namen) and not any(self.wachtend.values())


def _ask(login: str, query: str) -> Rows | None:
    """Rows that a login gets; None when it is refused, nothing when the relation is not there yet."""
    with connect(login) as connection:
        try:
            return connection.execute(query.encode()).fetchall()
        except psycopg.errors.InsufficientPrivilege:
            return None
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            return []


def _count(login: str, relation: str) -> int | None:
    rows = _ask(login, f"select count(*) from {relation}")  # noqa: S608 - names from this file and the catalog
    return rows[0][0] if rows else None


def maak_beeld() -> Beeld:
    """Look at everything, each thing as the login that has to do with it."""
    lagen = [name for (name,) in _ask(BUILDER, LAGEN) or ()]
    gebieden = "select distinct gemeente_code, provincie_code from lmvw_vertrouwelijk.woningbouwplan"
    publicaties = "select regime, publicatie_id from register.publicatie where status = 'goedgekeurd'"
    return Beeld(
        leveringen=_ask(LOADER, LEVERINGEN) or [],
        lagen={name: _count(BUILDER, name) or 0 for name in lagen},
        per_levering={
            name: {levering_id: tuple(counts) for levering_id, *counts in _ask(BUILDER, query) or ()}
            for name, query in PER_LEVERING.items()
        },
        sommen={regime: dict(_ask("demo_bi", query) or ()) for regime, query in SOMMEN.items()},
        zicht={login: {relation: _count(login, relation) for relation in ZICHT} for login in LOGINS},
        gebieden={login: set(_ask(login, gebieden) or ()) for login in LOGINS},
        publicaties=dict(_ask(LOADER, publicaties) or ()),
        wachtend={regime: waiting(regime) for regime in SOMMEN},
    )


def toon_beeld(beeld: Beeld, console: Console) -> None:
    """Print deliveries, layers and what each login sees."""
    tabel = Table("id", "bronhouder", "bestand", "status", "bevindingen", title="Deliveries")
    for levering_id, _, bronhouder, bestand, status, bevindingen in beeld.leveringen:
        tabel.add_row(str(levering_id), bronhouder, bestand, status, str(bevindingen))
    console.print(tabel)
    tabel = Table("relation", "rows", title="Layers")
    for relation, rows in beeld.lagen.items():
        tabel.add_row(relation, f"{rows:,}")
    console.print(tabel)
    for regime, sommen in beeld.sommen.items():
        getoond = sorted(code for code, aantal in sommen.items() if aantal is not None)
        console.print(f"Public sums of {regime} are shown for {', '.join(getoond)}; the others carry a status")
    tabel = Table("rows seen by", *(login.removeprefix("demo_") for login in LOGINS), title="What each demo login sees")
    for relation in ZICHT:
        seen = (beeld.zicht[login][relation] for login in LOGINS)
        tabel.add_row(relation, *("refused" if rows is None else f"{rows:,}" for rows in seen))
    console.print(tabel)
