with veld as (
    select * from {{ source('landing', 'cwr_handicap_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.contractnummer,
        veld.computernummer,
        veld.insz_handicap,
        {{ bekende_code('handicap_wetgeving') }} as wetgeving,
        {{ bekende_code('handicap_status') }} as beslissing_status,
        landing.datum(veld.beslissingsdatum) as beslissingsdatum,
        veld.begin_erkenning,
        {{ datum_vroegst('veld.begin_erkenning') }} as begin_erkenning_vroegst,
        {{ datum_laatst('veld.begin_erkenning') }} as begin_erkenning_laatst,
        veld.einde_erkenning,
        {{ datum_vroegst('veld.einde_erkenning') }} as einde_erkenning_vroegst,
        {{ datum_laatst('veld.einde_erkenning') }} as einde_erkenning_laatst,
        veld.begin_recht,
        {{ datum_vroegst('veld.begin_recht') }} as begin_recht_vroegst,
        {{ datum_laatst('veld.begin_recht') }} as begin_recht_laatst,
        veld.einde_recht,
        {{ datum_vroegst('veld.einde_recht') }} as einde_recht_vroegst,
        {{ datum_laatst('veld.einde_recht') }} as einde_recht_laatst,
        {{ zonder_insz('veld.aard_handicap') }} as aard_handicap,
        landing.geheel(veld.totaal_punten) as totaal_punten,
        landing.getal(veld.percentage_ongeschiktheid) as percentage_ongeschiktheid,
        landing.geheel(veld.zelfredzaamheid) as zelfredzaamheid,
        landing.getal(veld.percentage_lichamelijk) as percentage_lichamelijk,
        landing.getal(veld.percentage_geestelijk) as percentage_geestelijk,
        landing.getal(veld.maandbedrag) as maandbedrag_eur,
        {{ zonder_insz('veld.categorie_tegemoetkoming') }} as categorie_tegemoetkoming,
        landing.getal(veld.vermindering_verdienvermogen) as vermindering_verdienvermogen,
        landing.geheel(veld.punten_pijler1) as punten_pijler1,
        landing.geheel(veld.punten_pijler2) as punten_pijler2,
        landing.geheel(veld.punten_pijler3) as punten_pijler3
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('handicap_status', 'veld.beslissing_status') }}
    {{ join_code('handicap_wetgeving', 'veld.wetgeving') }}
)

select * from final
