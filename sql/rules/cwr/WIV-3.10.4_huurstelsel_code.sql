-- regel: WIV-3.10.4_huurstelsel_code
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: woning
-- titel: De code in huurstelsel staat in de lijst huurstelsel
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst huurstelsel en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'woning'
    and kolom = 'huurstelsel'
