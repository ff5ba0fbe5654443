"""WIV-7.1 to WIV-7.4: findings become notices to the woonmaatschappij, with reminders, answers and an end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from woonkluis.check.rules import load_rules
from woonkluis.contracts import load_contracts
from woonkluis.platform.engine import as_table, connect
from woonkluis.platform.errors import ImpossibleError, WoonkluisError
from woonkluis.platform.machine import account
from woonkluis.platform.settings import Settings, get_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from uuid import UUID

    from psycopg import Connection

WRITER, REGIME = "dienst_lader", "cwr"

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

WITHOUT_RULE = {
    "LEES-BEWAARTERMIJN": (
        "overtollig",
        "Wat te oud is om te bewaren, wordt niet geleverd",
        "Laat het weg: het is geweigerd en nergens opgeslagen.",
    ),
    "WIV-7.1_aandeel": (
        "foutief",
        "Van een bericht is hoogstens een klein deel van de woningen foutief",
        "Herstel de woningen en lever het bericht opnieuw.",
    ),
    "WIV-5.1_volgnummer": (
        "foutief",
        "Elk bericht heeft het volgende vrije nummer",
        "Lever de wijziging onder het volgende vrije nummer, of een volledig bericht.",
    ),
}
"""What has words of its own, found by the reader (WIV-R.2), after the rules (WIV-7.1), by the decision (WIV-5.1)."""

NOT_STOPPED = """
    not exists (
        select from register.stopzetting as stop
        where stop.regime = 'cwr' and stop.bronhouder_code = {}.bronhouder_code and stop.hervat_op is null
    )
"""
"""WIV-8.1: of a woonmaatschappij that is stopped nothing is processed, so nothing is noticed or reminded of either."""

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

TELL = """
    insert into register.melding_bericht (melding_id, bronhouder_code, soort)
    select melding_id, bronhouder_code, %(soort)s
    from register.melding
    where melding_id = any(%(meldingen)s)
    on conflict (melding_id, soort, beurt) do nothing
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

REMIND = f"""
    with stand as (
        select
            stand.*,
            termijn.herinner_voor_dagen as voor,
            termijn.herinner_na_dagen as na,
            coalesce(%(vandaag)s::date, (clock_timestamp() at time zone 'Europe/Brussels')::date) as vandaag
        from register.melding_stand as stand
        join register.melding using (melding_id)
        join register.melding_termijn as termijn on termijn.geldig_van = melding.termijn_van
        where {NOT_STOPPED.format("stand")}
    ),

    aan_de_beurt as (
        select
            melding_id,
            bronhouder_code,
            case
                when toestand in ('open', 'onderzocht') and vandaag > maatregelen_tot then 'te_laat_maatregelen'
                when toestand in ('open', 'onderzocht') and vandaag > maatregelen_tot - voor
                    then 'herinnering_maatregelen'
                when toestand = 'open' and vandaag > onderzoek_tot then 'te_laat_onderzoek'
                when toestand = 'open' and vandaag > onderzoek_tot - voor then 'herinnering_onderzoek'
                when toestand = 'maatregelen' and vandaag > herstel_tot then 'te_laat_herstel'
                when toestand = 'maatregelen' and vandaag > herstel_tot - voor then 'herinnering_herstel'
            end as soort,
            vandaag,
            case
                when toestand = 'maatregelen' then herstel_tot
                when vandaag > maatregelen_tot then maatregelen_tot
                else onderzoek_tot
            end as termijn,
            na,
            -- Each answer has a term of its own, and is reminded of anew.
            case
                when toestand = 'maatregelen' then (
                    select 10000 * max(stap.volgnummer) from register.melding_stap as stap
                    where stap.melding_id = stand.melding_id
                )
                else 0
            end as vanaf_beurt
        from stand
        where toestand <> 'afgesloten'
    )

    insert into register.melding_bericht (melding_id, bronhouder_code, soort, beurt)
    select
        melding_id, bronhouder_code, soort,
        vanaf_beurt + case when soort like 'te_laat%%' then 1 + (vandaag - termijn - 1) / na else 1 end
    from aan_de_beurt
    where soort is not null
    on conflict (melding_id, soort, beurt) do nothing
    returning soort
"""  # noqa: S608

UNTOLD = """
    select bericht.bericht_id, bericht.melding_id, bericht.bronhouder_code, melding.regel_id, bericht.soort
    from register.melding_bericht as bericht
    join register.melding using (melding_id)
    where bericht.soort like 'te_laat%' and bericht.verteld_op is null
    order by bericht.gemaakt_op, bericht.bericht_id
    for update of bericht skip locked
"""

STEP = """
    insert into register.melding_stap (melding_id, volgnummer, toestand, reden, namens, door, toelichting)
    values (%(melding_id)s, 1, %(toestand)s, %(reden)s, %(namens)s, %(door)s, %(toelichting)s)
"""

REPAIRED = """
    update register.melding_record set einde_op = clock_timestamp()
    where melding_id = %(melding_id)s and einde_op is null
"""

LAID_BACK = """
    insert into register.melding_bericht (melding_id, bronhouder_code, soort, beurt)
    select
        melding_id, bronhouder_code, 'teruggelegd',
        1 + (
            select count(*) from register.melding_bericht as er
            where er.melding_id = melding.melding_id and er.soort = 'teruggelegd'
        )
    from register.melding
    where melding_id = %(melding_id)s
"""

LATE = """
    select
        count(*) filter (where toestand <> 'afgesloten'),
        count(*) filter (where te_laat = 'onderzoek'),
        count(*) filter (where te_laat = 'maatregelen'),
        count(*) filter (where te_laat = 'herstel')
    from register.melding_stand
"""

LIST = """
    select
        melding_id as melding, bronhouder_code as woonmaatschappij, regel_id as regel, klasse, toestand, te_laat,
        open_records, onderzoek_tot, maatregelen_tot, herstel_tot, titel
    from register.melding_stand
    where (%(alle)s or toestand <> 'afgesloten') and (%(bronhouder)s::text is null or bronhouder_code = %(bronhouder)s)
    order by te_laat is null, maatregelen_tot, bronhouder_code, regel_id
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


@dataclass(frozen=True)
class TeLaat:
    """A term that is over: ids and codes, that operators are told."""

    melding_id: UUID
    bronhouder_code: str
    regel_id: str
    soort: str

    def __str__(self) -> str:
        term = self.soort.removeprefix("te_laat_")
        return f"melding {self.melding_id}: {self.bronhouder_code}, {self.regel_id}: the term of {term} is over (WIV-7)"


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


def _collect(connection: Connection[Any], parameters: dict[str, Any]) -> None:
    """Put the defects of a delivery, by the keys of their records, in a temporary table."""
    psycopg.ClientCursor(connection).execute(PREPARE.encode(), parameters)
    known = _layers()
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
    _collect(connection, parameters)
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
        leases = {laag: key[0] for laag, (_, key, _) in _layers().items() if key and key[0] in LEASE_NUMBERS}
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


def herinner(vandaag: date | None = None, *, settings: Settings | None = None) -> dict[str, int]:
    """Write down who must be reminded today, before a term and after it (WIV-7.2, WIV-7.3); ``vandaag`` is for tests.

    What was announced as measures has a term too: by then the defect is gone from a delivery. Days on which the
    woonmaatschappij was stopped do not count (WIV-8.1).

    Returns how many of each kind are new. Once each: running it again adds nothing, and days that were missed are not
    made good.
    """
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        made = [soort for (soort,) in connection.execute(REMIND.encode(), {"vandaag": vandaag})]
    return {soort: made.count(soort) for soort in sorted(set(made))}


def waarschuw(tell: Callable[[TeLaat], object], *, settings: Settings | None = None) -> list[TeLaat]:
    """Tell operators once of each term that is over; that it was told is written in the same transaction."""
    told = []
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        for bericht_id, *fields in connection.execute(UNTOLD).fetchall():
            one = TeLaat(*fields)
            query = "update register.melding_bericht set verteld_op = clock_timestamp() where bericht_id = %s"
            connection.execute(query, [bericht_id])
            tell(one)
            told.append(one)
    return told


def _step(melding_id: UUID, parameters: dict[str, Any], also: Iterable[str] = (), *, settings: Settings | None) -> None:
    values = {"melding_id": melding_id, "door": account()} | parameters
    try:
        with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
            query = "select from register.melding where melding_id = %(melding_id)s"
            if connection.execute(query, values).fetchone() is None:
                raise ImpossibleError(f"there is no melding {melding_id}")
            connection.execute(STEP, values)
            for query in also:
                connection.execute(query.encode(), values)
    except (psycopg.errors.CheckViolation, psycopg.errors.UniqueViolation):
        raise WoonkluisError(
            f"melding {melding_id}: that does not follow its state, or the toelichting has no form "
            "(3 to 2000 characters, without a number of a person)"
        ) from None


def antwoord(melding_id: UUID, toestand: str, toelichting: str, *, settings: Settings | None = None) -> None:
    """Record an answer that a woonmaatschappij gave otherwise than through the endpoint: onderzocht or maatregelen.

    Raises:
        WoonkluisError: there is no such notice, it is past that state, or the words have no form.
    """
    answer = {"toestand": toestand, "reden": "antwoord", "namens": "woonmaatschappij", "toelichting": toelichting}
    _step(melding_id, answer, settings=settings)


def leg_terug(melding_id: UUID, toelichting: str, *, settings: Settings | None = None) -> None:
    """Lay an answer that does not do back with the woonmaatschappij, which is told; the terms stay."""
    words = {"toestand": "open", "reden": "teruggelegd", "namens": "beheer", "toelichting": toelichting}
    _step(melding_id, words, [LAID_BACK], settings=settings)


def _blocking_rule(melding_id: UUID, *, settings: Settings | None) -> str | None:
    """Name the rule of a notice when what it finds does not count: it blocks a delivery or a woning."""
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        row = connection.execute("select regel_id from register.melding where melding_id = %s", [melding_id]).fetchone()
    if row is None:
        raise ImpossibleError(f"there is no melding {melding_id}")
    regel = str(row[0])
    rules = load_rules((settings or get_settings()).repo_dir / "sql" / "rules" / REGIME)
    blocking = {rule.regel for rule in rules if rule.ernst == "blokkerend"}
    # What the reader finds, keeps a woning or the message out too; what is too old to be kept is refused by law.
    found_elsewhere = regel.startswith("LEES-") or regel in WITHOUT_RULE
    blocks = regel in blocking or (found_elsewhere and regel != "LEES-BEWAARTERMIJN")
    return regel if blocks else None


def sluit(melding_id: UUID, reden: str, toelichting: str, *, settings: Settings | None = None) -> None:
    """Close a notice by a person's decision.

    ``bevestigd``: the measures were taken, so what comes back is another notice. ``geen_gebrek``: what was delivered is
    right, so the same record and field is not noticed again for this rule.

    Raises:
        WoonkluisError: ``geen_gebrek`` of what blocks: it would be kept out with every delivery and nobody told.
        ImpossibleError: there is no such notice.
    """
    if reden == "geen_gebrek" and (regel := _blocking_rule(melding_id, settings=settings)):
        raise WoonkluisError(
            f"melding {melding_id}: {regel} keeps out what it finds, so it cannot be right and stay out: "
            "close it as bevestigd when it is repaired, or change the rule"
        )
    words = {"toestand": "afgesloten", "reden": reden, "namens": "beheer", "toelichting": toelichting}
    told = TELL.replace("any(%(meldingen)s)", "%(melding_id)s").replace("%(soort)s", "'afsluiting'")
    _step(melding_id, words, [told, *([REPAIRED] if reden == "bevestigd" else [])], settings=settings)


def meldingen(
    bronhouder: str | None = None, *, alle: bool = False, settings: Settings | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of the notices, overdue ones first; closed ones too when ``alle``."""
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        return as_table(connection.execute(LIST, {"bronhouder": bronhouder, "alle": alle}))


def geschiedenis(melding_id: UUID, *, settings: Settings | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of what happened to a notice; raises ImpossibleError when there is none."""
    query = (
        "select volgnummer as nr, toestand, reden, namens, door, levering_id as levering, moment, toelichting "
        "from register.melding_stap where melding_id = %s order by volgnummer"
    )
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        columns, rows = as_table(connection.execute(query, [melding_id]))
    if not rows:
        raise ImpossibleError(f"there is no melding {melding_id}")
    return columns, rows


def stand(*, settings: Settings | None = None) -> list[str]:
    """Lines for `woonkluis status`: how many notices are open, and how many of them are overdue."""
    with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
        row = connection.execute(LATE).fetchone()
    if row is None or not row[0]:
        return []
    late = [
        f"{count} past the term of {term}"
        for count, term in zip(row[1:], ("onderzoek", "maatregelen", "herstel"), strict=True)
        if count
    ]
    return [f"cwr: {row[0]} notices to woonmaatschappijen are open{', ' if late else ''}{', '.join(late)}"]


def stel_termijn(
    geldig_van: date,
    onderzoek: int,
    maatregelen: int,
    vanaf: str,
    bron: str,
    *,
    herstel: int | None = None,
    settings: Settings | None = None,
) -> None:
    """Set the terms for findings from a day on; reminders, and herstel when None, stay as they were (WIV-7.2, WIV-7.3).

    Raises:
        WoonkluisError: that day has terms already, or they have no form.
    """
    query = """
        insert into register.melding_termijn (
            geldig_van, onderzoek_dagen, maatregelen_dagen, maatregelen_vanaf, herinner_voor_dagen, herinner_na_dagen,
            herstel_dagen, bron, vastgelegd_door
        )
        select %s, %s, %s, %s, herinner_voor_dagen, herinner_na_dagen, coalesce(%s, herstel_dagen), %s, %s
        from register.melding_termijn order by geldig_van desc limit 1
    """
    try:
        with connect(WRITER, application_name="woonkluis melding", settings=settings) as connection:
            connection.execute(query, [geldig_van, onderzoek, maatregelen, vanaf, herstel, bron, account()])
    except psycopg.IntegrityError:
        raise WoonkluisError(
            "terms are 1 to 365 days from vaststelling or onderzoek, of a day that has none yet; "
            "the measures do not end first"
        ) from None
