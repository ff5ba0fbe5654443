{{ config(indexes=[{'columns': ['nis_code']}]) }}

with grond as (
    select * from {{ ref('stg_cwr__grond') }}
),

final as (
    select
        levering_id,
        rij,
        rij_hash,
        woonmaatschappij_kbo,
        peildatum,
        grondreserve_m2,
        verworven_m2,
        nis_code,
        nis_code_peildatum,
        nis_code_geleverd
    from grond
)

select * from final
