{{
    config(
        meta={
            'lezers': {
                'lmvw_gemeente': 'eigen_gemeente',
                'lmvw_provincie': 'eigen_provincie',
                'lmvw_beheer': 'bewaard_door_beheer',
                'lmvw_onderzoeker_12a': 'onderzoek_polygonen',
                'lmvw_onderzoeker_12b': 'onderzoek_polygonen',
                'lmvw_onderzoeker_12c': 'onderzoek_polygonen',
            }
        },
        post_hook=["alter table {{ this }} add primary key (plan_id)", "{{ index_gemeente() }}"],
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
),

-- LMVW-5d, LMVW-5e
label as (
    select
        gemeente_code,
        label_sleutel,
        bool_or(label = 'strijdig_5d') as strijdig_5d,
        bool_or(label = 'niet_beoordeeld_5e') as niet_beoordeeld_5e
    from {{ ref('stg_lmvw__label') }}
    group by gemeente_code, label_sleutel
),

keuze_8 as (
    select * from {{ source('register', 'keuze_8') }}
),

ingedeeld as (
    select
        plan.*,
        coalesce(lower(trim(plan.projectfase)) in ('vervallen', 'afgebroken'), false) as vervallen,
        coalesce(label.strijdig_5d, false) as strijdig_5d,
        coalesce(label.niet_beoordeeld_5e, false) as niet_beoordeeld_5e,
        keuze_8.levering_id is not null as door_provincie,
        -- LMVW-6c: a code that the basisset in force does not know is neither hard nor zacht.
        coalesce(status.hard_zacht, 'onbekend') as hard_zacht,
        -- LMVW-6a: confidential unless the delivered level is clearly public, or one at which its source keeps hard plans too.
        case niveau.vertrouwelijk
            when 'nee' then false
            when 'bij_zacht' then coalesce(status.hard_zacht, 'onbekend') <> 'hard'
            else true
        end as vertrouwelijk_geleverd
    from plan
    left join basisset on plan.peildatum >= basisset.geldig_van and plan.peildatum < basisset.geldig_tot
    left join status
        on
            plan.status_planologisch = status.code
            and basisset.basisset_versie = status.basisset_versie
            and basisset.geldig_van = status.geldig_van
    left join niveau on plan.bron = niveau.bron and plan.vertrouwelijkheid_code = niveau.code
    left join label on plan.gemeente_code = label.gemeente_code and register.label_sleutel(plan.bron_plan_id) = label.label_sleutel
    left join keuze_8 on plan.levering_id = keuze_8.levering_id
),

final as (
    select
        plan_id,
        bron_plan_id,
        levering_id,
        rij,
        rij_hash,
        gemeente_code::character(6) as gemeente_code,
        provincie_code,
        peildatum,
        plannaam,
        -- LMVW-5d: a label of the provincie makes confidential what was delivered as public.
        vertrouwelijk_geleverd or strijdig_5d as vertrouwelijk,
        case
            when vertrouwelijk_geleverd and vervallen then '6b'
            when vertrouwelijk_geleverd and hard_zacht = 'zacht' then '6a'
            when strijdig_5d then '5d'
        end as vertrouwelijk_grond,
        strijdig_5d,
        niet_beoordeeld_5e,
        case
            when door_provincie and (vertrouwelijk_geleverd or strijdig_5d) then 'provincie'
            else 'beheer'
        end as bewaarplaats,
        vervallen,
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
        afleiding,
        geometrie::geometry (multipolygon, 28992) as geometrie
    from ingedeeld
)

-- LMVW-13d: stored by a key without meaning, so a row's place (ctid, tablesample) tells nothing about its gemeente or delivery.
select * from final
order by plan_id
