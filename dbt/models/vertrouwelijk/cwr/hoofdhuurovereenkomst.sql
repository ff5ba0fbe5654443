{{ config(indexes=[{'columns': ['hoofdhuurovereenkomst_id'], 'unique': true}, {'columns': ['woning_id']}]) }}

with hoofdhuurovereenkomst as (
    select * from {{ ref('stg_cwr__hoofdhuurovereenkomst') }}
),

woning as (
    select * from {{ ref('woning') }}
),

final as (
    select
        {{ sleutel_hoofdhuurovereenkomst('hoofdhuurovereenkomst') }} as hoofdhuurovereenkomst_id,
        woning.woning_id,
        hoofdhuurovereenkomst.levering_id,
        hoofdhuurovereenkomst.rij,
        hoofdhuurovereenkomst.rij_hash,
        hoofdhuurovereenkomst.woonmaatschappij_kbo,
        hoofdhuurovereenkomst.hoofdcontractnummer,
        hoofdhuurovereenkomst.begin_datum,
        hoofdhuurovereenkomst.eind_datum,
        hoofdhuurovereenkomst.huurprijs_eur
    from hoofdhuurovereenkomst
    inner join woning
        on
            hoofdhuurovereenkomst.levering_id = woning.levering_id
            and hoofdhuurovereenkomst.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
)

select * from final
