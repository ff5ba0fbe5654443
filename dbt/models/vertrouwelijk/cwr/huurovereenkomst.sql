{{
    config(
        indexes=[
            {'columns': ['huurovereenkomst_id'], 'unique': true},
            {'columns': ['woning_id']},
        ],
    )
}}

with huurovereenkomst as (
    select * from {{ ref('stg_cwr__huurovereenkomst') }}
),

woning as (
    select * from {{ ref('woning') }}
),

final as (
    select
        {{ kluis_sleutel(['huurovereenkomst.woonmaatschappij_kbo', 'huurovereenkomst.contractnummer']) }} as huurovereenkomst_id,
        woning.woning_id,
        case
            when huurovereenkomst.hoofdcontractnummer is not null then {{ sleutel_hoofdhuurovereenkomst('huurovereenkomst') }}
        end as hoofdhuurovereenkomst_id,
        huurovereenkomst.levering_id,
        huurovereenkomst.rij,
        huurovereenkomst.rij_hash,
        huurovereenkomst.woonmaatschappij_kbo,
        huurovereenkomst.peildatum,
        huurovereenkomst.contractnummer,
        huurovereenkomst.hoofdcontractnummer,
        huurovereenkomst.begin_datum,
        huurovereenkomst.eind_datum,
        huurovereenkomst.tijdelijk,
        huurovereenkomst.attestnummer,
        huurovereenkomst.geconventioneerd_contractnummer
    from huurovereenkomst
    inner join woning
        on
            huurovereenkomst.levering_id = woning.levering_id
            and huurovereenkomst.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
)

select * from final
