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
        case when veld.insz ~ '^[0-9]{11}$' then veld.insz end as insz,
        case
            when veld.insz is null or veld.insz !~ '^[0-9]{11}$'
                then concat_ws('/', 'gezinslid', levering.woonmaatschappij_kbo, veld.contractnummer, veld.computernummer)
        end as bron_sleutel,
        veld.rol,
        veld.naam,
        veld.voornamen,
        veld.geboortedatum,
        {{ datum_vroegst('veld.geboortedatum') }} as geboortedatum_vroegst,
        {{ datum_laatst('veld.geboortedatum') }} as geboortedatum_laatst,
        veld.geslacht,
        {{ bekende_code('nationaliteit') }} as nationaliteit_code,
        {{ bekende_code('burgerlijke_staat') }} as burgerlijke_staat_code,
        {{ bekende_code('positie_gezin') }} as positie_code,
        veld.beroep,
        veld.straatnaam,
        veld.huisnummer,
        veld.busnummer,
        veld.postcode,
        {{ nis_kolommen('veld.gemeente_nis_code') }}
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('nationaliteit', 'veld.nationaliteit_code') }}
    {{ join_code('burgerlijke_staat', 'veld.burgerlijke_staat_code') }}
    {{ join_code('positie_gezin', 'veld.positie_code') }}
    {{ join_nis('veld.gemeente_nis_code') }}
)

select * from final
