-- regel: WIV-3.1.10_positie_code
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De code in positie_code staat in de lijst positie_gezin
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst positie_gezin en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'gezinslid'
    and kolom = 'positie_code'
