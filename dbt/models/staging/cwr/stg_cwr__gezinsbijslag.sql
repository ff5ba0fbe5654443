with veld as (
    select * from {{ source('landing', 'cwr_gezinsbijslag_veld') }}
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
        veld.rechthebbenden,
        veld.bijslagtrekkenden,
        veld.rechtgevenden,
        {{ zonder_insz('veld.fonds_id') }} as fonds_id,
        {{ zonder_insz('veld.bureau_id') }} as bureau_id,
        {{ bekende_code('bijslag_hoedanigheid') }} as hoedanigheid,
        landing.datum(veld.begin_recht) as begin_recht,
        landing.datum(veld.einde_recht) as einde_recht,
        landing.datum(veld.bijgewerkt_op) as bijgewerkt_op,
        {{ zonder_insz('veld.referentiedossier') }} as referentiedossier
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('bijslag_hoedanigheid', 'veld.hoedanigheid') }}
)

select * from final
