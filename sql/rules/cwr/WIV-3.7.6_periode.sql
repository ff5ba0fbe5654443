-- regel: WIV-3.7.6_periode
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: Een erkenning eindigt niet voor haar begin
-- klasse: foutief
-- actie: Verbeter het begin of het einde van de erkenning.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    'einde_erkenning' as kolom,
    null as waarde,
    'De erkenning eindigt voor haar begin. Verbeter het begin of het einde van de erkenning.' as melding
from landing.cwr_handicap_veld
where
    levering_id = %(levering_id)s
    and landing.datum_laatste(einde_erkenning) < landing.datum_eerste(begin_erkenning)
