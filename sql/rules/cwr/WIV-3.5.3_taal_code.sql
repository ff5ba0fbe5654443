-- regel: WIV-3.5.3_taal_code
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenrecht
-- titel: De code in taal_code staat in de lijst taal
-- klasse: foutief
-- actie: Gebruik een code uit de lijst taal, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst taal, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'pensioenrecht'
    and kolom = 'taal_code'
