-- regel: WIV-3.1.6_geslacht_code
-- ernst: waarschuwing
-- artikel: 3.1
-- laag: gezinslid
-- titel: De code in geslacht staat in de lijst geslacht
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst geslacht en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'gezinslid'
    and kolom = 'geslacht'
