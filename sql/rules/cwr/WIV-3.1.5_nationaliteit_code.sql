-- regel: WIV-3.1.5_nationaliteit_code
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De code in nationaliteit_code staat in de lijst nationaliteit
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst nationaliteit en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'gezinslid'
    and kolom = 'nationaliteit_code'
