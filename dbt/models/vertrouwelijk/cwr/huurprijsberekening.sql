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
        huurprijsberekening.rij_hash,
        huurprijsberekening.woonmaatschappij_kbo,
        huurprijsberekening.gezinskorting_eur > 0 as gezinskorting_toegepast,
        huurprijsberekening.begin_datum,
        huurprijsberekening.eind_datum,
        huurprijsberekening.totaal_inkomen_eur,
        huurprijsberekening.niet_geindexeerd_totaal_inkomen_eur,
        huurprijsberekening.basishuurprijs_eur,
        huurprijsberekening.onderbezettingsvergoeding_eur,
        huurprijsberekening.reele_huur_eur,
        huurprijsberekening.patrimoniumkorting_eur,
        huurprijsberekening.energiecorrectie_eur,
        huurprijsberekening.minimale_huurprijs_eur
    from huurprijsberekening
    inner join huurovereenkomst
        on
            huurprijsberekening.levering_id = huurovereenkomst.levering_id
            and huurprijsberekening.contractnummer = huurovereenkomst.contractnummer
)

select * from final
