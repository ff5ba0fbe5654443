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
        {{ pseudoniemen('dossier', ['huurprijs', 'statistiek', 'toezicht']) }},
        pensioenbetaling.levering_id,
        pensioenbetaling.rij,
        pensioenbetaling.rij_hash,
        pensioenbetaling.woonmaatschappij_kbo,
        {{ kluis_sleutel(['dossier.persoon_id::text', 'pensioenbetaling.pensioendossier_id']) }} as pensioen_id,
        pensioenbetaling.brutobedrag_eur,
        pensioenbetaling.voorheffing_bedrag_eur,
        pensioenbetaling.munteenheid,
        pensioenbetaling.index_type,
        pensioenbetaling.index_waarde,
        pensioenbetaling.betaalmaand,
        pensioenbetaling.beginmaand,
        pensioenbetaling.eindmaand,
        pensioenbetaling.code_echtgenoot_ten_laste,
        pensioenbetaling.kinderen_ten_laste,
        pensioenbetaling.anderen_ten_laste,
        pensioenbetaling.bijzondere_regels_aantal,
        pensioenbetaling.bijzondere_regels_codes,
        pensioenbetaling.solidariteitsbijdrage_eur,
        pensioenbetaling.solidariteitsbijdrage_percentage,
        pensioenbetaling.voorheffing_percentage
    from pensioenbetaling
    inner join dossier
        on
            pensioenbetaling.levering_id = dossier.levering_id
            and pensioenbetaling.contractnummer = dossier.contractnummer
            and pensioenbetaling.computernummer = dossier.computernummer
)

select * from final
