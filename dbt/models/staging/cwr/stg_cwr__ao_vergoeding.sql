with veld as (
    select * from {{ source('landing', 'cwr_ao_vergoeding_veld') }}
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
        veld.ao_dossiernummer,
        {{ zonder_insz('veld.documenttype') }} as documenttype,
        {{ zonder_insz('veld.werknemerscategorie') }} as werknemerscategorie,
        {{ zonder_insz('veld.gezinstoestand') }} as gezinstoestand,
        landing.datum(veld.begindatum) as begin_datum,
        landing.datum(veld.einddatum) as eind_datum,
        {{ zonder_insz('veld.type_uitkering') }} as type_uitkering,
        {{ zonder_insz('veld.aard_uitkering') }} as aard_uitkering,
        landing.getal(veld.bedrag) as bedrag_eur,
        landing.getal(veld.dagen_aantal) as dagen_aantal,
        landing.getal(veld.uren_aantal) as uren_aantal
    from veld
    {{ join_bericht('contract') }}
)

select * from final
