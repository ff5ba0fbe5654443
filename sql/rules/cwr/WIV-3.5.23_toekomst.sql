-- regel: WIV-3.5.23_toekomst
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenbetaling
-- titel: Een pensioen is betaald voor de peildatum
-- klasse: foutief
-- actie: Verbeter de maand van betaling.
select
    betaling.rij,
    'betaalmaand' as kolom,
    betaling.betaalmaand as waarde,
    'Deze maand ligt na de peildatum. Verbeter de maand van betaling.' as melding
from landing.cwr_pensioenbetaling_veld as betaling
cross join pg_temp.levering
where
    betaling.levering_id = %(levering_id)s
    and betaling.betaalmaand > to_char(levering.peildatum, 'YYYY-MM')
