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
        landing.datum(veld.begindatum) as begin_datum,
        landing.datum(veld.einddatum) as eind_datum,
        {{ ja_nee('veld.tijdelijk') }} as tijdelijk
    from veld
    {{ join_bericht('contract') }}
)

select * from final
