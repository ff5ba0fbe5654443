{{
    config(
        indexes=[
            {'columns': ['gemeente_code']},
            {'columns': ['provincie_code']},
            {'columns': ['geometrie'], 'type': 'gist'},
        ],
        post_hook="alter table {{ this }} add primary key (plan_id)",
    )
}}

with plan as (
    select * from {{ ref('stg_lmvw__planregistratie') }}
),

status as (
    select * from {{ ref('code_status_planologisch') }}
),

-- LMVW-11b: a code list is in force from its first day until a later version takes over.
basisset as (
    select
        basisset_versie,
        geldig_van,
        lead(geldig_van, 1, 'infinity') over (order by geldig_van) as geldig_tot
    from status
    group by basisset_versie, geldig_van
),

niveau as (
    select * from {{ ref('code_vertrouwelijkheid') }}
    where bron = 'basisset'
),

ingedeeld as (
    select
        plan.*,
        -- LMVW-6c: a code that the basisset in force does not know is neither hard nor zacht.
        coalesce(status.hard_zacht, 'onbekend') as hard_zacht,
        -- LMVW-6a: confidential unless the delivered level is clearly public.
        coalesce(niveau.vertrouwelijk, 'ja') <> 'nee' as vertrouwelijk
    from plan
    left join basisset on plan.peildatum >= basisset.geldig_van and plan.peildatum < basisset.geldig_tot
    left join status
        on
            plan.status_planologisch = status.code
            and basisset.basisset_versie = status.basisset_versie
            and basisset.geldig_van = status.geldig_van
    left join niveau on plan.vertrouwelijkheid_code = niveau.code
),

final as (
    select
        plan_id,
        bron_plan_id,
        levering_id,
        rij,
        rij_hash,
        gemeente_code,
        provincie_code,
        peildatum,
        plannaam,
        vertrouwelijk,
        case
            when not vertrouwelijk then null
            when lower(projectfase) in ('vervallen', 'afgebroken') then '6b'
            when hard_zacht = 'zacht' then '6a'
        end as vertrouwelijk_grond,
        'beheer' as bewaarplaats,
        status_planologisch,
        hard_zacht,
        projectfase,
        plantype,
        opdrachtgever_type,
        opdrachtgever_naam,
        woonplaats,
        oplevering_eerste,
        oplevering_laatste,
        bruto_aantal,
        sloop_aantal,
        netto_aantal,
        geometrie::geometry (multipolygon, 28992) as geometrie
    from ingedeeld
)

-- LMVW-13d: stored by a key without meaning, so a row's place (ctid, tablesample) tells nothing about its gemeente or delivery.
select * from final
order by plan_id
