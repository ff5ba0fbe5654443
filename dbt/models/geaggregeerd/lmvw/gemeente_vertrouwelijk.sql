{{
    config(
        meta={'lezers': {'lmvw_beheer': 'alles'}},
        indexes=[{'columns': ['gemeente_code', 'kenmerk', 'waarde_code'], 'unique': true}],
    )
}}

-- LMVW-8: without how many plans are in a sum, because what a provincie keeps is in it too.
with telling as (
    select * from {{ ref('gemeente_vertrouwelijk_telling') }}
),

final as (
    select
        gemeente_code,
        kenmerk,
        waarde_code,
        bruto_aantal,
        sloop_aantal,
        netto_aantal
    from telling
)

select * from final
