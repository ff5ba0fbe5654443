-- WIV-2.2: counted from the leases themselves, every figure that may leave has enough households behind it.
with geteld as (
    select
        woning.nis_code,
        count(distinct woning.woning_id) as huishoudens_aantal
    from {{ ref('woning') }} as woning
    inner join {{ ref('huurovereenkomst') }} as huurovereenkomst on woning.woning_id = huurovereenkomst.woning_id
    group by woning.nis_code
),

final as (
    select getoond.nis_code
    from {{ ref('publiceerbaar_woningen_per_gemeente') }} as getoond
    left join geteld on getoond.nis_code = geteld.nis_code
    where
        getoond.woningen_aantal is not null
        and (
            coalesce(geteld.huishoudens_aantal, 0) < {{ var('drempel_huishoudens') }}
            or getoond.verhuurd_aantal < {{ var('drempel_huishoudens') }}
            or getoond.verhuurd_aantal > getoond.woningen_aantal
        )
)

select * from final
