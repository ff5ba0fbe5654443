-- regel: WIV-3.7.15_maandbedrag
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: Een tegemoetkoming is een bedrag van nul of meer
-- klasse: foutief
-- actie: Lever een maandbedrag van nul of meer.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    'maandbedrag' as kolom,
    null as waarde,
    'Dit is geen bedrag van nul of meer. Lever een maandbedrag van nul of meer.' as melding
from landing.cwr_handicap_veld
where
    levering_id = %(levering_id)s
    and maandbedrag is not null
    and coalesce(landing.getal(maandbedrag) < 0, true)
