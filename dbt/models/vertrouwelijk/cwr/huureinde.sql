{{ config(indexes=[{'columns': ['huurovereenkomst_id']}]) }}

with huureinde as (
    select * from {{ ref('stg_cwr__huureinde') }}
),

huurovereenkomst as (
    select * from {{ ref('huurovereenkomst') }}
),

final as (
    select
        huurovereenkomst.huurovereenkomst_id,
        huureinde.levering_id,
        huureinde.rij,
        huureinde.rij_hash,
        huureinde.woonmaatschappij_kbo,
        huureinde.huureinde_soort,
        huureinde.opzeg_reden,
        huureinde.opzeg_detail,
        huureinde.opgestart_op,
        huureinde.effectief_op,
        huureinde.ontbinding_reden,
        huureinde.ontbinding_detail
    from huureinde
    inner join huurovereenkomst
        on
            huureinde.levering_id = huurovereenkomst.levering_id
            and huureinde.contractnummer = huurovereenkomst.contractnummer
)

select * from final
