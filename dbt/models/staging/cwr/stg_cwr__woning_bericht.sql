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

-- Where the woning itself is told: what goes on counting stands in a message that gave way.
inhoud as (
    select
        levering_id,
        peildatum,
        besloten_op
    from {{ source('register', 'levering') }}
),

afgezonderd as (
    select distinct
        levering_id,
        woonmaatschappij_woning_id
    from {{ source('register', 'afgezonderd') }}
    where {{ van_deze_bouw() }}
),

geland as (
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

-- WIV-7.1: a message says nothing of a woning that was set aside from it.
geleverd as (
    select
        geland.levering_id as bericht_id,
        geland.levering_id,
        geland.woonmaatschappij_woning_id,
        geland.verwijderd,
        false as is_blijvend
    from geland
    left join afgezonderd
        on
            geland.levering_id = afgezonderd.levering_id
            and geland.woonmaatschappij_woning_id = afgezonderd.woonmaatschappij_woning_id
    where afgezonderd.levering_id is null
    union all
    select
        levering_id as bericht_id,
        uit_levering_id as levering_id,
        woonmaatschappij_woning_id,
        false as verwijderd,
        true as is_blijvend
    from {{ source('register', 'blijvend') }}
    where {{ van_deze_bouw() }}
),

-- A message that both delivers a woning and takes it away contradicts itself: then it stays.
laatste as (
    select distinct on (levering.woonmaatschappij_kbo, geleverd.woonmaatschappij_woning_id)
        geleverd.levering_id,
        levering.woonmaatschappij_kbo,
        levering.volgnummer,
        geleverd.woonmaatschappij_woning_id,
        geleverd.verwijderd,
        geleverd.is_blijvend
    from geleverd
    inner join levering on geleverd.bericht_id = levering.levering_id
    order by
        levering.woonmaatschappij_kbo asc,
        geleverd.woonmaatschappij_woning_id asc,
        levering.volgnummer desc,
        geleverd.verwijderd asc
),

final as (
    select
        laatste.levering_id,
        laatste.woonmaatschappij_kbo,
        inhoud.peildatum,
        laatste.volgnummer,
        inhoud.besloten_op,
        laatste.woonmaatschappij_woning_id,
        laatste.is_blijvend
    from laatste
    inner join inhoud on laatste.levering_id = inhoud.levering_id
    where not laatste.verwijderd
)

select * from final
