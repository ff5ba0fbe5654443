-- regel: PDB-12_woningtype_code
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: De code in woningtype staat in de lijst woningtype
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst woningtype en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'woning'
    and kolom = 'woningtype'
