{#-
    LMVW-13d, LMVW-14: which sums may leave. A measure of a kenmerk is safe when each of its cells is zero for every plan, or has
    enough contributing plans and woningen; one unsafe cell withholds them all, because the total would give it back. Sloop and netto
    go together: bruto minus one is the other.
-#}
with gemeente as (
    select * from {{ ref('gemeente') }}
),

levering as (
    select * from {{ ref('stg_lmvw__levering') }}
),

som as (
    select * from {{ ref('gemeente_vertrouwelijk_telling') }}
),

waarde as (
    select * from (
        values
        {%- for kenmerk, waarde_code in kenmerkwaarden() %}
            ('{{ kenmerk }}', '{{ waarde_code }}')
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    ) as waarde (kenmerk, waarde_code)
),

-- The same rows for every gemeente: their number says nothing.
cel as (
    select
        gemeente.gemeente_code,
        waarde.kenmerk,
        waarde.waarde_code,
        levering.levering_id is not null as geleverd,
        coalesce(som.bruto_aantal, 0) as bruto_aantal,
        coalesce(som.sloop_aantal, 0) as sloop_aantal,
        coalesce(som.netto_aantal, 0) as netto_aantal,
        coalesce(som.bruto_plannen_aantal, 0) as bruto_plannen_aantal,
        coalesce(som.sloop_plannen_aantal, 0) as sloop_plannen_aantal
    from gemeente
    cross join waarde
    left join levering on gemeente.gemeente_code = levering.gemeente_code
    left join som
        on
            gemeente.gemeente_code = som.gemeente_code
            and waarde.kenmerk = som.kenmerk
            and waarde.waarde_code = som.waarde_code
),

per_kenmerk as (
    select
        gemeente_code,
        kenmerk,
        sum(bruto_plannen_aantal) > 0 and bool_and(
            bruto_plannen_aantal = 0
            or (
                bruto_plannen_aantal >= {{ var('drempel_plannen') }}
                and bruto_aantal >= {{ var('drempel_woningen') }}
            )
        ) as bruto_veilig,
        bool_and(
            sloop_plannen_aantal = 0
            or (
                sloop_plannen_aantal >= {{ var('drempel_plannen') }}
                and sloop_aantal >= {{ var('drempel_woningen') }}
            )
        ) as sloop_veilig
    from cel
    group by gemeente_code, kenmerk
),

besluit as (
    select
        deel.gemeente_code,
        deel.kenmerk,
        deel.bruto_veilig and totaal.bruto_veilig as toon_bruto,
        deel.bruto_veilig and totaal.bruto_veilig and deel.sloop_veilig and totaal.sloop_veilig as toon_sloop
    from per_kenmerk as deel
    inner join per_kenmerk as totaal on deel.gemeente_code = totaal.gemeente_code and totaal.kenmerk = 'totaal'
),

final as (
    select
        cel.gemeente_code,
        cel.kenmerk,
        cel.waarde_code,
        case when besluit.toon_bruto then cel.bruto_aantal end as bruto_aantal,
        case when besluit.toon_sloop then cel.sloop_aantal end as sloop_aantal,
        case when besluit.toon_sloop then cel.netto_aantal end as netto_aantal,
        case
            when not cel.geleverd then 'geen_levering'
            when besluit.toon_sloop then 'gepubliceerd'
            when besluit.toon_bruto then 'alleen_bruto'
            else 'niet_gepubliceerd'
        end as status
    from cel
    inner join besluit on cel.gemeente_code = besluit.gemeente_code and cel.kenmerk = besluit.kenmerk
)

select * from final
