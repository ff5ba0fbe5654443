-- regel: WIV-3.8.18_dagen
-- ernst: waarschuwing
-- artikel: 3.8
-- laag: aoVergoeding
-- titel: Er zijn niet meer dagen vergoed dan de periode heeft
-- klasse: foutief
-- actie: Verbeter het aantal dagen of de periode.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    'dagen_aantal' as kolom,
    null as waarde,
    'Er zijn meer dagen vergoed dan de periode heeft. Verbeter het aantal dagen of de periode.' as melding
from landing.cwr_ao_vergoeding_veld
where
    levering_id = %(levering_id)s
    and landing.getal(dagen_aantal) > landing.datum(einddatum) - landing.datum(begindatum) + 1
