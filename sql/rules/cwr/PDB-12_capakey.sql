-- regel: PDB-12_capakey
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: De CaPaKey van een woning heeft de vorm van een CaPaKey
-- klasse: foutief
-- actie: Lever afdeling, sectie, grondnummer, bisnummer, letter en cijfer, zoals 11922B0570/00H004.
-- The first five digits are the kadastrale afdeling, not the NIS code of the gemeente: they are not compared with it.
select
    rij,
    'capakey' as kolom,
    capakey as waarde,
    'Dit is geen CaPaKey. Lever afdeling, sectie, grondnummer, bisnummer, letter en cijfer, zoals 11922B0570/00H004.' as melding
from pg_temp.woning
where
    capakey !~ '^[0-9]{5}[A-Z][0-9]{4}/[0-9]{2}[A-Z_][0-9]{3}$'
