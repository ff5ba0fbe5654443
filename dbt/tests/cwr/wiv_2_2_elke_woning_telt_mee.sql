-- depends_on: {{ ref('publiceerbaar_woningen_per_gemeente') }}
-- WIV-2.2: every dwelling lies in a gemeente that has a row, so the figures lose none.
with woning as (
    select * from {{ ref('woning') }}
),

gemeente as (
    select * from {{ ref('gemeente_vlaanderen') }}
),

final as (
    select woning.woning_id
    from woning
    left join gemeente on woning.nis_code = gemeente.nis_code
    where gemeente.nis_code is null
)

select * from final
