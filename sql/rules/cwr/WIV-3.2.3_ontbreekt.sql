-- regel: WIV-3.2.3_ontbreekt
-- ernst: waarschuwing
-- artikel: 3.2
-- laag: eigenaar
-- titel: Van het verhuurde goed zijn de kadastrale gegevens bekend
-- klasse: ontbrekend
-- actie: Lever de CaPaKey of de afdeling, de sectie en het grondnummer.
select
    rij,
    'capakey' as kolom,
    capakey as waarde,
    'De kadastrale gegevens ontbreken. Lever de CaPaKey of de afdeling, de sectie en het grondnummer.' as melding
from landing.cwr_eigenaar_veld
where
    levering_id = %(levering_id)s
    and capakey is null
    and kadastrale_afdeling is null
