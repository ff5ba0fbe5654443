"""Deliveries of every format in one shape, unfolded once per report: their plans, and what a finding is about.

The report reads temporary tables that go with its transaction:

- `rapport_plan`: a row per plan, in words of the basisset (landing.lmvw_plan);
- `rapport_rij`: a row per delivered row with a finding: the plan it belongs to, and by what it is known again;
- `rapport_inhoud`: what is compared of the years of a plan, a row per year row or, between formats, per count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from psycopg import Connection

    from woonkluis.report.dossier import Dossier

PLAATS = (
    *("globalid", "parent_globalid", "blok_id", "parent_identificatie_nr", "parent_naam"),
    *("creator", "created", "editor", "edited", "blad", "cel", "plan_rij"),
)
"""Ids, who edited a row when, and where it stood: these change without a plan changing."""

TABLES = """
    create temporary table pg_temp.rapport_plan (
        levering_id bigint, rij bigint, globalid text, sleutel text, plannaam text,
        bruto integer, sloop integer, netto integer, afdruk text, basis text
    ) on commit drop;
    create temporary table pg_temp.rapport_rij (
        levering_id bigint, laag text, rij bigint, plan_rij bigint, globalid text, sleutel text, deel text
    ) on commit drop;
    create temporary table pg_temp.rapport_inhoud (levering_id bigint, sleutel text, afdruk text) on commit drop;
"""


def _sleutel(veld: str) -> sql.Composed:
    """Key of a plan: tools write the same GlobalID with and without braces, in capitals and not."""
    return sql.SQL("nullif(lower(btrim({}, '{{}} ')), '')").format(sql.Identifier(*veld.split(".")))


def _jaar(veld: str) -> sql.Composed:
    """A year, whether it came as a number, as a day or as neither."""
    return sql.SQL(
        "coalesce(extract(year from landing.datum({0}))::text, landing.geheel({0})::text, btrim({0}))"
    ).format(sql.Identifier(*veld.split(".")))


PLANNEN = sql.SQL("""
    insert into pg_temp.rapport_plan
    select
        levering_id,
        rij,
        nullif(btrim(globalid), ''),
        {s_globalid},
        plannaam,
        landing.geheel(totaal_bouw),
        landing.geheel(totaal_sloop),
        landing.geheel(totaal_netto),
        encode(rij_hash, 'hex'),
        md5(
            concat_ws(
                chr(31),
                lower(btrim(plannaam)), coalesce(gemeente, ''), coalesce(vertrouwelijkheid, ''), coalesce(plantype, ''),
                coalesce(projectfase, ''), coalesce(status_planologisch, '')
            )
            || coalesce('b' || landing.geheel(totaal_bouw), '') || coalesce('s' || landing.geheel(totaal_sloop), '')
        )
    from landing.lmvw_plan
    where levering_id = %(levering)s
""").format(
    s_globalid=_sleutel("globalid"),
)

RIJEN = sql.SQL("""
    with gevonden as materialized (
        select distinct laag, rij
        from register.bevinding
        where levering_id = %(levering)s and rij is not null
    ),

    plan as materialized (select * from pg_temp.rapport_plan where levering_id = %(levering)s),

    eerste as materialized (
        select distinct on (sleutel) sleutel, rij, globalid
        from plan
        where sleutel is not null
        order by sleutel, rij
    ),

    jaarrij as (
        select
            gevonden.laag,
            gevonden.rij,
            veld.parent_globalid,
            {s_veld_parent_globalid} as sleutel,
            coalesce(veld.jaartal, '(geen jaar)') as jaartal
        from gevonden
        inner join landing.lmvw_detailplanning as geland
            on geland.levering_id = %(levering)s and gevonden.rij = geland.rij
        cross join lateral json_to_record(geland.waarden) as veld (parent_globalid text, jaartal text)
        where gevonden.laag = 'DetailPlanning' and btrim(veld.parent_globalid) <> ''
    ),

    categorie as (
        select
            geland.rij,
            landing.geheel(veld.plan_rij) as plan_rij,
            coalesce(veld.jaartal, veld.soort) as jaartal,
            lower(concat_ws('/', veld.groep, veld.categorie)) as deel
        from landing.lmvw_categorie as geland
        cross join lateral
            json_to_record(geland.waarden) as veld (plan_rij text, jaartal text, soort text, groep text, categorie text)
        where geland.levering_id = %(levering)s and (select true from gevonden where laag <> 'Woningblok' limit 1)
    ),

    blok as (
        select
            blok_plan.rij,
            eerste.rij as plan_rij,
            lower(btrim(veld.mutatie_type)) as deel
        from landing.lmvw_blok_plan as blok_plan
        inner join landing.lmvw_woningblok as geland
            on geland.levering_id = %(levering)s and blok_plan.rij = geland.rij
        cross join lateral json_to_record(geland.waarden) as veld (mutatie_type text)
        inner join eerste on {s_blok_plan_globalid} = eerste.sleutel
        where blok_plan.levering_id = %(levering)s and (select true from gevonden limit 1)
    ),

    blok_jaar as (
        select rij, string_agg(distinct jaartal, ' ' order by jaartal) as jaartal
        from landing.lmvw_jaar
        where
            levering_id = %(levering)s
            and laag = 'Woningblok'
            and (select true from gevonden where laag = 'Woningblok' limit 1)
        group by rij
    ),

    -- Sheet and row of a cell, from its number: of what a finding names that is no record of its own.
    regel as (
        select distinct on (plek.rij) plek.rij, plek.plan_rij
        from (
            select rij %% 100000000 / 1000 as rij, plan_rij from categorie
            union all
            select rij %% 100000000 / 1000, plan_rij from blok
        ) as plek
        order by plek.rij, plek.plan_rij
    )

    insert into pg_temp.rapport_rij
    select %(levering)s, gevonden.laag, gevonden.rij, plan.rij, plan.globalid, plan.sleutel, null
    from gevonden
    inner join plan on gevonden.rij = plan.rij
    where gevonden.laag = 'Planregistratie'
    union all
    select
        %(levering)s, jaarrij.laag, jaarrij.rij, eerste.rij, jaarrij.parent_globalid || ' ' || jaarrij.jaartal,
        jaarrij.sleutel || ' ' || {j_jaarrij_jaartal}, null
    from jaarrij
    left join eerste on jaarrij.sleutel = eerste.sleutel
    union all
    select
        %(levering)s, gevonden.laag, gevonden.rij, plan.rij, concat_ws(' ', plan.globalid, categorie.jaartal),
        concat_ws(' ', plan.sleutel, {j_categorie_jaartal}), categorie.deel
    from gevonden
    inner join categorie on gevonden.rij = categorie.rij
    inner join plan on categorie.plan_rij = plan.rij
    where gevonden.laag = 'Categorie'
    union all
    select
        %(levering)s, gevonden.laag, gevonden.rij, plan.rij, concat_ws(' ', plan.globalid, blok_jaar.jaartal),
        concat_ws(' ', plan.sleutel, blok_jaar.jaartal), blok.deel
    from gevonden
    inner join blok on gevonden.rij = blok.rij
    inner join plan on blok.plan_rij = plan.rij
    left join blok_jaar on blok.rij = blok_jaar.rij
    where gevonden.laag = 'Woningblok'
    union all
    select %(levering)s, gevonden.laag, gevonden.rij, plan.rij, plan.globalid, plan.sleutel, null
    from gevonden
    inner join plan on gevonden.rij / 100000000 = plan.rij
    where %(formulier)s and gevonden.laag = 'Categorie' and gevonden.rij not in (select rij from categorie)
    union all
    select %(levering)s, gevonden.laag, gevonden.rij, plan.rij, plan.globalid, plan.sleutel, null
    from gevonden
    inner join regel on gevonden.rij = regel.rij
    inner join plan on regel.plan_rij = plan.rij
    where
        %(tabel)s
        and gevonden.laag = 'Planregistratie'
        and gevonden.rij not in (select rij from plan)
""").format(
    s_veld_parent_globalid=_sleutel("veld.parent_globalid"),
    s_blok_plan_globalid=_sleutel("blok_plan.globalid"),
    j_jaarrij_jaartal=_jaar("jaarrij.jaartal"),
    j_categorie_jaartal=_jaar("categorie.jaartal"),
)

TEKST = sql.SQL("""(
    select string_agg(veld.key || '=' || btrim(veld.value), chr(31) order by veld.key)
    from json_each_text(geland.waarden) as veld
    where veld.key <> all(%(plaats)s) and btrim(veld.value) <> ''
)""")
"""What a row says, whatever stands beside it. Read only where the hash does not say that the row is the same."""

PLAN_AFDRUKKEN = sql.SQL("""
    with gelijk as (
        select sleutel, afdruk
        from pg_temp.rapport_plan
        where levering_id in (%(nu)s, %(vorige)s)
        group by sleutel, afdruk
        having min(levering_id) <> max(levering_id)
    )

    update pg_temp.rapport_plan as plan
    set afdruk = md5(coalesce({tekst}, '') || coalesce(md5(st_asbinary(geland.geometrie)), ''))
    from landing.lmvw_planregistratie as geland
    where
        plan.levering_id in (%(nu)s, %(vorige)s)
        and plan.levering_id = geland.levering_id
        and plan.rij = geland.rij
        and not exists (
            select from gelijk where gelijk.sleutel is not distinct from plan.sleutel and gelijk.afdruk = plan.afdruk
        )
""").format(
    tekst=TEKST,
)

JAAR_AFDRUKKEN = sql.SQL("""
    with eerste as materialized (
        select levering_id, rij, sleutel from pg_temp.rapport_plan where levering_id in (%(nu)s, %(vorige)s)
    ),

    rij as (
        select geland.levering_id, geland.rij_hash, geland.waarden, {s_veld_parent_globalid} as sleutel
        from landing.lmvw_detailplanning as geland
        cross join lateral json_to_record(geland.waarden) as veld (parent_globalid text)
        where geland.levering_id in (%(nu)s, %(vorige)s)
        union all
        select geland.levering_id, geland.rij_hash, geland.waarden, eerste.sleutel
        from landing.lmvw_categorie as geland
        cross join lateral json_to_record(geland.waarden) as veld (plan_rij text)
        inner join eerste on geland.levering_id = eerste.levering_id and landing.geheel(veld.plan_rij) = eerste.rij
        where geland.levering_id in (%(nu)s, %(vorige)s)
        union all
        select geland.levering_id, geland.rij_hash, geland.waarden, {s_plan_globalid} as sleutel
        from landing.lmvw_woningblok as geland
        inner join (
            select * from landing.lmvw_blok_plan where levering_id = %(nu)s
            union all
            select * from landing.lmvw_blok_plan where levering_id = %(vorige)s
        ) as plan on geland.levering_id = plan.levering_id and geland.rij = plan.rij
        where geland.levering_id in (%(nu)s, %(vorige)s)
    ),

    geland as (
        select
            *,
            min(levering_id) over hetzelfde <> max(levering_id) over hetzelfde as gelijk
        from rij
        where sleutel is not null
        window hetzelfde as (partition by sleutel, rij_hash)
    )

    insert into pg_temp.rapport_inhoud
    select levering_id, sleutel, case when gelijk then encode(rij_hash, 'hex') else md5({tekst}) end
    from geland
""").format(
    s_veld_parent_globalid=_sleutel("veld.parent_globalid"),
    s_plan_globalid=_sleutel("plan.globalid"),
    tekst=TEKST,
)

JAAR_BASIS = sql.SQL("""
    insert into pg_temp.rapport_inhoud
    select
        levering_id,
        {s_globalid},
        concat_ws(
            ' ', {j_jaartal}, woningtype, prijsklasse,
            sum(coalesce(landing.getal(bouw), 0))::bigint, sum(coalesce(landing.getal(sloop), 0))::bigint
        )
    from landing.lmvw_jaar
    where levering_id = %(levering)s
    group by levering_id, {s_globalid}, {j_jaartal}, woningtype, prijsklasse
    having sum(coalesce(landing.getal(bouw), 0)) <> 0 or sum(coalesce(landing.getal(sloop), 0)) <> 0
""").format(
    s_globalid=_sleutel("globalid"),
    j_jaartal=_jaar("jaartal"),
)


def unfold(
    connection: Connection[Any], deze: Dossier, vorige: Dossier | None, vorige_met_rijen: Dossier | None
) -> None:
    """Fill the temporary tables for a delivery and those it is compared with; of another regime they stay empty."""
    connection.execute(TABLES)
    if deze.regime != "lmvw":
        return
    connection.execute("set local work_mem = '64MB'")
    # A cursor that fills in parameters itself: a view is planned for the one delivery it is asked for.
    cursor = psycopg.ClientCursor(connection)
    leveringen = {one.levering_id: one for one in (deze, vorige, vorige_met_rijen) if one is not None and one.rijen}
    for levering_id in leveringen:
        cursor.execute(PLANNEN, {"levering": levering_id})
    cursor.execute("analyze pg_temp.rapport_plan")
    for levering_id, dossier in leveringen.items():
        vorm = dossier.contract.format if dossier.contract else ""
        parameters = {"formulier": vorm == "formulier", "tabel": vorm in {"categorietabel", "koppad"}}
        cursor.execute(RIJEN, {"levering": levering_id} | parameters)
    if deze.rijen and vorige_met_rijen:
        _compare(cursor, deze, vorige_met_rijen)
    for table in ("rapport_plan", "rapport_rij", "rapport_inhoud"):
        cursor.execute(sql.SQL("analyze pg_temp.{}").format(sql.Identifier(table)))


def _compare(cursor: psycopg.ClientCursor[Any], deze: Dossier, vorige: Dossier) -> None:
    """Say of both what is compared: in one format what was delivered, between formats what the basisset has of it."""
    parameters = {"nu": deze.levering_id, "vorige": vorige.levering_id, "plaats": list(PLAATS)}
    if deze.contract_id == vorige.contract_id:
        cursor.execute(JAAR_AFDRUKKEN, parameters)
        cursor.execute(PLAN_AFDRUKKEN, parameters)
        return
    cursor.execute("update pg_temp.rapport_plan set afdruk = basis")
    for levering_id in (deze.levering_id, vorige.levering_id):
        cursor.execute(JAAR_BASIS, {"levering": levering_id})
