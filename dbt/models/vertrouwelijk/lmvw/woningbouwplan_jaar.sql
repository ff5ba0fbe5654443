{{
    config(
        indexes=[{'columns': ['plan_id']}],
        post_hook="{{ index_gemeente() }}",
    )
}}

with detail as (
    select * from {{ ref('stg_lmvw__detailplanning') }}
),

plan as (
    select * from {{ ref('woningbouwplan') }}
),

-- A deliverer may split a year over several rows.
som as (
    select
        levering_id,
        plan_id,
        jaar,
        woningtype,
        prijsklasse,
        coalesce(sum(bouw_aantal), 0)::integer as bouw_aantal,
        coalesce(sum(sloop_aantal), 0)::integer as sloop_aantal,
        bool_or(geschat) as geschat
    from detail
    where bouw_aantal <> 0 or sloop_aantal <> 0
    group by levering_id, plan_id, jaar, woningtype, prijsklasse
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
        som.woningtype,
        som.prijsklasse,
        som.bouw_aantal,
        som.sloop_aantal,
        som.geschat
    from som
    inner join plan on som.levering_id = plan.levering_id and som.plan_id = plan.plan_id
)

-- LMVW-13d: see woningbouwplan
select * from final
order by plan_id
