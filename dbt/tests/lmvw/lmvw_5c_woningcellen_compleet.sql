-- LMVW-5c: the woningen of a delivery add up to those of its year rows, summed here from the delivered keys themselves.
-- Only of deliveries with year rows: elsewhere numbers are counted apart, and rules on these layers see to it that none is lost.
with levering as (
    select actueel.*
    from {{ ref('stg_lmvw__levering') }} as actueel
    inner join {{ source('register', 'levering') }} as register on actueel.levering_id = register.levering_id
    where register.rijen ? 'DetailPlanning'
),

geland as (
    select
        detail.levering_id,
        sum(landing.getal(veld.value)) filter (where veld.key not like 'sloop%') as bouw_aantal,
        sum(landing.getal(veld.value)) filter (where veld.key like 'sloop%') as sloop_aantal
    from {{ source('landing', 'lmvw_detailplanning') }} as detail
    inner join levering on detail.levering_id = levering.levering_id
    cross join lateral json_each_text(detail.waarden) as veld
    where veld.key ~ '^(sloop_)?(eengezins|meergezins|onbekend)_'
    group by detail.levering_id
),

gemaakt as (
    select
        levering_id,
        sum(bouw_aantal) as bouw_aantal,
        sum(sloop_aantal) as sloop_aantal
    from {{ ref('woningbouwplan_jaar') }}
    group by levering_id
),

final as (
    select levering.levering_id
    from levering
    left join geland on levering.levering_id = geland.levering_id
    left join gemaakt on levering.levering_id = gemaakt.levering_id
    where
        coalesce(geland.bouw_aantal, 0) <> coalesce(gemaakt.bouw_aantal, 0)
        or coalesce(geland.sloop_aantal, 0) <> coalesce(gemaakt.sloop_aantal, 0)
)

select * from final
