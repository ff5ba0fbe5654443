-- LMVW-1: the years of a plan add up to the plan, when it has years. A warning, as for the bronhouder (rule LMVW-11a_jaarsom):
-- such deliveries are accepted.
{{ config(severity='warn') }}

with jaar as (
    select
        plan_id,
        sum(bouw_aantal) as bouw_aantal,
        sum(sloop_aantal) as sloop_aantal
    from {{ ref('woningbouwplan_jaar') }}
    group by plan_id
),

final as (
    select plan.plan_id
    from {{ ref('woningbouwplan') }} as plan
    inner join jaar on plan.plan_id = jaar.plan_id
    where plan.bruto_aantal <> jaar.bouw_aantal or plan.sloop_aantal <> jaar.sloop_aantal
)

select * from final
