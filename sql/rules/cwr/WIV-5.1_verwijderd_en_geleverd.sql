-- regel: WIV-5.1_verwijderd_en_geleverd
-- ernst: waarschuwing
-- artikel: 5
-- laag: verwijderdeWoning
-- titel: Een mutatie levert geen woning die zij ook weghaalt
-- klasse: foutief
-- actie: Lever of verwijder haar.
select
    weg.rij,
    'woonmaatschappij_woning_id' as kolom,
    weg.woonmaatschappij_woning_id as waarde,
    'Deze woning staat in hetzelfde bericht bij de woningen. Lever of verwijder haar.' as melding
from landing.cwr_verwijderde_woning_veld as weg
inner join pg_temp.woning on weg.woonmaatschappij_woning_id = woning.woonmaatschappij_woning_id
where weg.levering_id = %(levering_id)s
