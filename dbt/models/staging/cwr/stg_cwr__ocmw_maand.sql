with veld as (
    select * from {{ source('landing', 'cwr_ocmw_maand_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.contractnummer,
        veld.computernummer,
        veld.insz_hoofdbegunstigde,
        veld.insz_partner,
        veld.refertemaand,
        landing.datum(veld.begindatum) as begin_datum,
        landing.datum(veld.einddatum) as eind_datum,
        {{ bekende_code('ocmw_uitkering') }} as type_uitkering,
        landing.getal(veld.bedrag) as bedrag_eur,
        {{ bekende_code('partnersituatie') }} as partnersituatie,
        veld.ocmw_ondernemingsnummer,
        {{ zonder_insz('veld.ocmw_dossiernummer') }} as ocmw_dossiernummer,
        {{ zonder_insz('veld.ocmw_positie') }} as ocmw_positie,
        {{ ja_nee('veld.maximum_bereikt') }} as maximum_bereikt,
        {{ ja_nee('veld.laatste_uitbetaling') }} as laatste_uitbetaling
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('partnersituatie', 'veld.partnersituatie') }}
    {{ join_code('ocmw_uitkering', 'veld.type_uitkering') }}
)

select * from final
