with veld as (
    select * from {{ source('landing', 'cwr_gezinslid_veld') }}
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
    inner join levering on veld.levering_id = levering.levering_id
    {{ join_code('geslacht', 'veld.geslacht') }}
    {{ join_code('nationaliteit', 'veld.nationaliteit_code') }}
    {{ join_code('burgerlijke_staat', 'veld.burgerlijke_staat_code') }}
    {{ join_code('positie_gezin', 'veld.positie_code') }}
)

select * from final
