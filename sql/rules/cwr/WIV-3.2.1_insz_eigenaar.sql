-- regel: WIV-3.2.1_insz_eigenaar
-- ernst: waarschuwing
-- artikel: 3.2
-- laag: eigenaar
-- titel: Het INSZ van een eigenaar heeft juiste controlecijfers
-- klasse: foutief
-- actie: Zoek het INSZ van de eigenaar op in het Rijksregister en verbeter het.
select
    rij,
    'insz_eigenaar' as kolom,
    insz_eigenaar as waarde,
    'Dit is geen geldig INSZ. Zoek het INSZ van de eigenaar op in het Rijksregister en verbeter het.' as melding
from landing.cwr_eigenaar_veld
where
    levering_id = %(levering_id)s
    and not landing.insz_geldig(insz_eigenaar)
