{#- A table, because every model of a record below a woning joins it. -#}
{{
    config(
        materialized='table',
        indexes=[{'columns': ['levering_id', 'woonmaatschappij_woning_id'], 'unique': true}],
    )
}}

with levering as (
    select * from {{ ref('stg_cwr__levering') }}
),

geleverd as (
    select
        levering_id,
        woonmaatschappij_woning_id,
        false as verwijderd
    from {{ source('landing', 'cwr_woning_veld') }}
    where {{ van_deze_bouw() }}
    union all
    select
        levering_id,
        woonmaatschappij_woning_id,
        true as verwijderd
    from {{ source('landing', 'cwr_verwijderde_woning_veld') }}
    where {{ van_deze_bouw() }}
),

-- A message that both delivers a woning and takes it away contradicts itself: then it stays.
laatste as (
    select distinct on (levering.woonmaatschappij_kbo, geleverd.woonmaatschappij_woning_id)
        levering.levering_id,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        levering.volgnummer,
        geleverd.woonmaatschappij_woning_id,
        geleverd.verwijderd
    from geleverd
    inner join levering on geleverd.levering_id = levering.levering_id
    order by
        levering.woonmaatschappij_kbo asc,
        geleverd.woonmaatschappij_woning_id asc,
        levering.volgnummer desc,
        geleverd.verwijderd asc
),

final as (
    select
        levering_id,
        woonmaatschappij_kbo,
        peildatum,
        volgnummer,
        woonmaatschappij_woning_id
    from laatste
    where not verwijderd
)

select * from final
