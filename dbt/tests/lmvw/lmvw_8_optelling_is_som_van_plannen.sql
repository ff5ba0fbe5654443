-- LMVW-8: the one plan that beheer gets holds exactly the woningen of the plans it stands for, and so do its years.
with verklaard as (
    select
        plan_id,
        sum(bouw_aantal) as bouw_aantal,
        sum(sloop_aantal) as sloop_aantal
    from {{ ref('woningbouwplan_jaar') }}
    group by plan_id
),

plan as (
    select
        plan.gemeente_code,
        sum(coalesce(plan.bruto_aantal, verklaard.bouw_aantal, 0)) as bruto_aantal,
        sum(coalesce(plan.sloop_aantal, verklaard.sloop_aantal, 0)) as sloop_aantal
    from {{ ref('woningbouwplan') }} as plan
    left join verklaard on plan.plan_id = verklaard.plan_id
    where plan.bewaarplaats = 'provincie'
    group by plan.gemeente_code
),

jaar as (
    select
        gemeente_code,
        sum(bouw_aantal) as bouw_aantal,
        sum(sloop_aantal) as sloop_aantal
    from {{ ref('woningbouwplan_jaar') }}
    where bewaarplaats = 'provincie'
    group by gemeente_code
),

som as (
    select * from {{ ref('woningbouwplan_optelling_8') }}
),

som_jaar as (
    select
        gemeente_code,
        sum(bouw_aantal) as bouw_aantal,
        sum(sloop_aantal) as sloop_aantal
    from {{ ref('woningbouwplan_optelling_8_jaar') }}
    group by gemeente_code
),

final as (
    select coalesce(plan.gemeente_code, som.gemeente_code) as gemeente_code
    from plan
    full join som on plan.gemeente_code = som.gemeente_code
    full join jaar on plan.gemeente_code = jaar.gemeente_code
    full join som_jaar on plan.gemeente_code = som_jaar.gemeente_code
    where
        (plan.gemeente_code is null) <> (som.gemeente_code is null)
        or plan.bruto_aantal <> som.bruto_aantal
        or plan.sloop_aantal <> som.sloop_aantal
        or coalesce(jaar.bouw_aantal, 0) <> coalesce(som_jaar.bouw_aantal, 0)
        or coalesce(jaar.sloop_aantal, 0) <> coalesce(som_jaar.sloop_aantal, 0)
        or num_nonnulls(som.plannaam, som.status_planologisch) > 0
)

select * from final
