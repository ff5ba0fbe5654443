-- regel: WIV-3.10.14_huureinde_soort_code
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huureinde
-- titel: De code in huureinde_soort staat in de lijst huureinde_soort
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst huureinde_soort en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'huureinde'
    and kolom = 'huureinde_soort'
