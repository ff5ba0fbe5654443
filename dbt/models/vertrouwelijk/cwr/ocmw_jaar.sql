{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with ocmw_jaar as (
    select * from {{ ref('stg_cwr__ocmw_jaar') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['huurprijs', 'statistiek', 'toezicht']) }},
        ocmw_jaar.levering_id,
        ocmw_jaar.rij,
        ocmw_jaar.rij_hash,
        ocmw_jaar.woonmaatschappij_kbo,
        ocmw_jaar.refertejaar,
        ocmw_jaar.type_uitkering,
        ocmw_jaar.bedrag_eur,
        ocmw_jaar.maanden_onderbreking,
        ocmw_jaar.gedeeld_met_partner,
        ocmw_jaar.maximum_bereikt
    from ocmw_jaar
    inner join dossier
        on
            ocmw_jaar.levering_id = dossier.levering_id
            and ocmw_jaar.contractnummer = dossier.contractnummer
            and ocmw_jaar.computernummer = dossier.computernummer
)

select * from final
