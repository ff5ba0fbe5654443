-- regel: WIV-5.1_verwijderd_in_volledig
-- ernst: blokkerend
-- treft: levering
-- artikel: 5
-- laag: verwijderdeWoning
-- titel: Alleen een mutatie neemt woningen weg
-- klasse: overtollig
-- actie: Verwijder dit element.
select
    weg.rij,
    'woonmaatschappij_woning_id' as kolom,
    weg.woonmaatschappij_woning_id as waarde,
    'Een volledig bericht laat een woning die er niet meer is gewoon weg. Verwijder dit element.' as melding
from landing.cwr_verwijderde_woning_veld as weg
inner join landing.cwr_bericht_veld as bericht on weg.levering_id = bericht.levering_id
where
    weg.levering_id = %(levering_id)s
    and bericht.soort = 'volledig'
