with veld as (
    select * from {{ source('landing', 'cwr_huurprijsberekening_veld') }}
),

final as (
    select
        levering.levering_id,
        veld.rij,
        veld.rij_hash,
        levering.woonmaatschappij_kbo,
        levering.peildatum,
        veld.contractnummer,
        landing.datum(veld.begindatum) as begin_datum,
        landing.datum(veld.einddatum) as eind_datum,
        landing.getal(veld.totaal_inkomen) as totaal_inkomen_eur,
        landing.getal(veld.niet_geindexeerd_totaal_inkomen) as niet_geindexeerd_totaal_inkomen_eur,
        landing.getal(veld.basishuurprijs) as basishuurprijs_eur,
        landing.getal(veld.gezinskorting) as gezinskorting_eur,
        landing.getal(veld.onderbezettingsvergoeding) as onderbezettingsvergoeding_eur,
        landing.getal(veld.reele_huur) as reele_huur_eur,
        landing.getal(veld.patrimoniumkorting) as patrimoniumkorting_eur,
        landing.getal(veld.energiecorrectie) as energiecorrectie_eur,
        landing.getal(veld.minimale_huurprijs) as minimale_huurprijs_eur
    from veld
    {{ join_bericht('contract') }}
)

select * from final
