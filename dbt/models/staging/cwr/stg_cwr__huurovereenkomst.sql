with veld as (
    select * from {{ source('landing', 'cwr_huurovereenkomst_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        veld.rij_hash,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.woonmaatschappij_woning_id,
        veld.contractnummer,
        veld.hoofdcontractnummer,
        landing.datum(veld.begindatum) as begin_datum,
        landing.datum(veld.einddatum) as eind_datum,
        {{ ja_nee('veld.tijdelijk') }} as tijdelijk,
        {{ zonder_insz('veld.attestnummer') }} as attestnummer,
        {{ zonder_insz('veld.geconventioneerd_contractnummer') }} as geconventioneerd_contractnummer
    from veld
    {{ join_bericht('contract') }}
)

select * from final
