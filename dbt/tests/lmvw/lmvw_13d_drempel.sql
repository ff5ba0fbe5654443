-- LMVW-13d, LMVW-14: counted from the plans themselves, every figure that may leave has enough plans and woningen behind it.
with getoond as (
    select * from {{ ref('publiceerbaar_gemeente_vertrouwelijk') }}
    where bruto_aantal is not null
),

deel as (
    select
        plan_id,
        gemeente_code,
        'totaal' as kenmerk,
        'totaal' as waarde_code,
        bruto_aantal,
        sloop_aantal
    from {{ ref('woningbouwplan') }}
    where vertrouwelijk
    union all
    select
        jaar.plan_id,
        jaar.gemeente_code,
        waarde.kenmerk,
        waarde.waarde_code,
        jaar.bouw_aantal as bruto_aantal,
        jaar.sloop_aantal
    from {{ ref('woningbouwplan_jaar') }} as jaar
    cross join
        lateral (
            values ('woningtype', jaar.woningtype), ('prijsklasse', jaar.prijsklasse)
        ) as waarde (kenmerk, waarde_code)
    where jaar.vertrouwelijk
),

geteld as (
    select
        gemeente_code,
        kenmerk,
        waarde_code,
        count(distinct plan_id) filter (where bruto_aantal <> 0) as bruto_plannen_aantal,
        count(distinct plan_id) filter (where sloop_aantal <> 0) as sloop_plannen_aantal
    from deel
    group by gemeente_code, kenmerk, waarde_code
),

-- onbekend also holds what no year explains, which only the sum itself knows.
final as (
    select
        getoond.gemeente_code,
        getoond.kenmerk,
        getoond.waarde_code
    from getoond
    left join geteld
        on
            getoond.gemeente_code = geteld.gemeente_code
            and getoond.kenmerk = geteld.kenmerk
            and getoond.waarde_code = geteld.waarde_code
    where
        getoond.bruto_aantal between 1 and {{ var('drempel_woningen') }} - 1
        or getoond.sloop_aantal between 1 and {{ var('drempel_woningen') }} - 1
        or (
            getoond.waarde_code <> 'onbekend'
            and (
                (getoond.bruto_aantal <> 0 and coalesce(geteld.bruto_plannen_aantal, 0) < {{ var('drempel_plannen') }})
                or (getoond.sloop_aantal <> 0 and coalesce(geteld.sloop_plannen_aantal, 0) < {{ var('drempel_plannen') }})
            )
        )
)

select * from final
