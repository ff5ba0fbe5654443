-- regel: WIV-3.4.2_type_uitkering_code
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwJaar
-- titel: De code in type_uitkering staat in de lijst ocmw_uitkering
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst ocmw_uitkering en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'ocmwJaar'
    and kolom = 'type_uitkering'
