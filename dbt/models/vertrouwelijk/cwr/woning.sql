{{
    config(
        indexes=[
            {'columns': ['woning_id'], 'unique': true},
            {'columns': ['nis_code']},
            {'columns': ['woonmaatschappij_kbo']},
        ],
    )
}}

with woning as (
    select * from {{ ref('stg_cwr__woning') }}
),

final as (
    select
        {{ sleutel(['woonmaatschappij_kbo', 'woonmaatschappij_woning_id']) }} as woning_id,
        levering_id,
        rij,
        rij_hash,
        woonmaatschappij_kbo,
        woonmaatschappij_woning_id,
        peildatum,
        gebouweenheid_id,
        straatnaam,
        huisnummer,
        busnummer,
        postcode,
        nis_code,
        bouwjaar,
        woningtype,
        slaapkamers_aantal,
        ingehuurd,
        huurstelsel,
        markthuurwaarde_eur
    from woning
)

select * from final
