-- regel: WIV-3.2.1_ondernemingsnummer
-- ernst: waarschuwing
-- artikel: 3.2
-- laag: eigenaar
-- titel: Het ondernemingsnummer van een eigenaar is een geldig KBO-nummer
-- klasse: foutief
-- actie: Zoek het KBO-nummer van de eigenaar op in de KBO en verbeter het.
select
    rij,
    'ondernemingsnummer' as kolom,
    ondernemingsnummer as waarde,
    'Dit is geen geldig KBO-nummer. Zoek het KBO-nummer van de eigenaar op in de KBO en verbeter het.' as melding
from landing.cwr_eigenaar_veld
where
    levering_id = %(levering_id)s
    and not landing.kbo_geldig(ondernemingsnummer)
