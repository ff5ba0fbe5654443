-- regel: WIV-3.10.14_huureinde_soort_code
-- ernst: waarschuwing
-- artikel: 3.10
-- laag: huureinde
-- titel: De code in huureinde_soort staat in de lijst huureinde_soort
-- klasse: foutief
-- actie: Gebruik een code uit de lijst huureinde_soort, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst huureinde_soort, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'huureinde'
    and kolom = 'huureinde_soort'
