-- LMVW-13d: a plan is either public or in the sum, and none is lost between the two.
with alles as (
    select
        count(*) as plannen_aantal,
        count(*) filter (where vertrouwelijk) as vertrouwelijk_aantal
    from {{ ref('woningbouwplan') }}
),

openbaar as (
    select count(*) as plannen_aantal from {{ ref('publiceerbaar_woningbouwplan') }}
),

final as (
    select 1 as gevonden
    from alles
    cross join openbaar
    where openbaar.plannen_aantal + alles.vertrouwelijk_aantal <> alles.plannen_aantal
)

select * from final
