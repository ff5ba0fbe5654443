{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with aanslagbiljet as (
    select * from {{ ref('stg_cwr__aanslagbiljet') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['huurprijs', 'prestatie', 'statistiek', 'toezicht']) }},
        aanslagbiljet.levering_id,
        aanslagbiljet.rij,
        aanslagbiljet.rij_hash,
        aanslagbiljet.woonmaatschappij_kbo,
        aanslagbiljet.inkomensjaar,
        aanslagbiljet.artikelnummer,
        aanslagbiljet.gezamenlijk_belastbaar_inkomen_eur,
        aanslagbiljet.afzonderlijk_belastbaar_inkomen_eur,
        aanslagbiljet.statuscode_a0620_eur,
        aanslagbiljet.statuscode_b0620_eur,
        aanslagbiljet.statuscode_a0210_eur,
        aanslagbiljet.inkohierdatum
    from aanslagbiljet
    inner join dossier
        on
            aanslagbiljet.levering_id = dossier.levering_id
            and aanslagbiljet.contractnummer = dossier.contractnummer
            and aanslagbiljet.computernummer = dossier.computernummer
)

select * from final
