with veld as (
    select * from {{ source('landing', 'cwr_hoofdhuurovereenkomst_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        veld.rij_hash,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.woonmaatschappij_woning_id,
        veld.hoofdcontractnummer,
        landing.datum(veld.begindatum) as begin_datum,
        landing.datum(veld.einddatum) as eind_datum,
        landing.getal(veld.huurprijs) as huurprijs_eur
    from veld
    {{ join_bericht('hoofdcontract') }}
)

select * from final
