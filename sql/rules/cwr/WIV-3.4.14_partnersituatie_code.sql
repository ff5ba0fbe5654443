-- regel: WIV-3.4.14_partnersituatie_code
-- ernst: waarschuwing
-- artikel: 3.4
-- laag: ocmwMaand
-- titel: De code in partnersituatie staat in de lijst partnersituatie
-- klasse: foutief
-- actie: Gebruik een code uit de lijst partnersituatie, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst partnersituatie, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'ocmwMaand'
    and kolom = 'partnersituatie'
