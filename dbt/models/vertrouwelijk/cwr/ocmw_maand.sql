{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with ocmw_maand as (
    select * from {{ ref('stg_cwr__ocmw_maand') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

sleutel as (
    select * from {{ source('kluis', 'persoon_sleutel') }}
),

final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['huurprijs', 'statistiek', 'toezicht']) }},
        ocmw_maand.levering_id,
        ocmw_maand.rij,
        ocmw_maand.woonmaatschappij_kbo,
        hoofdbegunstigde.persoon_id as hoofdbegunstigde_persoon_id,
        partner.persoon_id as partner_persoon_id,
        hoofdbegunstigde.persoon_id = dossier.persoon_id as is_hoofdbegunstigde,
        ocmw_maand.refertemaand,
        ocmw_maand.begin_datum,
        ocmw_maand.eind_datum,
        ocmw_maand.type_uitkering,
        ocmw_maand.bedrag_eur,
        ocmw_maand.partnersituatie,
        ocmw_maand.ocmw_ondernemingsnummer,
        ocmw_maand.ocmw_dossiernummer,
        ocmw_maand.ocmw_positie,
        ocmw_maand.maximum_bereikt,
        ocmw_maand.laatste_uitbetaling
    from ocmw_maand
    inner join dossier
        on
            ocmw_maand.levering_id = dossier.levering_id
            and ocmw_maand.contractnummer = dossier.contractnummer
            and ocmw_maand.computernummer = dossier.computernummer
    left join sleutel as hoofdbegunstigde on ocmw_maand.insz_hoofdbegunstigde = hoofdbegunstigde.insz
    left join sleutel as partner on ocmw_maand.insz_partner = partner.insz
)

select * from final
