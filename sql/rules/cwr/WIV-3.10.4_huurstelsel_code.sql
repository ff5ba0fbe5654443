-- regel: WIV-3.10.4_huurstelsel_code
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: woning
-- titel: De code in huurstelsel staat in de lijst huurstelsel
-- klasse: foutief
-- actie: Gebruik een code uit de lijst huurstelsel, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst huurstelsel, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'woning'
    and kolom = 'huurstelsel'
