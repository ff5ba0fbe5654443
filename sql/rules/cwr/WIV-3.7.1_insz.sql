-- regel: WIV-3.7.1_insz
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: Het INSZ bij een handicap heeft juiste controlecijfers
-- klasse: foutief
-- actie: Zoek het INSZ op in het Rijksregister en verbeter het.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    'insz_handicap' as kolom,
    null as waarde,
    'Dit is geen geldig INSZ. Zoek het INSZ op in het Rijksregister en verbeter het.' as melding
from landing.cwr_handicap_veld
where
    levering_id = %(levering_id)s
    and not landing.insz_geldig(insz_handicap)
