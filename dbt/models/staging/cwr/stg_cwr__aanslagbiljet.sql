with veld as (
    select * from {{ source('landing', 'cwr_aanslagbiljet_veld') }}
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
        landing.geheel(veld.inkomensjaar) as inkomensjaar,
        veld.artikelnummer,
        landing.getal(veld.gezamenlijk_belastbaar_inkomen) as gezamenlijk_belastbaar_inkomen_eur,
        landing.getal(veld.afzonderlijk_belastbaar_inkomen) as afzonderlijk_belastbaar_inkomen_eur,
        landing.getal(veld.statuscode_a0620) as statuscode_a0620_eur,
        landing.getal(veld.statuscode_b0620) as statuscode_b0620_eur,
        landing.getal(veld.statuscode_a0210) as statuscode_a0210_eur,
        landing.datum(veld.inkohierdatum) as inkohierdatum
    from veld
    {{ join_bericht('contract') }}
)

select * from final
