-- regel: WIV-3.7.2_wetgeving_code
-- ernst: waarschuwing
-- artikel: 3.7
-- laag: handicap
-- titel: De code in wetgeving staat in de lijst handicap_wetgeving
-- klasse: foutief
-- actie: Controleer de code.
-- Data of article 9 GDPR: the value stays where it was delivered.
select
    rij,
    kolom,
    null as waarde,
    'Deze code staat op de peildatum niet in de lijst handicap_wetgeving en telt niet mee. Controleer de code.' as melding
from pg_temp.onbekende_code
where
    laag = 'handicap'
    and kolom = 'wetgeving'
