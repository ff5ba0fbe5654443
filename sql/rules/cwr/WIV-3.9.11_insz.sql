-- regel: WIV-3.9.11_insz
-- ernst: waarschuwing
-- artikel: 3.9
-- laag: verbondenPersoon
-- titel: Het INSZ van een verbonden persoon heeft juiste controlecijfers
-- klasse: foutief
-- actie: Zoek het INSZ op in het Rijksregister en verbeter het.
select
    rij,
    'insz_verbonden' as kolom,
    insz_verbonden as waarde,
    'Dit is geen geldig INSZ. Zoek het INSZ op in het Rijksregister en verbeter het.' as melding
from landing.cwr_verbonden_persoon_veld
where
    levering_id = %(levering_id)s
    and not landing.insz_geldig(insz_verbonden)
