{{
    config(
        indexes=[{'columns': ['plan_id']}],
        post_hook="{{ index_gemeente() }}",
    )
}}

with kenmerk as (
    select * from {{ ref('stg_lmvw__kenmerk') }}
),

plan as (
    select * from {{ ref('woningbouwplan') }}
),

som as (
    select
        levering_id,
        plan_id,
        jaar,
        kenmerk,
        waarde_code,
        round(sum(bouw_aantal))::integer as bouw_aantal
    from kenmerk
    group by levering_id, plan_id, jaar, kenmerk, waarde_code
),

final as (
    select
        plan.plan_id,
        plan.levering_id,
        plan.gemeente_code,
        plan.provincie_code,
        plan.bewaarplaats,
        plan.vertrouwelijk,
        som.jaar,
        som.kenmerk,
        som.waarde_code,
        som.bouw_aantal
    from som
    inner join plan on som.levering_id = plan.levering_id and som.plan_id = plan.plan_id
)

-- LMVW-13d: see woningbouwplan
select * from final
order by plan_id
