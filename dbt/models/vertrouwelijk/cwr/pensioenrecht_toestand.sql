{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with pensioenrecht as (
    select * from {{ ref('stg_cwr__pensioenrecht') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['statistiek']) }},
        pensioenrecht.levering_id,
        pensioenrecht.rij,
        pensioenrecht.rij_hash,
        pensioenrecht.woonmaatschappij_kbo,
        {{ kluis_sleutel(['dossier.persoon_id::text', 'pensioenrecht.pensioendossier_id']) }} as pensioen_id,
        pensioenrecht.administratieve_toestand
    from pensioenrecht
    inner join dossier
        on
            pensioenrecht.levering_id = dossier.levering_id
            and pensioenrecht.contractnummer = dossier.contractnummer
            and pensioenrecht.computernummer = dossier.computernummer
)

select * from final
