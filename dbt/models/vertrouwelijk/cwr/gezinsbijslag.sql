{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with gezinsbijslag as (
    select * from {{ ref('stg_cwr__gezinsbijslag') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['huurprijs', 'statistiek', 'toezicht']) }},
        gezinsbijslag.levering_id,
        gezinsbijslag.rij,
        gezinsbijslag.woonmaatschappij_kbo,
        {{ kluis_sleutel(['dossier.persoon_id::text', 'gezinsbijslag.bijslag_dossiernummer']) }} as gezinsbijslag_id,
        {{ zonder_insz('gezinsbijslag.bijslag_dossiernummer') }} as bijslag_dossiernummer,
        gezinsbijslag.fonds_id,
        gezinsbijslag.bureau_id,
        gezinsbijslag.hoedanigheid,
        gezinsbijslag.begin_recht,
        gezinsbijslag.einde_recht,
        gezinsbijslag.bijgewerkt_op,
        gezinsbijslag.referentiedossier
    from gezinsbijslag
    inner join dossier
        on
            gezinsbijslag.levering_id = dossier.levering_id
            and gezinsbijslag.contractnummer = dossier.contractnummer
            and gezinsbijslag.computernummer = dossier.computernummer
)

select * from final
