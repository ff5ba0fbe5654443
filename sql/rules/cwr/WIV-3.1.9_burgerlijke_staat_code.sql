-- regel: WIV-3.1.9_burgerlijke_staat_code
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De code in burgerlijke_staat_code staat in de lijst burgerlijke_staat
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst burgerlijke_staat en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'gezinslid'
    and kolom = 'burgerlijke_staat_code'
