{#-
    LMVW-6d: a plan on the place of a vervallen plan is a new plan. It is linked, never merged: both keep their key and history. The
    vervallen plan may have been delivered for an earlier peildatum, so all accepted deliveries count.
-#}
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
    )
}}

with plan as (
    select * from {{ ref('woningbouwplan') }}
    where not vervallen and geometrie is not null
),

levering as (
    select * from {{ source('register', 'levering') }}
    where regime = 'lmvw' and status = 'geaccepteerd'
),

veld as (
    select * from {{ source('landing', 'lmvw_plan') }}
    where
        levering_id = any(array(select levering.levering_id from levering))
        and lower(trim(projectfase)) in ('vervallen', 'afgebroken')
),

vervallen as (
    select distinct on (plan_id)
        levering.bronhouder_code as gemeente_code,
        levering.peildatum,
        levering.aggregeren_door_provincie,
        {{ plan_sleutel('levering.bronhouder_code', 'veld.globalid') }} as plan_id,
        st_makevalid(st_force2d(veld.geometrie)) as geometrie
    from veld
    inner join levering on veld.levering_id = levering.levering_id
    where st_srid(veld.geometrie) = 28992 and st_dimension(veld.geometrie) = 2
    order by plan_id asc, levering.peildatum desc
),

paar as (
    select
        plan.plan_id,
        vervallen.plan_id as vervallen_plan_id,
        vervallen.peildatum as vervallen_peildatum,
        plan.gemeente_code,
        plan.provincie_code,
        -- Whoever may not see one of both may not see that they touch (LMVW-8).
        case when vervallen.aggregeren_door_provincie then 'provincie' else plan.bewaarplaats end as bewaarplaats,
        least(st_area(plan.geometrie), st_area(vervallen.geometrie)) as kleinste_m2,
        st_area(st_intersection(st_makevalid(plan.geometrie), vervallen.geometrie)) as overlap_m2
    from plan
    inner join vervallen
        on
            plan.gemeente_code = vervallen.gemeente_code
            and plan.plan_id <> vervallen.plan_id
            and plan.peildatum >= vervallen.peildatum
            and plan.geometrie && vervallen.geometrie
),

final as (
    select
        plan_id,
        vervallen_plan_id,
        vervallen_peildatum,
        gemeente_code,
        provincie_code,
        bewaarplaats,
        overlap_m2
    from paar
    -- Neighbours that share a border were not built on each other's place.
    where overlap_m2 > 0 and overlap_m2 >= 0.1 * kleinste_m2
)

select * from final
order by plan_id
