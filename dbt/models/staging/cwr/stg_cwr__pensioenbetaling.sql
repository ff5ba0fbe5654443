with veld as (
    select * from {{ source('landing', 'cwr_pensioenbetaling_veld') }}
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
        landing.getal(veld.brutobedrag) as brutobedrag_eur,
        landing.getal(veld.voorheffing_bedrag) as voorheffing_bedrag_eur,
        {{ bekende_code('munteenheid') }} as munteenheid,
        {{ zonder_insz('veld.index_type') }} as index_type,
        landing.getal(veld.index_waarde) as index_waarde,
        veld.betaalmaand,
        veld.beginmaand,
        veld.eindmaand,
        {{ zonder_insz('veld.code_echtgenoot_ten_laste') }} as code_echtgenoot_ten_laste,
        landing.geheel(veld.kinderen_ten_laste) as kinderen_ten_laste,
        landing.geheel(veld.anderen_ten_laste) as anderen_ten_laste,
        landing.geheel(veld.bijzondere_regels_aantal) as bijzondere_regels_aantal,
        {{ zonder_insz('veld.bijzondere_regels_codes') }} as bijzondere_regels_codes,
        {{ zonder_insz('veld.ziv_code') }} as ziv_code,
        landing.getal(veld.ziv_bedrag) as ziv_bedrag_eur,
        landing.getal(veld.solidariteitsbijdrage) as solidariteitsbijdrage_eur,
        landing.getal(veld.solidariteitsbijdrage_percentage) as solidariteitsbijdrage_percentage,
        landing.getal(veld.voorheffing_percentage) as voorheffing_percentage
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('munteenheid', 'veld.munteenheid') }}
)

select * from final
