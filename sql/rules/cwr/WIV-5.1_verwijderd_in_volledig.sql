-- regel: WIV-5.1_verwijderd_in_volledig
-- ernst: blokkerend
-- treft: levering
-- artikel: 5
-- laag: verwijderdeWoning
-- titel: Alleen een mutatie neemt woningen weg
-- klasse: overtollig
-- actie: Laat verwijderdeWoning weg uit een volledig bericht.
select
    verwijderde_woning.rij,
    'woonmaatschappij_woning_id' as kolom,
    verwijderde_woning.woonmaatschappij_woning_id as waarde,
    'Een volledig bericht laat een woning die er niet meer is gewoon weg. Laat verwijderdeWoning weg uit een volledig bericht.' as melding
from pg_temp.verwijderde_woning
cross join pg_temp.levering
where levering.soort = 'volledig'
