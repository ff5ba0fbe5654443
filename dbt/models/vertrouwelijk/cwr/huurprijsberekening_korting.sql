{{ config(indexes=[{'columns': ['huurovereenkomst_id']}]) }}

with huurprijsberekening as (
    select * from {{ ref('stg_cwr__huurprijsberekening') }}
),

huurovereenkomst as (
    select * from {{ ref('huurovereenkomst') }}
),

final as (
    select
        huurovereenkomst.huurovereenkomst_id,
        huurprijsberekening.levering_id,
        huurprijsberekening.rij,
        huurprijsberekening.woonmaatschappij_kbo,
        huurprijsberekening.begin_datum,
        huurprijsberekening.gezinskorting_eur
    from huurprijsberekening
    inner join huurovereenkomst
        on
            huurprijsberekening.levering_id = huurovereenkomst.levering_id
            and huurprijsberekening.contractnummer = huurovereenkomst.contractnummer
)

select * from final
