with levering as (
    select * from {{ ref('stg_cwr__levering') }}
),

grond as (
    select distinct
        levering_id,
        gemeente_nis_code
    from {{ source('landing', 'cwr_grond_veld') }}
    where {{ van_deze_bouw() }}
),

final as (
    select distinct on (levering.woonmaatschappij_kbo, grond.gemeente_nis_code)
        levering.levering_id,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        levering.volgnummer,
        grond.gemeente_nis_code
    from grond
    inner join levering on grond.levering_id = levering.levering_id
    order by levering.woonmaatschappij_kbo asc, grond.gemeente_nis_code asc, levering.volgnummer desc
)

select * from final
