with levering as (
    select * from {{ ref('stg_lmvw__levering') }}
),

-- An array that is known before the rows are read: earlier deliveries need not be unfolded.
veld as (
    select * from {{ source('landing', 'lmvw_jaar') }}
    where levering_id = any(array(select levering.levering_id from levering))
),

final as (
    select
        levering.levering_id,
        veld.rij,
        {{ plan_sleutel('levering.gemeente_code', 'veld.globalid') }} as plan_id,
        {{ jaar('veld.jaartal') }} as jaar,
        veld.woningtype,
        veld.prijsklasse,
        landing.geheel(veld.bouw) as bouw_aantal,
        landing.geheel(veld.sloop) as sloop_aantal,
        veld.geschat
    from veld
    inner join levering on veld.levering_id = levering.levering_id
)

select * from final
