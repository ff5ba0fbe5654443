with levering as (
    select * from {{ ref('stg_cwr__levering') }}
),

bekend as (
    select nis_code from {{ ref('gemeente_vlaanderen') }}
    union
    select oude_nis_code as nis_code from {{ ref('gemeente_vlaanderen_fusie') }}
),

-- PDB-13: of what stands there twice nobody can tell which holds, and what is no gemeente has no land: a message says nothing of them.
grond as (
    select
        levering_id,
        gemeente_nis_code
    from {{ source('landing', 'cwr_grond_veld') }}
    where
        {{ van_deze_bouw() }}
        and gemeente_nis_code in (select bekend.nis_code from bekend)
    group by levering_id, gemeente_nis_code
    having count(*) = 1
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
