with veld as (
    select * from {{ source('landing', 'lmvw_detailplanning_veld') }}
),

levering as (
    select * from {{ ref('stg_lmvw__levering') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        {{ plan_sleutel('levering.gemeente_code', 'veld.parent_globalid') }} as plan_id,
        {{ jaar('veld.jaartal') }} as jaar,
        cel.woningtype,
        cel.prijsklasse,
        landing.geheel(cel.bouw) as bouw_aantal,
        landing.geheel(cel.sloop) as sloop_aantal
    from veld
    inner join levering on veld.levering_id = levering.levering_id
    cross join
        lateral (
            values
            {%- for cel in woningcellen() %}
                ('{{ cel.woningtype }}', '{{ cel.prijsklasse }}', veld.{{ cel.veld }}, veld.sloop_{{ cel.veld }})
                {%- if not loop.last %},{% endif %}
            {%- endfor %}
        ) as cel (woningtype, prijsklasse, bouw, sloop)
    where cel.bouw is not null or cel.sloop is not null
)

select * from final
