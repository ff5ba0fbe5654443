{{ config(indexes=[{'columns': ['hoofdhuurovereenkomst_id']}, {'columns': ['persoon_id']}]) }}

with eigenaar as (
    select * from {{ ref('stg_cwr__eigenaar') }}
),

hoofdhuurovereenkomst as (
    select * from {{ ref('hoofdhuurovereenkomst') }}
),

persoon as (
    select * from {{ ref('persoon_pseudoniem') }}
),

sleutel as (
    select * from {{ source('kluis', 'persoon_sleutel') }}
),

-- An organisation has no row in the vault: its KBO number names no person.
final as (
    select
        hoofdhuurovereenkomst.hoofdhuurovereenkomst_id,
        sleutel.persoon_id,
        {{ pseudoniemen('persoon', ['statistiek', 'toezicht']) }},
        eigenaar.levering_id,
        eigenaar.rij,
        eigenaar.woonmaatschappij_kbo,
        eigenaar.capakey,
        eigenaar.eigenaar_soort,
        eigenaar.ondernemingsnummer,
        eigenaar.aandeel,
        eigenaar.straatnaam,
        eigenaar.huisnummer,
        eigenaar.busnummer,
        eigenaar.postcode,
        eigenaar.kadastrale_afdeling,
        eigenaar.sectie,
        eigenaar.grondnummer,
        eigenaar.bisnummer,
        eigenaar.letterexponent,
        eigenaar.cijferexponent,
        eigenaar.partitie,
        eigenaar.nis_code,
        eigenaar.nis_code_peildatum,
        eigenaar.nis_code_geleverd
    from eigenaar
    inner join hoofdhuurovereenkomst
        on
            eigenaar.levering_id = hoofdhuurovereenkomst.levering_id
            and {{ sleutel_hoofdhuurovereenkomst('eigenaar') }} = hoofdhuurovereenkomst.hoofdhuurovereenkomst_id
    left join sleutel on {{ persoon_nummer('eigenaar') }} = {{ persoon_nummer('sleutel') }}
    left join persoon on sleutel.persoon_id = persoon.persoon_id
)

select * from final
