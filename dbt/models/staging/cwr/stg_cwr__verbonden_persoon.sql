with veld as (
    select * from {{ source('landing', 'cwr_verbonden_persoon_veld') }}
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
        veld.bijslag_dossiernummer,
        veld.insz_verbonden,
        {{ bekende_code('bijslag_hoedanigheid') }} as hoedanigheid
    from veld
    inner join levering on veld.levering_id = levering.levering_id
    {{ join_code('bijslag_hoedanigheid', 'veld.hoedanigheid') }}
)

select * from final
