with veld as (
    select * from {{ source('landing', 'cwr_arbeidsongeschiktheid_veld') }}
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
        {{ bekende_code('sociale_status') }} as sociale_status,
        landing.datum(veld.begindatum) as begin_datum,
        landing.datum(veld.einddatum) as eind_datum,
        {{ zonder_insz('veld.reden_afsluiting') }} as reden_afsluiting,
        {{ bekende_code('ao_type') }} as ao_type,
        {{ bekende_code('risico_situatie') }} as risico_situatie,
        landing.datum(veld.vermoedelijke_bevallingsdatum) as vermoedelijke_bevallingsdatum,
        landing.datum(veld.bevallingsdatum) as bevallingsdatum,
        landing.datum(veld.adoptie_pleegzorgdatum) as adoptie_pleegzorgdatum
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('risico_situatie', 'veld.risico_situatie') }}
    {{ join_code('ao_type', 'veld.ao_type') }}
    {{ join_code('sociale_status', 'veld.sociale_status') }}
)

select * from final
