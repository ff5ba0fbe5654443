{{
    config(
        materialized='table',
        indexes=[{'columns': ['levering_id', 'contractnummer'], 'unique': true}],
    )
}}

with bericht as (
    select * from {{ ref('stg_cwr__woning_bericht') }}
),

huurovereenkomst as (
    select
        levering_id,
        rij,
        woonmaatschappij_woning_id,
        contractnummer
    from {{ source('landing', 'cwr_huurovereenkomst_veld') }}
    where {{ van_deze_bouw() }}
),

-- A lease that moved to another woning stands in two messages: the last one counts.
final as (
    select distinct on (bericht.woonmaatschappij_kbo, huurovereenkomst.contractnummer)
        bericht.levering_id,
        bericht.woonmaatschappij_kbo,
        bericht.peildatum,
        bericht.volgnummer,
        huurovereenkomst.woonmaatschappij_woning_id,
        huurovereenkomst.contractnummer
    from huurovereenkomst
    inner join bericht
        on
            huurovereenkomst.levering_id = bericht.levering_id
            and huurovereenkomst.woonmaatschappij_woning_id = bericht.woonmaatschappij_woning_id
    order by
        bericht.woonmaatschappij_kbo asc,
        huurovereenkomst.contractnummer asc,
        bericht.volgnummer desc,
        huurovereenkomst.rij desc
)

select * from final
