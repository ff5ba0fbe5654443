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
        {{ kluis_sleutel(['woonmaatschappij_kbo', 'woonmaatschappij_woning_id']) }} as woning_id,
        levering_id,
        rij,
        rij_hash,
        woonmaatschappij_kbo,
        peildatum,
        ligging_crs,
        ligging_x,
        ligging_y,
        {{ lambert_72('ligging_crs', 'ligging_x', 'ligging_y') }} as ligging,
        woonmaatschappij_woning_id,
        woonmaatschappij_woning_code,
        woonmaatschappij_woning_groep_code,
        vmsw_woning_id,
        eigenaar_organisatie_id,
        gebouweenheid_id,
        capakey,
        straatnaam,
        huisnummer,
        busnummer,
        postcode,
        adres_id,
        crab_straat_id,
        status,
        bouwjaar,
        renovatiejaar,
        bebouwingstype,
        woningtype,
        slaapkamers_aantal,
        ingehuurd,
        huurstelsel,
        markthuurwaarde_eur,
        conditiescore,
        energiecorrectie_eur,
        epc_versie,
        epc_waarde,
        epc_datum,
        e_waarde_nieuwbouw,
        e_waarde_gerenoveerd,
        e_waarde_nieuwe_verhuring,
        k_waarde_nieuwbouw,
        k_waarde_gerenoveerd,
        k_waarde_nieuwe_verhuring,
        aanpasbaar_nfs2,
        aanpasbaar_c2008,
        rolstoeltoegankelijk_c2008,
        nis_code,
        nis_code_peildatum,
        nis_code_geleverd
    from woning
)

select * from final
