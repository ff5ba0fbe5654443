-- regel: WIV-3.9.7_hoedanigheid_code
-- ernst: waarschuwing
-- artikel: 3.9
-- laag: gezinsbijslag
-- titel: De code in hoedanigheid staat in de lijst bijslag_hoedanigheid
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst bijslag_hoedanigheid en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'gezinsbijslag'
    and kolom = 'hoedanigheid'
