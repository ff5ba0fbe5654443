-- regel: WIV-5.1_verwijderd_open_huur
-- ernst: waarschuwing
-- artikel: 5
-- laag: verwijderdeWoning
-- titel: Een mutatie haalt geen woning weg met een lopende huurovereenkomst
-- klasse: foutief
-- actie: Lever eerst het einde van de huur.
-- What was told last of a woning counts: of the accepted deliveries since the last one that told all.
with weg as materialized (
    select
        verwijderd.rij,
        verwijderd.woonmaatschappij_woning_id,
        coalesce(landing.datum(verwijderd.verwijderd_op), levering.peildatum) as verwijderd_op
    from landing.cwr_verwijderde_woning_veld as verwijderd
    cross join pg_temp.levering
    where verwijderd.levering_id = %(levering_id)s
),

eerder as (
    select
        ander.levering_id,
        max(ander.levering_id) filter (where bericht.soort = 'volledig') over () as volledig_id
    from register.levering as ander
    cross join pg_temp.levering
    inner join landing.cwr_bericht_veld as bericht on ander.levering_id = bericht.levering_id
    where
        ander.regime = 'cwr'
        and ander.status = 'geaccepteerd'
        and ander.bronhouder_code = levering.bronhouder_code
        and ander.levering_id < levering.levering_id
),

vorige as (
    select
        woning.woonmaatschappij_woning_id,
        max(woning.levering_id) as levering_id
    from eerder
    inner join landing.cwr_woning_veld as woning on eerder.levering_id = woning.levering_id
    where
        eerder.levering_id >= coalesce(eerder.volledig_id, 0)
        and woning.woonmaatschappij_woning_id in (select weg.woonmaatschappij_woning_id from weg)
    group by woning.woonmaatschappij_woning_id
)

select distinct
    weg.rij,
    'woonmaatschappij_woning_id' as kolom,
    weg.woonmaatschappij_woning_id as waarde,
    'Volgens een eerdere levering loopt voor deze woning nog een huurovereenkomst. Lever eerst het einde van de huur.' as melding
from weg
inner join vorige on weg.woonmaatschappij_woning_id = vorige.woonmaatschappij_woning_id
inner join landing.cwr_huurovereenkomst_veld as huur
    on
        vorige.levering_id = huur.levering_id
        and vorige.woonmaatschappij_woning_id = huur.woonmaatschappij_woning_id
where coalesce(landing.datum(huur.einddatum), 'infinity') >= weg.verwijderd_op
