{{
    config(
        schema='cwr_kluis',
        indexes=[
            {'columns': ['levering_id', 'contractnummer', 'computernummer']},
            {'columns': ['levering_id', 'rij'], 'unique': true},
        ],
    )
}}

with gezinslid as (
    select * from {{ ref('stg_cwr__gezinslid') }}
),

huurovereenkomst as (
    select * from {{ ref('huurovereenkomst') }}
),

persoon as (
    select * from {{ ref('persoon_pseudoniem') }}
),

sleutel as (
    select * from {{ source('kluis', 'persoon_sleutel') }}
),

-- Whose number is missing from the vault has no row, and what was landed no longer adds up: a test stops the build.
final as (
    select
        gezinslid.levering_id,
        gezinslid.rij,
        gezinslid.contractnummer,
        gezinslid.computernummer,
        huurovereenkomst.huurovereenkomst_id,
        sleutel.persoon_id,
        {{ pseudoniemen('persoon', ['huurprijs', 'prestatie', 'statistiek', 'toezicht']) }}
    from gezinslid
    inner join huurovereenkomst
        on
            gezinslid.levering_id = huurovereenkomst.levering_id
            and gezinslid.contractnummer = huurovereenkomst.contractnummer
    inner join sleutel on {{ persoon_nummer('gezinslid') }} = {{ persoon_nummer('sleutel') }}
    left join persoon on sleutel.persoon_id = persoon.persoon_id
)

select * from final
