with veld as (
    select * from {{ source('landing', 'cwr_gezinslid_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.contractnummer,
        veld.computernummer,
        veld.rol,
        veld.insz,
        veld.naam,
        veld.voornamen,
        veld.geboortedatum,
        landing.datum(veld.geboortedatum) as geboorte_datum,
        {{ bekende_code('geslacht') }} as geslacht,
        {{ bekende_code('nationaliteit') }} as nationaliteit_code,
        {{ bekende_code('burgerlijke_staat') }} as burgerlijke_staat_code,
        {{ bekende_code('positie_gezin') }} as positie_code
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('geslacht', 'veld.geslacht') }}
    {{ join_code('nationaliteit', 'veld.nationaliteit_code') }}
    {{ join_code('burgerlijke_staat', 'veld.burgerlijke_staat_code') }}
    {{ join_code('positie_gezin', 'veld.positie_code') }}
)

select * from final
