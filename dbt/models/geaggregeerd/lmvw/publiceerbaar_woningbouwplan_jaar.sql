with plan_jaar as (
    select * from {{ ref('woningbouwplan_jaar') }}
),

final as (
    select
        plan_id,
        levering_id,
        gemeente_code::text as gemeente_code,
        provincie_code,
        jaar,
        woningtype,
        prijsklasse,
        bouw_aantal,
        sloop_aantal,
        geschat
    from plan_jaar
    where not vertrouwelijk
)

select * from final
