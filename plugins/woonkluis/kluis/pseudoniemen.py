"""Give new persons their number, and every number its pseudonym per purpose (WIV-2, WIV-3.1, WIV-4).

Numbers are drawn in the database, by the login that builds: the national number does not leave it. Pseudonyms are made
here, by a login that reads those numbers and nothing else, with keys that are files. Both only add what is missing, so
either can be killed and run again, also while another run does the same.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg

from woonkluis.platform.engine import as_table, connect
from woonkluis.platform.errors import WoonkluisError
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.platform.sleutels import (
    DOELEN,
    PseudoniemSleutel,
    destroy_pseudoniem_sleutel,
    ensure_pseudoniem_sleutels,
    pseudoniem_sleutels,
    rotate_pseudoniem,
)

if TYPE_CHECKING:
    from psycopg import Connection

BUILDER = "dienst_bouwer"
"""Sees who a person is; draws the numbers."""

KEEPER = "dienst_kluis"
"""Sees numbers of persons, never who they are; writes the pseudonyms."""

BATCH = 20_000
"""Persons at a time: some megabytes, whatever the size of the register."""

DRAW = """
    insert into cwr_kluis.persoon_sleutel (insz, bron_sleutel)
    select distinct
        geleverd.insz,
        geleverd.bron_sleutel
    from staging.stg_cwr__persoon as geleverd
    where
        not exists (select from cwr_kluis.persoon_sleutel as er where er.insz = geleverd.insz)
        and not exists (select from cwr_kluis.persoon_sleutel as er where er.bron_sleutel = geleverd.bron_sleutel)
    -- One order for all, so that two runs at once wait for each other and never in a circle.
    order by geleverd.insz, geleverd.bron_sleutel
    on conflict do nothing
"""
NAMELESS = """
    select persoon_id
    from cwr_kluis.persoon_sleutel
    where
        persoon_id > %(after)s
        and not exists (
            select from cwr_kluis.pseudoniem as er
            where er.persoon_id = persoon_sleutel.persoon_id and er.doel = %(doel)s and er.versie = %(versie)s
        )
    order by persoon_id
    limit %(batch)s
"""
NAME = """
    insert into cwr_kluis.pseudoniem (persoon_id, doel, versie, pseudoniem)
    select nieuw.persoon_id, %s, %s, nieuw.pseudoniem
    from unnest(%s::uuid[], %s::uuid[]) as nieuw (persoon_id, pseudoniem)
    where exists (
        select from cwr_kluis.pseudoniem_versie as versie
        where versie.doel = %s and versie.versie = %s and versie.ingetrokken_op is null
    )
    -- Of any key: a run beside this one may have written the row to one index and not yet to the other.
    on conflict do nothing
"""
REGISTER = """
    insert into cwr_kluis.pseudoniem_versie (doel, versie, vingerafdruk) values (%s, %s, %s)
    on conflict (doel, versie) do nothing
"""
VERSIES = """
    select doel, versie, vingerafdruk, gemaakt_op, compleet_op, ingetrokken_op
    from cwr_kluis.pseudoniem_versie
    order by doel, versie
"""


@dataclass(frozen=True)
class Gemaakt:
    """What a run added; numbers only, so it may stand in a log."""

    personen: int
    pseudoniemen: int


def pseudoniem(key: PseudoniemSleutel, persoon_id: UUID) -> UUID:
    """Name of a person for one purpose: the first 16 bytes of HMAC-SHA256 over its number."""
    return UUID(bytes=hmac.digest(key.sleutel, persoon_id.bytes, "sha256")[:16])


def maak_personen(settings: Settings | None = None) -> Gemaakt:
    """Draw numbers for persons that staging has and the vault has not, and make the pseudonyms that are missing.

    Raises WoonkluisError when staging was not built, or when a key was lost or is another than before.
    """
    settings = settings or get_settings()
    personen = _draw(settings)
    pseudoniemen = 0
    with connect(KEEPER, application_name="woonkluis kluis", autocommit=True, settings=settings) as connection:
        for key in _keys(connection, settings):
            pseudoniemen += _name(connection, key)
    return Gemaakt(personen, pseudoniemen)


def _draw(settings: Settings) -> int:
    with connect(BUILDER, application_name="woonkluis kluis", settings=settings) as connection:
        try:
            return connection.execute(DRAW.encode()).rowcount
        except psycopg.errors.UndefinedTable:
            raise WoonkluisError("staging of the cwr was not built yet: build its layers first") from None


def _keys(connection: Connection[Any], settings: Settings) -> list[PseudoniemSleutel]:
    """Keys in use, known to the database by their fingerprint; a version whose key is not here stops the run."""
    rows = connection.execute(VERSIES.encode()).fetchall()
    retired = {(doel, versie) for doel, versie, *_, ingetrokken_op in rows if ingetrokken_op}
    ensure_pseudoniem_sleutels(settings, {(row[0], row[1]) for row in rows} - retired)
    keys = [
        key
        for per_doel in pseudoniem_sleutels(settings).values()
        for key in per_doel
        if (key.doel, key.versie) not in retired
    ]
    for key in keys:
        connection.execute(REGISTER.encode(), [key.doel, key.versie, key.vingerafdruk])
    known = {(row[0], row[1]): row[2] for row in connection.execute(VERSIES.encode())}
    for key in keys:
        if known[key.doel, key.versie] != key.vingerafdruk:
            raise WoonkluisError(
                f"key {key.doel}-{key.versie:04}.txt is not the one its pseudonyms were made with: "
                "put that one back from its backup (docs/operating.md)"
            )
    return keys


def _name(connection: Connection[Any], key: PseudoniemSleutel) -> int:
    """Make the pseudonyms of one key that are missing; every batch stands by itself."""
    made, after = 0, UUID(int=0)
    while True:
        asked = {"after": after, "doel": key.doel, "versie": key.versie, "batch": BATCH}
        persons = [row[0] for row in connection.execute(NAMELESS.encode(), asked)]
        if not persons:
            break
        names = [pseudoniem(key, persoon_id) for persoon_id in persons]
        made += connection.execute(NAME.encode(), [key.doel, key.versie, persons, names, key.doel, key.versie]).rowcount
        after = persons[-1]
    connection.execute(
        "update cwr_kluis.pseudoniem_versie set compleet_op = clock_timestamp() "
        "where doel = %s and versie = %s and compleet_op is null and ingetrokken_op is null",
        [key.doel, key.versie],
    )
    return made


def overzicht(settings: Settings | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Columns and rows: purpose, version, state and number of pseudonyms."""
    query = """
        select
            versie.doel,
            versie.versie,
            case
                when versie.ingetrokken_op is not null then 'ingetrokken'
                when versie.compleet_op is null then 'in aanmaak'
                when versie.versie = max(versie.versie) filter (
                    where versie.compleet_op is not null and versie.ingetrokken_op is null
                ) over (partition by versie.doel) then 'getoond'
                else 'overgang'
            end as stand,
            (
                select count(*) from cwr_kluis.pseudoniem as naam
                where naam.doel = versie.doel and naam.versie = versie.versie
            ) as pseudoniemen
        from cwr_kluis.pseudoniem_versie as versie
        order by versie.doel, versie.versie
    """
    with connect(KEEPER, application_name="woonkluis sleutels", settings=settings) as connection:
        return as_table(connection.execute(query.encode()))


def roteer(doel: str, settings: Settings | None = None) -> int:
    """Make the key of the next version of a purpose; returns its number. The next build makes the pseudonyms."""
    settings = settings or get_settings()
    with connect(KEEPER, application_name="woonkluis sleutels", settings=settings) as connection:
        newest = max((versie for naam, versie, *_ in connection.execute(VERSIES.encode()) if naam == doel), default=0)
    return rotate_pseudoniem(settings, doel, newest)


def trek_in(doel: str, versie: int, settings: Settings | None = None) -> int:
    """Retire a version that a newer one replaced: delete its pseudonyms, then its key. Returns how many there were.

    Raises WoonkluisError for a version that is not there, and for the one that readers see. Can be run again.
    """
    settings = settings or get_settings()
    if doel not in DOELEN:
        raise WoonkluisError(f"purposes with pseudonyms are {', '.join(DOELEN)}")
    with connect(KEEPER, application_name="woonkluis sleutels", settings=settings) as connection:
        known = {(row[0], row[1]): row[-1] for row in connection.execute(VERSIES.encode())}
        if (doel, versie) not in known:
            raise WoonkluisError(f"there are no pseudonyms of {doel}, version {versie}")
        try:
            connection.execute(
                "update cwr_kluis.pseudoniem_versie set ingetrokken_op = clock_timestamp() "
                "where doel = %s and versie = %s and ingetrokken_op is null",
                [doel, versie],
            )
        except psycopg.errors.CheckViolation:
            raise WoonkluisError(
                f"version {versie} is what {doel} sees: first make a newer one (`roteer`) and build the layers"
            ) from None
        gone = connection.execute(
            "delete from cwr_kluis.pseudoniem where doel = %s and versie = %s", [doel, versie]
        ).rowcount
    destroy_pseudoniem_sleutel(settings, doel, versie)
    return gone
