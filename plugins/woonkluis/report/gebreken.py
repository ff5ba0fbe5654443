"""WIV-7.1: what rules and reader found in a decided delivery becomes notices to its woonmaatschappij, or ends them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from woonkluis.check.rules import load_rules
from woonkluis.contracts import load_contracts
from woonkluis.platform.engine import connect
from woonkluis.platform.machine import account
from woonkluis.platform.settings import Settings, get_settings
from woonkluis.report.melding import NOT_STOPPED, REGIME, TELL, WITHOUT_RULE, WRITER

if TYPE_CHECKING:
    from psycopg import Connection

KEYS = (
    ("contractnummer", "computernummer"),
    ("woonmaatschappij_woning_id", "hoofdcontractnummer"),
    ("gemeente_nis_code",),
)
"""Fields that name a record at the woonmaatschappij: of the first of these that a layer has, those that it has."""

LEASE_NUMBERS = ("contractnummer", "hoofdcontractnummer")

HEALTH = frozenset({"cwr_handicap", "cwr_arbeidsongeschiktheid", "cwr_ao_vergoeding"})
"""WIV-3.7, WIV-3.8: that a person stands in these tables is data on health: a notice names the lease only."""

OF_THE_MESSAGE, WITHOUT_KEY, A_NUMBER = "(bericht)", "(zonder sleutel)", "(nummer van een persoon)"
"""A_NUMBER is a woning whose number has the form of an INSZ (WIV-3.1.1): it is written nowhere."""

FROM_READER = ("Het bericht voldoet aan het schema", "Herstel het bericht volgens het schema en lever het opnieuw.")
"""Title and action of what the reader finds; it has a class too: what is not valid is foutief."""

PENDING = f"""
    select levering.levering_id
    from register.levering
    where levering.regime = 'cwr'
        and levering.status in ('geaccepteerd', 'afgekeurd')
        and not exists (select from register.melding_levering as m where m.levering_id = levering.levering_id)
        and {NOT_STOPPED.format("levering")}
    order by coalesce(levering.besloten_op, levering.ontvangen_op), levering.levering_id
"""  # noqa: S608 - no value in it

DELIVERY = """
    select
        levering.bronhouder_code,
        levering.status = 'geaccepteerd' and levering.bericht_soort = 'volledig' as volledig,
        coalesce(levering.besloten_op, levering.gecontroleerd_op, levering.ontvangen_op) as vastgesteld_op,
        case levering.status
            when 'geaccepteerd'
                then levering.levering_id in (select actueel.levering_id from register.levering_actueel as actueel)
            else not exists (
                select
                from register.levering as nieuwer
                where nieuwer.regime = 'cwr' and nieuwer.status = 'geaccepteerd' and nieuwer.bericht_soort = 'volledig'
                    and nieuwer.bronhouder_code = levering.bronhouder_code
                    and (nieuwer.aangemaakt_op, coalesce(nieuwer.besloten_op, nieuwer.ontvangen_op))
                    > (
                        coalesce(levering.aangemaakt_op, levering.ontvangen_op),
                        coalesce(levering.besloten_op, levering.ontvangen_op)
                    )
            )
        end as telt
    from register.levering
    where levering.levering_id = %(levering_id)s
        and levering.regime = 'cwr'
        and levering.status in ('geaccepteerd', 'afgekeurd')
        and not exists (select from register.melding_levering as m where m.levering_id = levering.levering_id)
"""
"""WIV-5.1: by the order of the messages. One that waits has no decision yet; one that gave way says nothing any more.

Terms run from the decision: what a message says that waited for another is found when it counts.

What the kop said stands in the register, so it is known after the retention erased the landed rows.
"""

LOCK = """
    select
    from register.levering
    where regime = 'cwr' and bronhouder_code = (select bronhouder_code from register.levering where levering_id = %s)
    order by levering_id
    limit 1
    for no key update
"""
"""Deliveries of one woonmaatschappij wait for each other at the first of them; those of others do not."""

PREPARE = """
    create temporary table pg_temp.gebrek (
        regel_id text, klasse text, artikel text, laag text, sleutel text, kolom text, woning text
    ) on commit drop;
    create temporary table pg_temp.contract on commit drop as
    select contractnummer, min(woonmaatschappij_woning_id) as woning
    from landing.cwr_huurovereenkomst_veld
    where levering_id = %(levering_id)s
    group by contractnummer;
    analyze pg_temp.contract
"""

LAYERS = """
    select distinct laag from register.bevinding
    where levering_id = %(levering_id)s and laag is not null and rij is not null and ernst <> 'info'
"""

ROW = sql.SQL("format('(rij %%s)', bevinding.rij)")

PART = sql.SQL("""case
    when geland.waarden ->> {field} ~ register.insz_vorm() then {row} else geland.waarden ->> {field}
end""")

COLLECT = sql.SQL("""
    insert into pg_temp.gebrek
    select
        bevinding.regel_id,
        coalesce(bevinding.klasse, %(klassen)s::jsonb ->> bevinding.regel_id, 'foutief'),
        bevinding.artikel,
        bevinding.laag,
        left(
            coalesce(
                nullif(concat_ws('/', {key}), ''),
                case when overgeslagen.sleutel ~ register.insz_vorm() then {row} else overgeslagen.sleutel end,
                {nameless}
            ),
            200
        ),
        -- Of what no schema knows, the name is something that the sender wrote.
        case when bevinding.regel_id like 'LEES-%%' then '' else coalesce(bevinding.kolom, '') end,
        case
            when coalesce({woning}, overgeslagen.sleutel) ~ register.insz_vorm() then {a_number}
            else coalesce({woning}, overgeslagen.sleutel)
        end
    from register.bevinding
    left join landing.{table} as geland using (levering_id, rij)
    left join pg_temp.contract on contract.contractnummer = geland.waarden ->> 'contractnummer'
    left join landing.cwr_overgeslagen_veld as overgeslagen
        on
            overgeslagen.levering_id = bevinding.levering_id
            and overgeslagen.element = bevinding.laag
            and overgeslagen.rijnummer = bevinding.rij::text
            and geland.rij is null
    where bevinding.levering_id = %(levering_id)s and bevinding.laag = %(laag)s and bevinding.rij is not null
        and bevinding.ernst <> 'info'
        -- WIV-R.1: of what was erased since nobody has to repair anything, and its key is gone.
        and not (
            geland.rij is null
            and bevinding.regel_id not like 'LEES-%%'
            and exists (
                select from register.wissing
                where wissing.levering_id = bevinding.levering_id and wissing.relatie = {erased}
            )
        )
""")

COLLECT_LOOSE = """
    insert into pg_temp.gebrek
    select
        regel_id, coalesce(klasse, %(klassen)s::jsonb ->> regel_id, 'foutief'), artikel, '', %(bericht)s,
        case when regel_id like 'LEES-%%' then '' else coalesce(kolom, '') end, null
    from register.bevinding
    where levering_id = %(levering_id)s and ernst <> 'info' and (laag is null or rij is null)
        -- The line that counts what was left out is no defect of its own.
        and not (
            kolom is null and rij is null
            and exists (
                select from register.bevinding as ander
                where ander.levering_id = bevinding.levering_id and ander.regel_id = bevinding.regel_id
                    and ander.bevinding_id <> bevinding.bevinding_id
            )
        )
"""

IS_OPEN = """
    exists (
        select from register.melding_record as er
        where er.bronhouder_code = %(bronhouder)s and er.regel_id = gebrek.regel_id and er.laag = gebrek.laag
            and er.sleutel = gebrek.sleutel and er.kolom = gebrek.kolom and er.einde_op is null
    )
"""

CONTINUED = f"""
    select count(*)
    from (select distinct regel_id, laag, sleutel, kolom from pg_temp.gebrek where {IS_OPEN}) as g
"""  # noqa: S608

OPEN = f"""
    with nieuw as (
        select regel_id, min(klasse) as klasse, min(artikel) as artikel
        from pg_temp.gebrek
        where not {IS_OPEN}
        group by regel_id
    ),

    dag as (
        select (%(vastgesteld_op)s::timestamptz at time zone 'Europe/Brussels')::date as vaststelling
    ),

    termijn as (
        select termijn.*, dag.vaststelling
        from register.melding_termijn as termijn
        cross join dag
        where termijn.geldig_van <= greatest(dag.vaststelling, date '2024-02-01')
        order by termijn.geldig_van desc
        limit 1
    )

    insert into register.melding (
        bronhouder_code, regel_id, klasse, artikel, titel, actie, levering_id, vastgesteld_op, termijn_van,
        onderzoek_tot, maatregelen_tot
    )
    select
        %(bronhouder)s, nieuw.regel_id, nieuw.klasse, nieuw.artikel, coalesce(regel.titel, %(titel)s),
        coalesce(regel.actie, %(actie)s), %(levering_id)s, %(vastgesteld_op)s, termijn.geldig_van,
        termijn.vaststelling + termijn.onderzoek_dagen,
        termijn.vaststelling + termijn.maatregelen_dagen
        + case termijn.maatregelen_vanaf when 'onderzoek' then termijn.onderzoek_dagen else 0 end
    from nieuw
    cross join termijn
    left join unnest(%(regels)s::text[], %(titels)s::text[], %(acties)s::text[]) as regel (regel_id, titel, actie)
        using (regel_id)
    order by nieuw.regel_id
    on conflict (levering_id, regel_id) do nothing
"""  # noqa: S608

RECORDS = f"""
    insert into register.melding_record (melding_id, laag, sleutel, kolom, woning, bronhouder_code, regel_id)
    select
        melding.melding_id, gebrek.laag, gebrek.sleutel, gebrek.kolom, min(gebrek.woning), %(bronhouder)s,
        gebrek.regel_id
    from pg_temp.gebrek
    join register.melding on melding.levering_id = %(levering_id)s and melding.regel_id = gebrek.regel_id
    where not {IS_OPEN}
    group by melding.melding_id, gebrek.laag, gebrek.sleutel, gebrek.kolom, gebrek.regel_id
"""  # noqa: S608

FIRST_STEP = """
    insert into register.melding_stap (melding_id, volgnummer, toestand, reden, namens, door, levering_id)
    select melding_id, 1, 'open', 'vastgesteld', 'systeem', %(door)s, levering_id
    from register.melding
    where levering_id = %(levering_id)s
    order by regel_id
"""

NOT_SEEN = f"""
    with apart as (
        select sleutel from landing.cwr_overgeslagen_veld where levering_id = %(levering_id)s
        union
        select woonmaatschappij_woning_id from register.afgezonderd where levering_id = %(levering_id)s
    )

    select
        -- A rule that found more than is kept may have found any record.
        array(
            select distinct regel_id from register.bevinding
            where levering_id = %(levering_id)s and rij is null and kolom is null and ernst <> 'info'
        ),
        -- What was left out of the delivery was not looked at, and of what was set aside earlier contents count.
        array(
            select case when sleutel ~ register.insz_vorm() then '{A_NUMBER}' else coalesce(sleutel, '') end from apart
        ),
        -- What a woning holds that the schema left out, nobody knows.
        exists (select from landing.cwr_overgeslagen_veld where levering_id = %(levering_id)s)
"""  # noqa: S608

LEASES = """
    create temporary table pg_temp.nummer on commit drop as
    select
        huur.soort,
        huur.nummer,
        split_part(huur.nummer, '/', 1) as begin,
        exists (
            select from register.afgezonderd as apart
            where apart.levering_id = %(levering_id)s and apart.woonmaatschappij_woning_id = huur.woning
        ) as apart
    from (
        select 'contractnummer' as soort, contractnummer as nummer, woonmaatschappij_woning_id as woning
        from landing.cwr_huurovereenkomst_veld where levering_id = %(levering_id)s
        union
        select 'hoofdcontractnummer', hoofdcontractnummer, woonmaatschappij_woning_id
        from landing.cwr_hoofdhuurovereenkomst_veld where levering_id = %(levering_id)s
    ) as huur;
    analyze pg_temp.nummer
"""
"""Leases of a delivery, and whether the woning in which each stands now was set aside."""

GONE = """
    with huur as (
        -- A record of a lease stands where the lease stands in this delivery, whatever woning it was in.
        select record.melding_id, record.laag, record.sleutel, record.kolom
        from register.melding_record as record
        left join pg_temp.nummer
            on nummer.soort = %(soorten)s::jsonb ->> record.laag
            and nummer.begin = split_part(record.sleutel, '/', 1)
            and (record.sleutel = nummer.nummer or starts_with(record.sleutel, nummer.nummer || '/'))
        where record.bronhouder_code = %(bronhouder)s and record.einde_op is null
            and %(soorten)s::jsonb ? record.laag
        group by record.melding_id, record.laag, record.sleutel, record.kolom
        having bool_or(nummer.apart) or (%(overgeslagen)s and count(nummer.nummer) = 0)
    )

    update register.melding_record as record
    set einde_op = clock_timestamp(), einde_levering_id = %(levering_id)s
    where record.bronhouder_code = %(bronhouder)s and record.einde_op is null
        and record.regel_id <> all(%(vol)s::text[])
        and not ('' = any(%(weggelaten)s::text[]))
        and coalesce(record.woning, '') <> all(%(weggelaten)s::text[])
        and not exists (
            select from huur
            where huur.melding_id = record.melding_id and huur.laag = record.laag and huur.sleutel = record.sleutel
                and huur.kolom = record.kolom
        )
        and not exists (
            select from pg_temp.gebrek
            where gebrek.regel_id = record.regel_id and gebrek.laag = record.laag and gebrek.sleutel = record.sleutel
                and gebrek.kolom = record.kolom
        )
"""

CLOSE = """
    insert into register.melding_stap (melding_id, volgnummer, toestand, reden, namens, door, levering_id)
    select melding.melding_id, 1, 'afgesloten', 'hersteld', 'systeem', %(door)s, %(levering_id)s
    from register.melding
    where melding.bronhouder_code = %(bronhouder)s
        and not exists (
            select from register.melding_record as record
            where record.melding_id = melding.melding_id and record.einde_op is null
        )
        and not exists (
            select from register.melding_stap as stap
            where stap.melding_id = melding.melding_id and stap.toestand = 'afgesloten'
        )
    returning melding_id
"""

DONE = """
    insert into register.melding_levering (levering_id, telt, geopend, voortgezet, verdwenen, gesloten)
    values (%(levering_id)s, %(telt)s, %(geopend)s, %(voortgezet)s, %(verdwenen)s, %(gesloten)s)
"""


@dataclass(frozen=True)
class Verwerkt:
    """What a delivery did to the notices of its woonmaatschappij."""

    levering_id: int
    telt: bool
    geopend: int = 0
    voortgezet: int = 0
    verdwenen: int = 0
    gesloten: int = 0

    def __str__(self) -> str:
        if not self.telt:
            return f"levering {self.levering_id}: a newer one tells how it is, so no notice changes"
        return (
            f"levering {self.levering_id}: {self.geopend} notices opened, {self.voortgezet} defects stand in one, "
            f"{self.verdwenen} did not come back, {self.gesloten} notices closed"
        )


def _layers() -> dict[str, tuple[str, tuple[str, ...], bool]]:
    """Layer of the contracts -> table, fields of its key, whether its dwelling stands in it."""
    known = {}
    for contract in load_contracts().values():
        if contract.regime != REGIME:
            continue
        for layer in contract.layers:
            fields = {one.veld for one in layer.fields}
            key = next((tuple(name for name in names if name in fields) for names in KEYS if names[0] in fields), ())
            if layer.table in HEALTH:
                key = key[:1]
            known[layer.naam] = (layer.table, key, "woonmaatschappij_woning_id" in fields)
    return known


def _collect(
    connection: Connection[Any], parameters: dict[str, Any], known: dict[str, tuple[str, tuple[str, ...], bool]]
) -> None:
    """Put the defects of a delivery, by the keys of their records, in a temporary table."""
    psycopg.ClientCursor(connection).execute(PREPARE.encode(), parameters)
    for (laag,) in connection.execute(LAYERS, parameters).fetchall():
        table, key, has_dwelling = known.get(laag, ("cwr_woning", (), False))
        # WIV-3.1.1: a number that has the form of an INSZ is told by its row; of health not even by that.
        row = sql.Literal(WITHOUT_KEY) if table in HEALTH else ROW
        names = sql.SQL(", ").join(PART.format(field=sql.Literal(name), row=row) for name in key)
        dwelling = sql.SQL("geland.waarden ->> 'woonmaatschappij_woning_id'")
        query = COLLECT.format(
            key=names if key else sql.SQL("null"),
            nameless=sql.Literal(WITHOUT_KEY),
            table=sql.Identifier(table),
            erased=sql.Literal(f"landing.{table}"),
            woning=dwelling if has_dwelling else sql.SQL("contract.woning"),
            row=ROW,
            a_number=sql.Literal(A_NUMBER),
        )
        connection.execute(query, parameters | {"laag": laag})
    connection.execute(COLLECT_LOOSE, parameters | {"bericht": OF_THE_MESSAGE})
    connection.execute("analyze pg_temp.gebrek")


def _count(connection: Connection[Any], query: str, parameters: dict[str, Any]) -> int:
    row = connection.execute(query.encode(), parameters).fetchone()
    return int(row[0]) if row else 0


def verwerk_levering(levering_id: int, *, settings: Settings | None = None) -> Verwerkt | None:
    """Open, continue and close notices by the findings of one decided delivery, once, in one transaction.

    A finding on a record and field that stands open in a notice belongs to that one. What else a rule found becomes one
    notice. A complete accepted delivery ends what did not come back in it; a notice of which nothing is left closes
    (WIV-7.1). None when the delivery was processed before, or is none to process.
    """
    settings = settings or get_settings()
    rules = [rule for rule in load_rules(settings.repo_dir / "sql" / "rules" / REGIME) if rule.actie]
    with connect(WRITER, application_name=f"woonkluis melding {levering_id}", settings=settings) as connection:
        connection.execute("select set_config('jit', 'off', true)")
        connection.execute(LOCK, [levering_id])
        row = connection.execute(DELIVERY, {"levering_id": levering_id}).fetchone()
        if row is None:
            return None
        bronhouder, volledig, vastgesteld_op, telt = row
        parameters: dict[str, Any] = {
            "levering_id": levering_id,
            "bronhouder": bronhouder,
            "vastgesteld_op": vastgesteld_op,
            "door": account(),
            "titel": FROM_READER[0],
            "actie": FROM_READER[1],
            "regels": [*(rule.regel for rule in rules), *WITHOUT_RULE],
            "titels": [*(rule.titel for rule in rules), *(titel for _, titel, _ in WITHOUT_RULE.values())],
            "acties": [*(rule.actie for rule in rules), *(actie for *_, actie in WITHOUT_RULE.values())],
            "klassen": json.dumps({regel: klasse for regel, (klasse, *_) in WITHOUT_RULE.items()}),
        }
        done = _apply(connection, parameters, volledig=bool(volledig)) if telt else Verwerkt(levering_id, telt=False)
        connection.execute(DONE, parameters | vars(done))
        return done


def _apply(connection: Connection[Any], parameters: dict[str, Any], *, volledig: bool) -> Verwerkt:
    known = _layers()
    _collect(connection, parameters, known)
    voortgezet = _count(connection, CONTINUED, parameters)
    connection.execute(OPEN.encode(), parameters)
    connection.execute(RECORDS.encode(), parameters)
    connection.execute(FIRST_STEP, parameters)
    query = "select melding_id from register.melding where levering_id = %(levering_id)s"
    opened = [one for (one,) in connection.execute(query, parameters)]
    connection.execute(TELL, {"meldingen": opened, "soort": "opening"})
    gone, closed = 0, []
    if volledig:
        vol, weggelaten, overgeslagen = connection.execute(NOT_SEEN.encode(), parameters).fetchone() or ([], [], True)
        psycopg.ClientCursor(connection).execute(LEASES.encode(), parameters)
        leases = {laag: key[0] for laag, (_, key, _) in known.items() if key and key[0] in LEASE_NUMBERS}
        seen: dict[str, Any] = {"vol": vol, "weggelaten": weggelaten, "overgeslagen": overgeslagen}
        seen["soorten"] = json.dumps(leases)
        gone = connection.execute(GONE, parameters | seen).rowcount
        closed = [one for (one,) in connection.execute(CLOSE, parameters)]
        connection.execute(TELL, {"meldingen": closed, "soort": "afsluiting"})
    return Verwerkt(parameters["levering_id"], True, len(opened), voortgezet, gone, len(closed))


def verwerk(*, settings: Settings | None = None) -> list[Verwerkt]:
    """Process every decided delivery whose findings are no notices yet, oldest first, each by itself."""
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        pending = [one for (one,) in connection.execute(PENDING.encode())]
    done = [verwerk_levering(one, settings=settings) for one in pending]
    return [one for one in done if one is not None]
