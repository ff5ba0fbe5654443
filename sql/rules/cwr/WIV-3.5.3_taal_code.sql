-- regel: WIV-3.5.3_taal_code
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenrecht
-- titel: De code in taal_code staat in de lijst taal
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst taal en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'pensioenrecht'
    and kolom = 'taal_code'
