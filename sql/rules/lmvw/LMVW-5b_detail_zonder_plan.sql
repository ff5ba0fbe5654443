-- regel: LMVW-5b_detail_zonder_plan
-- ernst: blokkerend
-- artikel: 5.b
-- laag: DetailPlanning
-- titel: Elke jaarrij hoort bij een plan van deze levering
-- One pass over both layers instead of a join: rows that were just landed have no statistics, and a join would be planned blindly.
with sleutel as (
    select
        null::bigint as rij,
        globalid as plan_id,
        true as is_plan
    from landing.lmvw_planregistratie_veld
    where levering_id = %(levering_id)s
    union all
    select
        rij,
        parent_globalid as plan_id,
        false as is_plan
    from landing.lmvw_detailplanning_veld
    where levering_id = %(levering_id)s
),

gepaard as (
    select
        rij,
        plan_id,
        is_plan,
        plan_id is not null and bool_or(is_plan) over (partition by lower(trim(both '{} ' from plan_id))) as heeft_plan
    from sleutel
)

select
    rij,
    'parent_globalid' as kolom,
    plan_id as waarde,
    'In Planregistratie staat geen plan met dit GlobalID. Lever het plan mee of verwijder de rij.' as melding
from gepaard
where not is_plan and not heeft_plan
