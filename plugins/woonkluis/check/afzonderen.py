"""WIV-7.1: set aside the woningen that a rule blocks, and reject the delivery only when there are too many of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from psycopg import sql

from woonkluis.contracts import contract_by_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from woonkluis.check.rules import Rule

SHARE = "WIV-7.1_aandeel"
"""Finding that rejects a delivery of which too much would be set aside."""

PREPARE = """
    create temporary table pg_temp.gevonden (
        regel_id text, rij bigint, kolom text, waarde text, melding text
    ) on commit drop;
    create temporary table pg_temp.geraakt (regel_id text, woning_rij bigint) on commit drop
"""

FIND = sql.SQL("""
    insert into pg_temp.gevonden
    select %(regel)s, rij::bigint, kolom::text, left(waarde::text, 1000), melding::text
    from ({query}) as regel
""")
"""All of what a rule finds, not only what is kept of it: each of these woningen is set aside."""

TOUCH = """
    insert into pg_temp.geraakt
    with sleutel as (
        select distinct sleutel_van.woonmaatschappij_woning_id, sleutel_van.contractnummer
        from (select rij from pg_temp.gevonden where regel_id = %(regel)s) as gevonden
        left join pg_temp.sleutel_van on sleutel_van.laag = %(laag)s and sleutel_van.rij = gevonden.rij
    ),

    genoemd as (
        select sleutel.woonmaatschappij_woning_id
        from sleutel
        where sleutel.contractnummer is null
        union
        select contract_woning.woonmaatschappij_woning_id
        from sleutel
        left join pg_temp.contract_woning using (contractnummer)
        where sleutel.contractnummer is not null
    )

    select distinct %(regel)s, woning.rij
    from genoemd
    left join pg_temp.woning using (woonmaatschappij_woning_id)
"""
"""A finding without a woning leaves a null: what does not belong to one cannot be set aside with it.

Keys are made distinct before they are joined: ten thousand records with one number are one key, not a hundred million
pairs.
"""

JUDGE = """
    select
        (select count(distinct woning_rij) from pg_temp.geraakt) + omvang.overgeslagen,
        omvang.woningen,
        exists (select from pg_temp.geraakt where woning_rij is null)
        or exists (
            select from register.bevinding
            where bevinding.levering_id = %(levering_id)s and bevinding.ernst = 'blokkerend'
        )
    from pg_temp.omvang
"""

TOO_MANY = """
    insert into register.bevinding (levering_id, regel_id, ernst, artikel, melding, klasse)
    values (%(levering_id)s, %(regel)s, 'blokkerend', %(artikel)s, %(melding)s, 'foutief')
"""

SET_ASIDE = """
    insert into register.afgezonderd (levering_id, rij, regel_id, woonmaatschappij_woning_id)
    select
        %(levering_id)s, geraakt.woning_rij, geraakt.regel_id,
        regexp_replace(woning.woonmaatschappij_woning_id, register.insz_vorm(), '(nummer van een persoon)', 'g')
    from pg_temp.geraakt
    join pg_temp.woning on woning.rij = geraakt.woning_rij
    union all
    select %(levering_id)s, overgeslagen.rij, 'LEES-XSD', overgeslagen.sleutel
    from pg_temp.overgeslagen
    where overgeslagen.element = 'woning'
"""
"""WIV-3.1.1: a woning whose number is that of a person never counted, so nothing of it goes on under that number."""

TELL = """
    with regel as (
        select *
        from jsonb_to_recordset(%(regels)s::jsonb) as regel (regel text, artikel text, laag text, klasse text)
    ),

    genummerd as (
        select
            gevonden.*,
            row_number() over (partition by regel_id order by rij, kolom) as nummer,
            count(*) over (partition by regel_id) as aantal
        from pg_temp.gevonden
    ),

    bewaard as (
        select regel_id, rij, kolom, waarde, melding || %(gevolg)s as melding, nummer
        from genummerd
        where nummer <= %(kept)s
        union all
        select
            regel_id, null, null, null, format('Deze regel geeft nog %%s bevindingen.', aantal - %(kept)s), nummer
        from genummerd
        where nummer = %(kept)s + 1
    )

    insert into register.bevinding (levering_id, regel_id, ernst, artikel, laag, rij, kolom, waarde, melding, klasse)
    select
        %(levering_id)s, regel.regel, %(ernst)s, regel.artikel, regel.laag, bewaard.rij, bewaard.kolom, bewaard.waarde,
        bewaard.melding, regel.klasse
    from bewaard
    join regel on regel.regel = bewaard.regel_id
    order by regel.regel, bewaard.nummer
"""

CONSEQUENCE = " Deze woning telt niet mee uit dit bericht; wat eerder van haar geaccepteerd is, blijft gelden."


def prepare(connection: Connection[Any]) -> None:
    """Make the temporary tables in which findings wait until is known how many woningen they touch."""
    connection.execute(PREPARE)


def find(connection: Connection[Any], rule: Rule, levering_id: int) -> None:
    """Keep what a rule finds, and which woningen that touches, inside the server."""
    parameters = {"regel": rule.regel, "laag": rule.laag, "levering_id": levering_id}
    if connection.execute(FIND.format(query=sql.SQL(rule.query)), parameters).rowcount:
        connection.execute(TOUCH, parameters)


def settle(connection: Connection[Any], rules: Sequence[Rule], levering_id: int, *, contract: str, kept: int) -> None:
    """Decide what the findings weigh, and store them with what is set aside.

    Where the delivery goes on, they are warnings and their woningen are set aside, with those that the schema refused.
    Where it does not (too many of them, a finding that belongs to no woning, a rule that blocks the delivery) they
    block, and nothing is set aside, because nothing of it counts.
    """
    row = connection.execute(JUDGE, {"levering_id": levering_id}).fetchone()
    touched, woningen, rejected = row or (0, 0, True)
    if touched:
        agreed = contract_by_id(contract)
        share = agreed.limits.max_invalid_share
        if touched > share * woningen:
            rejected = True
            melding = (
                f"Van de {woningen} woningen van het bericht voldoen er {touched} niet aan het schema of aan een regel "
                f"die de woning blokkeert, meer dan {100 * share:g} procent. Herstel het bericht en lever opnieuw."
            )
            values = {"levering_id": levering_id, "regel": SHARE, "artikel": agreed.artikel, "melding": melding}
            connection.execute(TOO_MANY, values)
    if not rejected:
        connection.execute(SET_ASIDE, {"levering_id": levering_id})
    told = [rule.model_dump(include={"regel", "artikel", "laag", "klasse"}) for rule in rules]
    weight = {"ernst": "blokkerend", "gevolg": ""} if rejected else {"ernst": "waarschuwing", "gevolg": CONSEQUENCE}
    connection.execute(TELL, {"levering_id": levering_id, "kept": kept, "regels": json.dumps(told)} | weight)
