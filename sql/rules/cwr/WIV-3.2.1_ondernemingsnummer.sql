-- regel: WIV-3.2.1_ondernemingsnummer
-- ernst: waarschuwing
-- artikel: 3.2
-- laag: eigenaar
-- titel: Het ondernemingsnummer van een eigenaar is een geldig KBO-nummer
-- klasse: foutief
-- actie: Controleer het nummer van de eigenaar.
select
    rij,
    'ondernemingsnummer' as kolom,
    ondernemingsnummer as waarde,
    'Dit is geen geldig KBO-nummer. Controleer het nummer van de eigenaar.' as melding
from landing.cwr_eigenaar_veld
where
    levering_id = %(levering_id)s
    and not landing.kbo_geldig(ondernemingsnummer)
