-- regel: WIV-3.7.8_periode
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: Een recht wegens handicap eindigt niet voor zijn begin
-- klasse: foutief
-- actie: Verbeter het begin of het einde van het recht.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    'einde_recht' as kolom,
    null as waarde,
    'Het recht eindigt voor zijn begin. Verbeter het begin of het einde van het recht.' as melding
from landing.cwr_handicap_veld
where
    levering_id = %(levering_id)s
    and landing.datum_laatste(einde_recht) < landing.datum_eerste(begin_recht)
