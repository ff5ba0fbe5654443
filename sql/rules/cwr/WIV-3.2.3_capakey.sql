-- regel: WIV-3.2.3_capakey
-- ernst: waarschuwing
-- artikel: 3.2
-- laag: eigenaar
-- titel: De CaPaKey van het verhuurde goed heeft de vorm van een CaPaKey
-- klasse: foutief
-- actie: Lever afdeling, sectie, grondnummer, bisnummer, letter en cijfer, zoals 11922B0570/00H004.
-- The kadastrale afdeling is not a NIS code, so it is not compared with the gemeente.
select
    rij,
    'capakey' as kolom,
    capakey as waarde,
    'Dit is geen CaPaKey. Lever afdeling, sectie, grondnummer, bisnummer, letter en cijfer, zoals 11922B0570/00H004.' as melding
from landing.cwr_eigenaar_veld
where
    levering_id = %(levering_id)s
    and capakey !~ '^[0-9]{5}[A-Z][0-9]{4}/[0-9]{2}[A-Z_][0-9]{3}$'
