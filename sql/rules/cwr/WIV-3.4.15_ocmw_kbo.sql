-- regel: WIV-3.4.15_ocmw_kbo
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: Het ondernemingsnummer van een OCMW is een geldig KBO-nummer
-- klasse: foutief
-- actie: Zoek het KBO-nummer van het OCMW op in de KBO en verbeter het.
select
    rij,
    'ocmw_ondernemingsnummer' as kolom,
    ocmw_ondernemingsnummer as waarde,
    'Dit is geen geldig KBO-nummer. Zoek het KBO-nummer van het OCMW op in de KBO en verbeter het.' as melding
from landing.cwr_ocmw_maand_veld
where
    levering_id = %(levering_id)s
    and not landing.kbo_geldig(ocmw_ondernemingsnummer)
