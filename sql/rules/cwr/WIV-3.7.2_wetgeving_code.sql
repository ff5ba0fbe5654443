-- regel: WIV-3.7.2_wetgeving_code
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: De code in wetgeving staat in de lijst handicap_wetgeving
-- klasse: foutief
-- actie: Gebruik een code uit de lijst handicap_wetgeving, of meld welke code de lijst mist.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    kolom,
    null as waarde,
    'Deze code geldt niet op de peildatum en telt niet mee. '
    'Gebruik een code uit de lijst handicap_wetgeving, of meld welke code de lijst mist.' as melding
from pg_temp.onbekende_code
where
    laag = 'handicap'
    and kolom = 'wetgeving'
