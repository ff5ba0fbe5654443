{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with ao_vergoeding as (
    select * from {{ ref('stg_cwr__ao_vergoeding') }}
),

dossier as (
    select * from {{ ref('dossier') }}
),

final as (
    select
        dossier.huurovereenkomst_id,
        dossier.persoon_id,
        {{ pseudoniemen('dossier', ['statistiek']) }},
        ao_vergoeding.levering_id,
        ao_vergoeding.rij,
        ao_vergoeding.rij_hash,
        ao_vergoeding.woonmaatschappij_kbo,
        {{ kluis_sleutel(['dossier.persoon_id::text', 'ao_vergoeding.ao_dossiernummer']) }} as ao_id,
        ao_vergoeding.documenttype,
        ao_vergoeding.werknemerscategorie,
        ao_vergoeding.gezinstoestand,
        ao_vergoeding.begin_datum,
        ao_vergoeding.eind_datum,
        ao_vergoeding.type_uitkering,
        ao_vergoeding.aard_uitkering,
        ao_vergoeding.bedrag_eur,
        ao_vergoeding.dagen_aantal,
        ao_vergoeding.uren_aantal
    from ao_vergoeding
    inner join dossier
        on
            ao_vergoeding.levering_id = dossier.levering_id
            and ao_vergoeding.contractnummer = dossier.contractnummer
            and ao_vergoeding.computernummer = dossier.computernummer
)

select * from final
