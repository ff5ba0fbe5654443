with veld as (
    select * from {{ source('landing', 'cwr_huureinde_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        veld.rij_hash,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.contractnummer,
        {{ bekende_code('huureinde_soort') }} as huureinde_soort,
        {{ zonder_insz('veld.opzeg_reden') }} as opzeg_reden,
        {{ zonder_insz('veld.opzeg_detail') }} as opzeg_detail,
        landing.datum(veld.opgestart_op) as opgestart_op,
        landing.datum(veld.effectief_op) as effectief_op,
        {{ zonder_insz('veld.ontbinding_reden') }} as ontbinding_reden,
        {{ zonder_insz('veld.ontbinding_detail') }} as ontbinding_detail
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('huureinde_soort', 'veld.huureinde_soort') }}
)

select * from final
