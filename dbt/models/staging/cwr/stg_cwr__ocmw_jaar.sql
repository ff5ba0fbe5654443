with veld as (
    select * from {{ source('landing', 'cwr_ocmw_jaar_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        veld.rij_hash,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.contractnummer,
        veld.computernummer,
        landing.geheel(veld.refertejaar) as refertejaar,
        {{ bekende_code('ocmw_uitkering') }} as type_uitkering,
        landing.getal(veld.bedrag) as bedrag_eur,
        landing.geheel(veld.maanden_onderbreking) as maanden_onderbreking,
        {{ ja_nee('veld.gedeeld_met_partner') }} as gedeeld_met_partner,
        {{ ja_nee('veld.maximum_bereikt') }} as maximum_bereikt
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('ocmw_uitkering', 'veld.type_uitkering') }}
)

select * from final
