-- LMVW-13d: the fictitious plan holds all confidential woningen of its gemeente, and so does every breakdown of it.
with kenmerk as (
    select kenmerk from (values ('totaal'), ('woningtype'), ('prijsklasse')) as kenmerk (kenmerk)
),

plan as (
    select
        gemeente_code,
        sum(bruto_aantal) as bruto_aantal,
        sum(sloop_aantal) as sloop_aantal
    from {{ ref('woningbouwplan') }}
    where vertrouwelijk
    group by gemeente_code
),

som as (
    select
        gemeente_code,
        kenmerk,
        sum(bruto_aantal) as bruto_aantal,
        sum(sloop_aantal) as sloop_aantal
    from {{ ref('gemeente_vertrouwelijk') }}
    group by gemeente_code, kenmerk
),

final as (
    select plan.gemeente_code
    from plan
    cross join kenmerk
    left join som on plan.gemeente_code = som.gemeente_code and kenmerk.kenmerk = som.kenmerk
    where
        coalesce(som.bruto_aantal, 0) <> coalesce(plan.bruto_aantal, 0)
        or coalesce(som.sloop_aantal, 0) <> coalesce(plan.sloop_aantal, 0)
)

select * from final
