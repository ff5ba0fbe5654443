-- regel: WIV-R.3_wijziging
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: wijziging
-- titel: Wijzigingen gaan tot vijf jaar terug
-- klasse: overtollig
-- actie: Laat wijzigingen van meer dan vijf jaar oud weg.
-- A day of which parts are unknown is as late as it can be.
select
    wijziging.rij,
    'geldig_van' as kolom,
    wijziging.geldig_van as waarde,
    'Deze wijziging is ouder dan vijf jaar en mag niet worden doorgegeven. Laat wijzigingen van meer dan vijf jaar oud weg.' as melding
from landing.cwr_wijziging_veld as wijziging
cross join pg_temp.levering
inner join pg_temp.parameter on parameter.naam = 'wijziging_jaren'
where
    wijziging.levering_id = %(levering_id)s
    and landing.datum_laatste(wijziging.geldig_van) < levering.peildatum - make_interval(years => parameter.waarde)
