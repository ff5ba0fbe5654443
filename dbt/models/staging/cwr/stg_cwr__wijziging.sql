with veld as (
    select * from {{ source('landing', 'cwr_wijziging_veld') }}
),

levering as (
    select * from {{ ref('stg_cwr__levering') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.contractnummer,
        veld.computernummer,
        veld.wijziging_waarde,
        veld.wijziging_veld,
        veld.geldig_van,
        {{ datum_vroegst('veld.geldig_van') }} as geldig_van_vroegst,
        {{ datum_laatst('veld.geldig_van') }} as geldig_van_laatst
    from veld
    inner join levering on veld.levering_id = levering.levering_id
)

select * from final
