with veld as (
    select * from {{ source('landing', 'cwr_verbonden_persoon_veld') }}
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
    {{ join_bericht('contract') }}
    {{ join_code('bijslag_hoedanigheid', 'veld.hoedanigheid') }}
)

select * from final
