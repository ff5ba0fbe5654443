{#- WIV-2.2: every gemeente has a row; what is withheld does not tell no household from a few. -#}
with gemeente as (
    select * from {{ ref('gemeente_vlaanderen') }}
),

-- A lease that ends on the peildatum still counts, as in the yearly report of the woonmaatschappijen.
bewoond as (
    select distinct woning_id
    from {{ ref('huurovereenkomst') }}
    where
        (begin_datum is null or begin_datum <= peildatum)
        and (eind_datum is null or eind_datum >= peildatum)
),

som as (
    select
        woning.nis_code,
        count(*)::integer as woningen_aantal,
        count(bewoond.woning_id)::integer as verhuurd_aantal
    from {{ ref('woning') }} as woning
    left join bewoond on woning.woning_id = bewoond.woning_id
    group by woning.nis_code
),

besluit as (
    select
        gemeente.nis_code,
        gemeente.gemeente_naam,
        som.woningen_aantal,
        som.verhuurd_aantal,
        coalesce(som.verhuurd_aantal, 0) >= {{ var('drempel_huishoudens') }} as toon
    from gemeente
    left join som on gemeente.nis_code = som.nis_code
),

final as (
    select
        nis_code,
        gemeente_naam,
        case when toon then woningen_aantal end as woningen_aantal,
        case when toon then verhuurd_aantal end as verhuurd_aantal,
        case when toon then 'gepubliceerd' else 'niet_gepubliceerd' end as status
    from besluit
)

select * from final
