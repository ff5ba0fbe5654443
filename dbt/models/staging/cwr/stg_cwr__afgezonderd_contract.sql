{#- A table: whatever reads landing by the number of a lease asks it. Also of messages that gave way: histories learned from those. -#}
{{
    config(
        materialized='table',
        indexes=[{'columns': ['levering_id', 'contractnummer'], 'unique': true}],
    )
}}

with afgezonderd as (
    select distinct
        levering_id,
        woonmaatschappij_woning_id
    from {{ source('register', 'afgezonderd') }}
    where woonmaatschappij_woning_id is not null
),

final as (
    select distinct
        veld.levering_id,
        veld.contractnummer
    from {{ source('landing', 'cwr_huurovereenkomst_veld') }} as veld
    inner join afgezonderd
        on
            veld.levering_id = afgezonderd.levering_id
            and veld.woonmaatschappij_woning_id = afgezonderd.woonmaatschappij_woning_id
    where
        veld.contractnummer is not null
        and veld.levering_id = any(array(select weg.levering_id from afgezonderd as weg))
)

select * from final
