{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with werkloosheid as (
    select * from {{ ref('stg_cwr__werkloosheid') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['huurprijs', 'statistiek', 'toezicht']) }},
        werkloosheid.levering_id,
        werkloosheid.rij,
        werkloosheid.rij_hash,
        werkloosheid.woonmaatschappij_kbo,
        werkloosheid.begin_datum,
        werkloosheid.eind_datum,
        werkloosheid.periode_bedrag_eur,
        werkloosheid.maand,
        werkloosheid.uitbetaald_bedrag_eur,
        werkloosheid.uitkeringen_aantal,
        werkloosheid.goedgekeurd_bedrag_eur,
        werkloosheid.statuut_dossier
    from werkloosheid
    inner join dossier
        on
            werkloosheid.levering_id = dossier.levering_id
            and werkloosheid.contractnummer = dossier.contractnummer
            and werkloosheid.computernummer = dossier.computernummer
)

select * from final
