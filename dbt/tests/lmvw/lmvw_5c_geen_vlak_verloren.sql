-- LMVW-5c: a plan that came with an area has it in the layer.
with geland as (
    select * from {{ source('landing', 'lmvw_planregistratie') }}
    where not st_isempty(geometrie)
),

plan as (
    select * from {{ ref('woningbouwplan') }}
),

final as (
    select plan.plan_id
    from plan
    inner join geland on plan.levering_id = geland.levering_id and plan.rij = geland.rij
    where plan.geometrie is null or not st_orderingequals(st_multi(st_force2d(geland.geometrie)), plan.geometrie)
)

select * from final
