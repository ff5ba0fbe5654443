-- regel: WIV-5.1_verwijderd_en_geleverd
-- ernst: waarschuwing
-- artikel: 5
-- laag: verwijderdeWoning
-- titel: Een mutatie levert geen woning die zij ook weghaalt
-- klasse: foutief
-- actie: Lever de woning of verwijder haar, niet beide in een bericht.
select
    rij,
    'woonmaatschappij_woning_id' as kolom,
    woonmaatschappij_woning_id as waarde,
    'Deze woning staat in hetzelfde bericht bij de woningen. Lever de woning of verwijder haar, niet beide in een bericht.' as melding
from pg_temp.verwijderde_woning
where
    exists (
        select from pg_temp.woning
        where woning.woonmaatschappij_woning_id = verwijderde_woning.woonmaatschappij_woning_id
    )
