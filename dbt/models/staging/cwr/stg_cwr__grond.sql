with veld as (
    select * from {{ source('landing', 'cwr_grond_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        veld.rij_hash,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        landing.geheel(veld.grondreserve_m2) as grondreserve_m2,
        landing.geheel(veld.verworven_m2) as verworven_m2,
        {{ nis_kolommen('veld.gemeente_nis_code') }}
    from veld
    {{ join_bericht('gemeente') }}
    {{ join_nis('veld.gemeente_nis_code') }}
)

select * from final
