{#-
    WIV-5.1: a lease counts where it stood last. When the woning in which that was has a later message without it, it is gone, and does not
    come back from a woning in which it stood before and of which nothing was said since. WIV-7.1: so too where a woning goes on
    counting from a message that gave way: what was said after that message is read back for it.
-#}
{{
    config(
        materialized='table',
        indexes=[{'columns': ['levering_id', 'contractnummer'], 'unique': true}],
    )
}}

with bericht as (
    select * from {{ ref('stg_cwr__woning_bericht') }}
),

doorgaand as (
    select
        woonmaatschappij_kbo,
        min(besloten_op) as vanaf
    from bericht
    where is_blijvend
    group by woonmaatschappij_kbo
),

gehoord as (
    select levering_id
    from {{ ref('stg_cwr__levering') }}
    union
    select eerder.levering_id
    from {{ source('register', 'levering') }} as eerder
    inner join doorgaand on eerder.bronhouder_code = doorgaand.woonmaatschappij_kbo
    where
        eerder.besloten_op >= doorgaand.vanaf
        and {{ heeft_geteld('eerder') }}
),

levering as (
    select
        register.levering_id,
        register.bronhouder_code as woonmaatschappij_kbo,
        coalesce(register.besloten_op, register.ontvangen_op) as geteld_op
    from {{ source('register', 'levering') }} as register
    inner join gehoord on register.levering_id = gehoord.levering_id
),

afgezonderd as (
    select distinct
        levering_id,
        woonmaatschappij_woning_id
    from {{ source('register', 'afgezonderd') }}
),

geland as (
    select
        levering_id,
        rij,
        woonmaatschappij_woning_id,
        contractnummer
    from {{ source('landing', 'cwr_huurovereenkomst_veld') }}
    where levering_id = any(array(select gehoord.levering_id from gehoord))
),

laatste as (
    select distinct on (levering.woonmaatschappij_kbo, geland.contractnummer)
        geland.levering_id,
        geland.woonmaatschappij_woning_id,
        geland.contractnummer
    from geland
    inner join levering on geland.levering_id = levering.levering_id
    left join afgezonderd
        on
            geland.levering_id = afgezonderd.levering_id
            and geland.woonmaatschappij_woning_id = afgezonderd.woonmaatschappij_woning_id
    where afgezonderd.levering_id is null and geland.contractnummer is not null
    order by
        levering.woonmaatschappij_kbo asc,
        geland.contractnummer asc,
        levering.geteld_op desc,
        geland.levering_id desc,
        geland.rij desc
),

final as (
    select
        bericht.levering_id,
        bericht.woonmaatschappij_kbo,
        bericht.peildatum,
        bericht.volgnummer,
        laatste.woonmaatschappij_woning_id,
        laatste.contractnummer
    from laatste
    inner join bericht
        on
            laatste.levering_id = bericht.levering_id
            and laatste.woonmaatschappij_woning_id = bericht.woonmaatschappij_woning_id
)

select * from final
