{{
    config(
        meta={'lezers': {'lmvw_beheer': 'bewaard_door_beheer'}},
        indexes=[{'columns': ['plan_id']}],
    )
}}

with jaar as (
    select * from {{ ref('woningbouwplan_jaar') }}
    where bewaarplaats = 'provincie'
),

plan as (
    select * from {{ ref('woningbouwplan_optelling_8') }}
),

final as (
    select
        plan.plan_id,
        plan.levering_id,
        plan.gemeente_code,
        plan.provincie_code,
        plan.bewaarplaats,
        jaar.jaar,
        jaar.woningtype,
        jaar.prijsklasse,
        sum(jaar.bouw_aantal)::integer as bouw_aantal,
        sum(jaar.sloop_aantal)::integer as sloop_aantal,
        bool_or(jaar.geschat) as geschat
    from jaar
    inner join plan on jaar.levering_id = plan.levering_id
    group by
        plan.plan_id,
        plan.levering_id,
        plan.gemeente_code,
        plan.provincie_code,
        plan.bewaarplaats,
        jaar.jaar,
        jaar.woningtype,
        jaar.prijsklasse
)

select * from final
order by plan_id
