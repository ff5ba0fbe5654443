with veld as (
    select * from {{ source('landing', 'cwr_pensioenrecht_veld') }}
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
        veld.pensioendossier_id,
        veld.pensioen_land_code,
        {{ bekende_code('taal') }} as taal_code,
        {{ zonder_insz('veld.periodiciteit') }} as periodiciteit,
        veld.begindatum_pensioen,
        {{ datum_vroegst('veld.begindatum_pensioen') }} as begindatum_pensioen_vroegst,
        {{ datum_laatst('veld.begindatum_pensioen') }} as begindatum_pensioen_laatst,
        veld.begindatum_recht,
        {{ datum_vroegst('veld.begindatum_recht') }} as begindatum_recht_vroegst,
        {{ datum_laatst('veld.begindatum_recht') }} as begindatum_recht_laatst,
        {{ zonder_insz('veld.pensioentype') }} as pensioentype,
        {{ zonder_insz('veld.administratieve_toestand') }} as administratieve_toestand,
        {{ zonder_insz('veld.type_werkgever') }} as type_werkgever,
        {{ zonder_insz('veld.code_gezinslast') }} as code_gezinslast,
        {{ zonder_insz('veld.voordeelcode') }} as voordeelcode,
        {{ zonder_insz('veld.aard_voordeel') }} as aard_voordeel,
        {{ zonder_insz('veld.code_alleenstaande_gezin') }} as code_alleenstaande_gezin,
        {{ zonder_insz('veld.oorsprong_recht') }} as oorsprong_recht,
        landing.datum(veld.begindatum_wijziging) as begindatum_wijziging,
        landing.datum(veld.afsluitingsdatum) as afsluitingsdatum,
        {{ nis_kolommen('veld.pensioen_gemeente_nis_code', 'pensioen_') }}
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('taal', 'veld.taal_code') }}
    {{ join_nis('veld.pensioen_gemeente_nis_code') }}
)

select * from final
