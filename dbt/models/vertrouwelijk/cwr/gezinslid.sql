{{ config(indexes=[{'columns': ['huurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with gezinslid as (
    select * from {{ ref('stg_cwr__gezinslid') }}
),

persoon as (
    select * from {{ ref('persoon') }}
),

huurovereenkomst as (
    select * from {{ ref('huurovereenkomst') }}
),

-- No rij_hash here: a hash over an INSZ and a name lets anyone who guesses them find out.
final as (
    select
        huurovereenkomst.huurovereenkomst_id,
        persoon.persoon_id,
        gezinslid.levering_id,
        gezinslid.rij,
        gezinslid.computernummer,
        gezinslid.rol,
        gezinslid.burgerlijke_staat_code,
        gezinslid.positie_code
    from gezinslid
    inner join persoon on gezinslid.insz = persoon.insz
    inner join huurovereenkomst
        on
            gezinslid.levering_id = huurovereenkomst.levering_id
            and gezinslid.contractnummer = huurovereenkomst.contractnummer
)

select * from final
