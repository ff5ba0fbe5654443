{#- A head lease hangs on its woning, so the message of that counts for it, whatever number another woning gives to its own. -#}
{{
    config(
        materialized='table',
        indexes=[{'columns': ['levering_id', 'woonmaatschappij_woning_id', 'hoofdcontractnummer'], 'unique': true}],
    )
}}

with bericht as (
    select * from {{ ref('stg_cwr__woning_bericht') }}
),

geland as (
    select distinct
        levering_id,
        woonmaatschappij_woning_id,
        hoofdcontractnummer
    from {{ source('landing', 'cwr_hoofdhuurovereenkomst_veld') }}
    where hoofdcontractnummer is not null and {{ van_wat_telt() }}
),

final as (
    select
        bericht.levering_id,
        bericht.woonmaatschappij_kbo,
        bericht.peildatum,
        bericht.volgnummer,
        geland.woonmaatschappij_woning_id,
        geland.hoofdcontractnummer
    from geland
    inner join bericht
        on
            geland.levering_id = bericht.levering_id
            and geland.woonmaatschappij_woning_id = bericht.woonmaatschappij_woning_id
)

select * from final
