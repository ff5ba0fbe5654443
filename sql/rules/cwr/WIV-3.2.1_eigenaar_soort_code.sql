-- regel: WIV-3.2.1_eigenaar_soort_code
-- ernst: waarschuwing
-- artikel: 3.2
-- laag: eigenaar
-- titel: De code in eigenaar_soort staat in de lijst eigenaar_soort
-- klasse: foutief
-- actie: Gebruik een code uit de lijst eigenaar_soort, of meld welke code de lijst mist.
select
    rij,
    kolom,
    waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst eigenaar_soort, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'eigenaar'
    and kolom = 'eigenaar_soort'
