with veld as (
    select * from {{ source('landing', 'cwr_werkloosheid_veld') }}
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
        landing.datum(veld.begindatum) as begin_datum,
        landing.datum(veld.einddatum) as eind_datum,
        landing.getal(veld.periode_bedrag) as periode_bedrag_eur,
        veld.maand,
        landing.getal(veld.uitbetaald_bedrag) as uitbetaald_bedrag_eur,
        landing.getal(veld.uitkeringen_aantal) as uitkeringen_aantal,
        landing.getal(veld.goedgekeurd_bedrag) as goedgekeurd_bedrag_eur,
        {{ bekende_code('rva_statuut') }} as statuut_dossier
    from veld
    {{ join_bericht('contract') }}
    {{ join_code('rva_statuut', 'veld.statuut_dossier') }}
)

select * from final
