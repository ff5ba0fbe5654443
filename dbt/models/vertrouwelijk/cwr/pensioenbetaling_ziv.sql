{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with pensioenbetaling as (
    select * from {{ ref('stg_cwr__pensioenbetaling') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['statistiek']) }},
        pensioenbetaling.levering_id,
        pensioenbetaling.rij,
        pensioenbetaling.rij_hash,
        pensioenbetaling.woonmaatschappij_kbo,
        {{ kluis_sleutel(['dossier.persoon_id::text', 'pensioenbetaling.pensioendossier_id']) }} as pensioen_id,
        pensioenbetaling.betaalmaand,
        pensioenbetaling.ziv_code,
        pensioenbetaling.ziv_bedrag_eur
    from pensioenbetaling
    inner join dossier
        on
            pensioenbetaling.levering_id = dossier.levering_id
            and pensioenbetaling.contractnummer = dossier.contractnummer
            and pensioenbetaling.computernummer = dossier.computernummer
)

select * from final
