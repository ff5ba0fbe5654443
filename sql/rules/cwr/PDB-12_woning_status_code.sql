-- regel: PDB-12_woning_status_code
-- ernst: waarschuwing
-- artikel: 2.B
-- laag: woning
-- titel: De code in status staat in de lijst woning_status
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst woning_status en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'woning'
    and kolom = 'status'
