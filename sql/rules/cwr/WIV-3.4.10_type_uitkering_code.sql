-- regel: WIV-3.4.10_type_uitkering_code
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: De code in type_uitkering staat in de lijst ocmw_uitkering
-- klasse: foutief
-- actie: Gebruik een code uit de lijst ocmw_uitkering, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst ocmw_uitkering, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'ocmwMaand'
    and kolom = 'type_uitkering'
