-- regel: WIV-3.5.20_munteenheid_code
-- ernst: waarschuwing
-- artikel: 3.5
-- laag: pensioenbetaling
-- titel: De code in munteenheid staat in de lijst munteenheid
-- klasse: foutief
-- actie: Gebruik een code uit de lijst munteenheid, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst munteenheid, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'pensioenbetaling'
    and kolom = 'munteenheid'
