-- regel: WIV-3.2.1_eigenaar_soort_code
-- ernst: waarschuwing
-- artikel: 3.2
-- laag: eigenaar
-- titel: De code in eigenaar_soort staat in de lijst eigenaar_soort
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst eigenaar_soort en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'eigenaar'
    and kolom = 'eigenaar_soort'
