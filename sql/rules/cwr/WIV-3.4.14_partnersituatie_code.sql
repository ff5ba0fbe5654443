-- regel: WIV-3.4.14_partnersituatie_code
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: De code in partnersituatie staat in de lijst partnersituatie
-- klasse: foutief
-- actie: Controleer de code.
select
    rij,
    kolom,
    waarde,
    'Deze code staat op de peildatum niet in de lijst partnersituatie en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'ocmwMaand'
    and kolom = 'partnersituatie'
